import type { MessageRow } from '../books.ts';
import type { Evidence } from '../evidence.ts';
import type { Operation } from '../history.ts';
import type { Finding, Rule } from '../judge.ts';
import { ModelMessage, type Event } from '../model.ts';
import { HANDED_OVER, recipientOf } from './carrier.ts';

/** In the books of one moment a move comes before what it costs, and both before anything leaves. */
const RANKS: Readonly<Record<Event['kind'], number>> = { moved: 0, booked: 1, handed_over: 2 };

interface Dated {
  readonly at: number;
  readonly event: Event;
}

/**
 * Plays all operations again, in the order in which clients asked for them, in a model: a request makes messages, each of
 * which lives the life that tables, books and centre tell; a repetition gets the same answer; a look sees the life go forward.
 */
export const replayRule: Rule = evidence => {
  const { history, books } = evidence;
  const lives = livesOf(evidence);
  const byRef = Map.groupBy(books.messages, message => message.client_ref ?? '');
  const states = Map.groupBy(books.moves, move => move.message_id);
  const promised = new Map<string, string>();
  const looks = new Map<string, Sight[]>();
  const findings: Finding[] = [];

  for (const operation of history.operations) {
    const { send, saw } = operation;
    const fail = (detail: string) =>
      findings.push({
        rule: 'does_not_follow',
        at: operation.invokedAt,
        operation: operation.number,
        detail: `${send.ref}: ${detail}.`,
      });
    if (operation.kind === 'send') {
      for (const message of byRef.get(send.ref) ?? []) {
        const wrong = replay(message, lives.get(message.id) ?? []);
        if (wrong) fail(`${message.id}: ${wrong}`);
      }
    }
    if (operation.promised) {
      const ids = operation.promised.join();
      const before = promised.get(send.ref) ?? ids;
      promised.set(send.ref, before);
      if (ids !== before) fail(`it is answered ${ids}, and was answered ${before} before`);
    }
    if (operation.kind === 'cancel' && operation.answeredAfter !== undefined) {
      for (const { id, state } of byRef.get(send.ref) ?? [])
        if (state !== 'cancelled') fail(`${id} is cancelled, and becomes ${state}`);
    }
    if (saw) {
      const path = (states.get(saw.id) ?? []).map(move => move.to_state);
      const sights = looks.get(saw.id) ?? [];
      looks.set(saw.id, sights);
      const wrong = look(operation, saw.state, path, sights);
      if (wrong) fail(`${saw.id}: ${wrong}`);
    }
  }
  return findings;
};

/** A look that was answered: how far the life had come. */
interface Sight {
  readonly answeredAfter: number;
  readonly place: number;
}

/** A look sees some point of the life, and none before what an earlier look has seen. */
function look(
  { number, answeredAfter }: Operation,
  state: string | null,
  path: readonly string[],
  sights: Sight[],
): string | undefined {
  if (state === null) return 'it was promised, and is not there';
  const seen = sights.filter(sight => sight.answeredAfter < number).map(({ place }) => place);
  const earliest = Math.max(0, ...seen);
  const place = path.indexOf(state, earliest);
  if (place >= 0) {
    sights.push({ answeredAfter: answeredAfter!, place });
    return undefined;
  }
  const life = path.join(', ') || 'nothing';
  return `somebody sees it ${state} when it has been ${path[earliest] ?? 'nothing'}; its life is ${life}`;
}

function replay(
  { part_count, price_per_part_micros }: MessageRow,
  life: readonly Dated[],
): string | undefined {
  const model = new ModelMessage(part_count, price_per_part_micros);
  for (const { event } of life) {
    const wrong = model.apply(event);
    if (wrong) return wrong;
  }
  return model.end();
}

/** All that happened to each message, in order; each kind of events keeps its own order, whatever the clocks said. */
function livesOf({ books, journal, skewMs }: Evidence): ReadonlyMap<string, readonly Dated[]> {
  const lives = new Map<string, Dated[]>(books.messages.map(({ id }) => [id, []]));
  const byRecipient = new Map(books.messages.map(message => [message.recipient, message.id]));
  for (const move of books.moves)
    lives
      .get(move.message_id)
      ?.push({ at: move.at, event: { kind: 'moved', from: move.from_state, to: move.to_state } });
  for (const row of books.ledger)
    lives
      .get(row.hold_id ?? '')
      ?.push({ at: row.at + skewMs, event: { kind: 'booked', row: row.kind, micros: row.micros } });
  for (const entry of journal) {
    if (HANDED_OVER.includes(entry.kind))
      lives
        .get(byRecipient.get(recipientOf(entry)) ?? '')
        ?.push({ at: entry.at + skewMs, event: { kind: 'handed_over' } });
  }
  return new Map([...lives].map(([id, life]) => [id, inOrder(life)]));
}

function inOrder(life: readonly Dated[]): readonly Dated[] {
  const latest: Record<string, number> = {};
  return life
    .map(({ at, event }) => {
      const notBefore = Math.max(at, latest[event.kind] ?? 0);
      latest[event.kind] = notBefore;
      return { at: notBefore, event };
    })
    .sort((one, other) => one.at - other.at || RANKS[one.event.kind] - RANKS[other.event.kind]);
}
