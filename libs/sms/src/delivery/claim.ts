import type { Billing } from '../credits/index.js';
import type { Ids, Instant, Random, Transaction } from '../kernel/index.js';
import { MessageRepository, type Message, type ReasonKey } from '../messages/index.js';
import { networkCode, type Networks } from '../networks/index.js';
import { OptOutRepository } from '../opt-outs/index.js';
import { storeChanges, type Change } from './change.js';
import type { DeliveryOptions } from './delivery.options.js';
import { deadEnds, mayHaveDeadEnds } from './detour.js';
import { heldBack } from './due.js';
import type { Lane } from './lane.js';
import { asksForNetwork, chooseRoute, routesFor, type Route } from './route.js';

/** Failures that another route may not have: a message goes elsewhere after them, if it can. */
const ROUTE_FAULTS: ReadonlySet<ReasonKey> = new Set([
  'network_error',
  'carrier_unavailable',
  'carrier_error',
  'portability',
  'no_route',
]);

/** A message on its way to a carrier. */
export interface Handing {
  readonly message: Message;
  readonly lane: Lane;
}

/** What became of the messages that were taken from the queue. */
export interface Claimed {
  /** How many there were. */
  readonly count: number;
  /** Those that are leased now, to be handed over. */
  readonly handings: readonly Handing[];
  /** Numbers of those that wait where they are until their networks have been asked for. */
  readonly unasked: readonly string[];
}

/** What claims are made with. */
export interface ClaimParts {
  readonly lanes: readonly Lane[];
  readonly routes: readonly Route[];
  readonly networks: Networks;
  readonly random: Random;
  readonly ids: Ids;
  readonly billing: Billing;
  /** Names the dispatcher in leases. */
  readonly owner: string;
  readonly options: Pick<DeliveryOptions, 'leaseMs' | 'receiptGraceMs' | 'queryAfterMs'>;
}

const NONE: ReadonlySet<string> = new Set();

type Place =
  | { readonly kind: 'go'; readonly lane: Lane }
  | { readonly kind: 'wait'; readonly until: Instant }
  | { readonly kind: 'ask' }
  | { readonly kind: 'no_route' };

/** Takes due messages from the queue and decides which carrier each goes to. */
export class Claims {
  private readonly lanes: ReadonlyMap<string, Lane>;

  constructor(private readonly parts: ClaimParts) {
    this.lanes = new Map(parts.lanes.map(lane => [lane.carrier.name, lane]));
  }

  /** Takes at most `limit` messages and leases those that go. The rest waits for its carrier, is refused, or stays. */
  async take(tx: Transaction, limit: number, now: Instant): Promise<Claimed> {
    const { owner, options, billing, ids } = this.parts;
    const leaseUntil = now + options.leaseMs;
    const messages = await tx.get(MessageRepository).claimQueued({ owner, now, leaseUntil, limit });
    const [unwanted, tried] = await Promise.all([optedOut(tx, messages), triedInVain(tx, messages)]);
    const taken = new Map<Lane, number>();
    const changes: Change[] = messages
      .filter(message => unwanted.has(message))
      .map(message =>
        heldBack(message, { now, options, queries: this.canAsk(message), reason: 'opted_out' }),
      );
    const handings: Handing[] = [];
    const unasked: string[] = [];
    const change = (message: Message, moves: Change['moves'], paidParts: number | null = null) =>
      changes.push({ message, moves, parts: [], paidParts });
    for (const message of this.inTurns(messages)) {
      if (unwanted.has(message)) continue;
      const place = this.placeFor(message, taken, tried.get(message) ?? NONE, now);
      if (place.kind === 'ask') {
        unasked.push(message.to);
      } else if (place.kind === 'wait') {
        message.wakeAt = place.until;
        change(message, []);
      } else if (place.kind === 'no_route') {
        change(message, [message.moveTo('rejected', { at: now, cause: 'claimed', reason: 'no_route' })], 0);
      } else {
        taken.set(place.lane, (taken.get(place.lane) ?? 0) + 1);
        message.attempts += 1;
        message.carrier = place.lane.carrier.name;
        this.noteNetwork(message);
        // That it is sent again because no answer came must be known when this answer comes.
        const reason = message.reason === 'no_answer' ? message.reason : null;
        change(message, [message.moveTo('submitting', { at: now, cause: 'claimed', reason })]);
        message.leaseOwner = owner;
        message.wakeAt = leaseUntil;
        handings.push({ message, lane: place.lane });
      }
    }
    await storeChanges(tx, changes, billing, ids);
    return { count: messages.length, handings, unasked };
  }

  /** In rounds over the accounts, beginning anywhere: where a carrier has one place, it must not always be the same one's. */
  private inTurns(messages: readonly Message[]): readonly Message[] {
    const rows = [...Map.groupBy(messages, message => message.accountId).values()];
    const first = Math.floor(this.parts.random.next() * rows.length);
    const turned = [...rows.slice(first), ...rows.slice(0, first)];
    const longest = Math.max(0, ...turned.map(row => row.length));
    return Array.from({ length: longest }, (_, place) =>
      turned.flatMap(row => row.slice(place, place + 1)),
    ).flat();
  }

  /** Keeps on the message where its recipient is, as this handing over went by it; an older word is better than none. */
  private noteNetwork(message: Message): void {
    const known = this.parts.networks.of(message.to);
    if (!known) return;
    const { mcc, mnc, ported } = known;
    const before = message.network;
    const isNews = !before || networkCode(before) !== networkCode(known) || before.ported !== ported;
    if (isNews) message.network = { mcc, mnc, ported };
  }

  private canAsk({ carrier }: Message): boolean {
    return this.lanes.get(carrier ?? '')?.carrier.query !== undefined;
  }

  /** @param tried carriers that know no way for it */
  private placeFor(
    message: Message,
    taken: ReadonlyMap<Lane, number>,
    tried: ReadonlySet<string>,
    now: Instant,
  ): Place {
    const { routes, networks, random } = this.parts;
    const hasRoom = (name: string | null) => {
      const lane = this.lanes.get(name ?? '');
      return lane !== undefined && lane.free > (taken.get(lane) ?? 0);
    };
    const before = this.lanes.get(message.carrier ?? '');
    // Sent again only because its carrier recognises it: another would send it a second time.
    if (before?.carrier.capabilities.deduplicates && message.reason === 'no_answer')
      return hasRoom(message.carrier)
        ? { kind: 'go', lane: before }
        : { kind: 'wait', until: before.book(rowOf(message)) };
    // The first sending did not reach it there.
    if (message.sentAt !== null) networks.forget(message.to, now - message.sentAt);
    if (asksForNetwork(message, routes) && networks.isUnasked(message.to)) return { kind: 'ask' };

    const fitting = routesFor(message, networks.of(message.to), routes)
      .map(group => group.filter(({ carrier }) => !tried.has(carrier)))
      .filter(group => group.length > 0);
    const others = fitting
      .map(group => group.filter(({ carrier }) => carrier !== message.carrier))
      .filter(group => group.length > 0);
    // A second sending is to find out whether another way reaches the phone, and waits for none that is held up by hand.
    const otherWays = others.flat().some(({ carrier }) => !this.lanes.get(carrier)!.isPaused);
    const groups = message.sentAt !== null && otherWays ? others : fitting;
    if (groups.length === 0) return { kind: 'no_route' };
    const leaves = message.reason !== null && ROUTE_FAULTS.has(message.reason);
    const stays = !leaves && groups.flat().some(({ carrier }) => carrier === message.carrier);
    if (before && stays && hasRoom(message.carrier)) return { kind: 'go', lane: before };
    const chosen = (leaves && chooseRoute(others, hasRoom, random)) || chooseRoute(groups, hasRoom, random);
    return chosen
      ? { kind: 'go', lane: this.lanes.get(chosen.carrier)! }
      : { kind: 'wait', until: this.soonest(groups, now).book(rowOf(message)) };
  }

  /** The carrier that is likely to have room first, of those that a message may go to. */
  private soonest(groups: readonly (readonly Route[])[], now: Instant): Lane {
    const freeAt = (lane: Lane) => (lane.isShut ? Infinity : (lane.nextFreeAt ?? now));
    const lanes = groups.flat().map(({ carrier }) => this.lanes.get(carrier)!);
    return lanes.reduce((best, lane) => (freeAt(lane) < freeAt(best) ? lane : best));
  }
}

/**
 * Which row a message waits in for a busy carrier: behind those of its account and priority, if it has just come. Those whose
 * turn has come before wait together, those of each priority by themselves: at the end of a long row they would begin anew,
 * and what is urgent would wait behind all that is not.
 */
function rowOf({ accountId, priority, wakeAt, scheduledAt, createdAt }: Message): string {
  const hasJustCome = (wakeAt ?? createdAt) <= (scheduledAt ?? createdAt);
  return hasJustCome ? `${accountId} ${priority}` : `late ${priority}`;
}

/** The carriers that have said of messages that they know no way for them. */
async function triedInVain(
  tx: Transaction,
  messages: readonly Message[],
): Promise<ReadonlyMap<Message, ReadonlySet<string>>> {
  const repository = tx.get(MessageRepository);
  const suspects = messages.filter(mayHaveDeadEnds);
  return new Map(
    await Promise.all(
      suspects.map(async message => [message, deadEnds(await repository.moves(message.id))] as const),
    ),
  );
}

/** Those whose recipients have said STOP since they were accepted: what a phone does not want is not handed over any more. */
async function optedOut(tx: Transaction, messages: readonly Message[]): Promise<ReadonlySet<Message>> {
  const optOuts = tx.get(OptOutRepository);
  const byAccount = [...Map.groupBy(messages, message => message.accountId)];
  const unwanted = await Promise.all(
    byAccount.map(async ([accountId, group]) => {
      const among = await optOuts.among(
        accountId,
        group.map(message => message.to),
      );
      return group.filter(message => among.has(message.to));
    }),
  );
  return new Set(unwanted.flat());
}
