import { readFate } from '../fates/index.js';
import type { JournalEntry } from '../journal/index.js';
import type { SubscriberSettings } from '../subscribers/index.js';
import { anonymous } from './anonymous.js';
import { isoDate, isoDuration } from './dates.js';
import { RecordingError } from './record.errors.js';
import { MAX_REPLAYED_ENTRIES, replayLines } from './replay.js';
import type { Scenario, SendStep, Step } from './scenario.js';
import { NOTE_PATTERN } from './schema.js';

/** What is recorded, and how. */
export interface RecordOptions {
  /** The journal from its beginning, `world.reset`. */
  readonly entries: Iterable<JournalEntry>;
  /** What the scenario is called. */
  readonly name: string;
  /**
   * Whether other numbers take the place of the phones' (default true). They keep the prefix, and with it the operator;
   * numbers that carry a fate stay. Chance depends on the number: to have the same luck, keep the numbers.
   */
  readonly anonymised?: boolean;
  /** The latency of the centre that was recorded. Default `realistic`. */
  readonly latency?: NonNullable<Scenario['world']>['latency'];
  /** When messages were to be sent, by their id, milliseconds of the epoch: the journal does not tell. */
  readonly scheduledAt?: ReadonlyMap<string, number>;
}

const NOTE = new RegExp(NOTE_PATTERN);
const FIRST_ID = 1_000_000_001;
const DEFAULT_VALIDITY_MS = 48 * 3_600_000;
/** Text of submissions that were refused: the journal does not keep it. */
const UNKNOWN_TEXT = '?';
/** Characters of the GSM alphabet in one part of several (TS 23.040 section 9.2.3.24.1). */
const CHARACTERS_OF_A_PART = 153;

/** What became of a message. */
interface Fortune {
  end?: JournalEntry;
  failed: boolean;
  readonly receipts: Set<string>;
}

/**
 * Makes a scenario of a journal: all that came from outside, at its date, and what the run came to at the end. Run again it
 * leaves the same journal, as long as what came from outside came between the events of the centre, and clients took
 * what they got at once. What a journal does not tell is left out: priorities, message classes, binary data. Throws
 * {@link RecordingError} for a journal whose beginning is gone.
 */
export function recordScenario(options: RecordOptions): Scenario {
  const entries = [...options.entries];
  const [first] = entries;
  if (first?.kind !== 'world.reset') throw RecordingError.withoutBeginning(first);
  const recording = new Recording(entries, first, options);
  const scenario = recording.scenario();
  return options.anonymised === false ? scenario : anonymous(scenario);
}

class Recording {
  private readonly fortunes = new Map<string, Fortune>();
  private readonly changed = new Set<string>();
  private readonly routes = new Map<string, string>();
  private readonly settings = new Map<string, SubscriberSettings>();
  private readonly steps: Step[] = [];
  private readonly startedAt: number;
  private stepAt: number | undefined;
  private lastId: string | undefined;

  constructor(
    private readonly entries: readonly JournalEntry[],
    private readonly first: JournalEntry,
    private readonly options: RecordOptions,
  ) {
    this.startedAt = first.at;
    this.stepAt = first.at;
    for (const entry of entries) this.learn(entry);
  }

  scenario(): Scenario {
    const routes = this.firstRoutes();
    for (const [index, entry] of this.entries.entries()) this.record(entry, index);
    const { seed } = this.first.detail as { seed: number };
    const firstId = Number(
      this.entries.find(({ kind, id }) => isNumbered(kind) && id !== undefined)?.id ?? FIRST_ID,
    );
    const { latency } = this.options;
    return {
      name: this.options.name,
      seed,
      startAt: isoDate(this.startedAt),
      world: {
        clients: [],
        ...(latency === undefined ? {} : { latency }),
        ...(firstId === FIRST_ID ? {} : { firstId }),
        ...(routes.size === 0 ? {} : { routes: Object.fromEntries(routes) }),
      },
      steps: [...this.steps, ...this.outcome()],
    };
  }

  /** What is known only later: how messages ended decides how they were submitted. */
  private learn({ kind, id, state, at, ...rest }: JournalEntry): void {
    if (id === undefined) return;
    let fortune = this.fortunes.get(id);
    if (fortune === undefined) {
      fortune = { failed: false, receipts: new Set() };
      this.fortunes.set(id, fortune);
    }
    if (kind === 'attempt.failed') fortune.failed = true;
    if (kind.startsWith('receipt.')) fortune.receipts.add(state ?? '');
    if (kind === 'message.replaced' || rest.reason === 'deleted') this.changed.add(id);
    if (kind.startsWith('message.') && kind !== 'message.replaced')
      fortune.end = { kind, id, state, at, ...rest } as JournalEntry;
  }

  /** Who gets what phones send to a number: the first one from the beginning, others when it changes. */
  private firstRoutes(): Map<string, string> {
    const routes = new Map<string, string>();
    for (const { kind, to, clientId } of this.entries) {
      if (kind !== 'inbound.offered' || to === undefined || clientId === undefined) continue;
      if (!routes.has(to)) routes.set(to, clientId);
    }
    for (const [number, client] of routes) this.routes.set(number, client);
    return routes;
  }

  private record(entry: JournalEntry, index: number): void {
    const step = this.stepOf(entry, index);
    if (step === undefined) {
      // Between two inputs of one date something was done that was due: then the second has to wait for it too.
      if (isDueWork(entry) && entry.id !== this.lastId) this.stepAt = undefined;
      return;
    }
    this.add(step, entry.at);
    this.lastId = entry.id;
  }

  /** Inputs of one date come one after the other, before anything else that is due then. */
  private add(step: Step, at: number): void {
    this.steps.push((at === this.stepAt ? step : { at: isoDuration(at - this.startedAt), ...step }) as Step);
    this.stepAt = at;
  }

  private stepOf(entry: JournalEntry, index: number): Step | undefined {
    const { kind, clientId, msisdn = '', text = UNKNOWN_TEXT, id, detail, to = '' } = entry;
    switch (kind) {
      case 'link.connected':
        return { connect: clientId! };
      case 'link.disconnected':
        return { disconnect: clientId! };
      case 'submission.accepted':
      case 'submission.refused':
      case 'submission.repeated':
      case 'submission.swallowed':
        return { send: this.submission(entry, index) };
      case 'message.deleted':
        return entry.reason === 'deleted' ? { cancel: nameOf(id!) } : undefined;
      case 'message.replaced':
        return { replace: { message: nameOf(id!), text } };
      case 'inbound.sent':
        return this.reply(msisdn, to, text, index);
      case 'subscriber.changed':
        return this.subscriber(msisdn, detail as SubscriberSettings | undefined);
      case 'phone.read':
        return this.settings.get(msisdn)?.readAfterMs === undefined ? { read: msisdn } : undefined;
      case 'faults.changed':
        return { faults: detail as Extract<Step, { faults: unknown }>['faults'] };
      case 'network.changed':
        return networkStep(detail as { operator: string; change?: object });
      default:
        return NOTE.test(kind) ? { note: noteOf(entry) } : undefined;
    }
  }

  private submission(entry: JournalEntry, index: number): SendStep {
    const { kind, clientId, id, ref, from, to = '', text, reason, detail } = entry;
    const part =
      (detail as { reference?: number } | undefined)?.reference === undefined
        ? undefined
        : (detail as SendStep['part']);
    return {
      ...(id !== undefined && this.changed.has(id) && kind === 'submission.accepted'
        ? { as: nameOf(id) }
        : {}),
      client: clientId!,
      ...(from === undefined ? {} : { from }),
      to,
      text: text ?? (reason === 'invalid_length' ? textAsLong(detail) : UNKNOWN_TEXT),
      ...(ref === undefined ? {} : { ref }),
      ...(part === undefined ? {} : { part }),
      ...(kind === 'submission.accepted' ? this.wishes(entry, index) : {}),
      ...(reason === 'invalid_expiry' ? { validity: 0 } : {}),
      ...(reason === 'invalid_schedule' ? { schedule: 'P60D' } : {}),
      ...(isForMarketing(reason) ? { purpose: 'marketing' as const } : {}),
    };
  }

  /** What the sender must have asked for, as far as what happened depended on it. */
  private wishes({ id = '', at, clientId, msisdn }: JournalEntry, index: number): Partial<SendStep> {
    const { end } = this.fortunes.get(id)!;
    const startsAt = this.options.scheduledAt?.get(id) ?? at;
    const before = this.entries[index - 1];
    const replaces =
      before?.reason === 'replaced' && before.clientId === clientId && before.msisdn === msisdn;
    const endedAfter = end === undefined ? 0 : end.at - startsAt;
    return {
      ...(startsAt > at ? { schedule: isoDate(startsAt) } : {}),
      ...(end?.state === 'EXPIRED' && endedAfter !== DEFAULT_VALIDITY_MS
        ? { validity: isoDuration(endedAfter) }
        : {}),
      ...(endedAfter > DEFAULT_VALIDITY_MS && end?.state !== 'EXPIRED' ? { validity: 'P7D' } : {}),
      ...receiptsAsked(this.fortunes.get(id)!),
      ...(replaces ? { replaceIfPresent: true } : {}),
      purpose: isForMarketing(end?.reason) ? 'marketing' : 'transactional',
    };
  }

  /** What a phone sends by itself is no step: it will do so again. */
  private reply(phone: string, to: string, text: string, index: number): Step | undefined {
    const own = this.settings.get(phone)?.autoReply ?? readFate(phone)?.twist.autoReply;
    const texts: readonly string[] = own === undefined ? [] : [own.text].flat();
    if (texts.includes(text)) return undefined;
    const client = this.clientAfter(index, to);
    if (client !== undefined && this.routes.get(to) !== client) {
      this.routes.set(to, client);
      this.steps.push({
        at: isoDuration(this.entries[index]!.at - this.startedAt),
        route: { number: to, client },
      });
    }
    return { reply: { phone, to, text } };
  }

  private clientAfter(index: number, to: string): string | undefined {
    const next = this.entries[index + 1];
    return next?.kind === 'inbound.offered' && next.to === to ? next.clientId : undefined;
  }

  private subscriber(phone: string, settings: SubscriberSettings | undefined): Step {
    if (settings === undefined) {
      this.settings.delete(phone);
      return { forget: phone };
    }
    this.settings.set(phone, settings);
    return { set: { phone, ...settings } };
  }

  private replay(): { readonly replay: readonly string[]; readonly count: number } {
    const lines = replayLines(this.entries, this.startedAt);
    return { replay: lines.slice(0, MAX_REPLAYED_ENTRIES), count: lines.length };
  }

  /**
   * What the run came to, as the journal tells it. Other numbers have other luck: with them, a run that came to its end is
   * let come to its end again, and what hung on chance is not expected.
   */
  private outcome(): Step[] {
    const count = (kind: string): number => this.entries.filter(entry => entry.kind === kind).length;
    const hasOwnLuck = this.options.anonymised === false;
    const isOver =
      count('submission.accepted') ===
      [...this.fortunes.values()].filter(({ end }) => end !== undefined).length;
    const isCertain = hasOwnLuck || !this.entries.some(({ detail }) => hasChance(detail));
    const at = isoDuration(this.entries.at(-1)!.at - this.startedAt);
    const name = 'The run comes to the same as when it was recorded';
    const accepted = count('submission.accepted');
    const refused = count('submission.refused');
    const swallowed = count('submission.swallowed');
    const summary = {
      submitted: accepted + refused + swallowed,
      ...(isCertain ? { accepted, refused } : {}),
      ...(isCertain && (hasOwnLuck || isOver)
        ? { delivered: count('message.delivered'), inbound: { sent: count('inbound.sent') } }
        : {}),
    };
    if (hasOwnLuck) return [{ at, name, expect: { summary } }, { expect: this.replay() }];
    if (!isOver) return [{ at, name, expect: { summary } }];
    return [
      { at, advance: { untilIdle: true } },
      { name, expect: { summary } },
    ];
  }
}

/** What a door wrote down by itself. */
function noteOf({ kind, clientId, ref, detail }: JournalEntry): Extract<Step, { note: unknown }>['note'] {
  return {
    kind,
    ...(clientId === undefined ? {} : { client: clientId }),
    ...(ref === undefined ? {} : { ref }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Which receipts were asked for, as far as it made a difference. */
function receiptsAsked({ end, failed, receipts }: Fortune): Pick<SendStep, 'receipts'> {
  if (receipts.has('ENROUTE')) return {};
  const hasFinal = end?.state !== undefined && receipts.has(end.state);
  if (failed) return { receipts: hasFinal ? 'final' : 'none' };
  return end?.state === undefined || hasFinal ? {} : { receipts: 'none' };
}

/** A text of as many parts as the refusal speaks of. */
function textAsLong(detail: unknown): string {
  const parts = Number(/(\d+) parts/.exec(String(detail))?.[1] ?? 20);
  return 'x'.repeat(parts * CHARACTERS_OF_A_PART);
}

function networkStep({ operator, change }: { operator: string; change?: object }): Step {
  if (change === undefined) return { dissolve: operator };
  if ('portedPrefix' in change) return { port: { prefix: String(change.portedPrefix), to: operator } };
  return { operator: { ...change, key: operator } };
}

function isNumbered(kind: string): boolean {
  return kind === 'submission.accepted' || kind === 'inbound.offered';
}

/** Whether something is left to chance: a probability that is neither never nor always, at any depth. */
function hasChance(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([field, one]) =>
    /robability$/.test(field) ? Number(one) > 0 && Number(one) < 1 : hasChance(one),
  );
}

/** Work of the centre that is never done by an input itself. */
function isDueWork({ kind }: JournalEntry): boolean {
  return (
    kind === 'attempt.failed' ||
    kind === 'message.delivered' ||
    kind === 'message.undeliverable' ||
    kind === 'message.rejected'
  );
}

function isForMarketing(reason: string | undefined): boolean {
  return reason === 'do_not_disturb' || reason === 'marketing_hours';
}

function nameOf(id: string): string {
  return `message ${id}`;
}
