import { concatenationHeader, encodeText } from '../alphabet/index.js';
import type { CentreSubmission } from '../centre/index.js';
import type { JournalEntry, JournalFilter } from '../journal/index.js';
import { msisdnOf } from '../network/index.js';
import type { SubscriberSettings } from '../subscribers/index.js';
import { isDate, isoDuration, millisOf } from './dates.js';
import type { CastMessage } from './cast.js';
import { isWhole } from './read-scenario.js';
import type { SendStep, Verbs, WaitStep } from './scenario.js';
import type { Stage } from './stage.js';
import { StepFailure } from './step-failure.js';

/** The client of a `send` that names none. */
export const DEFAULT_CLIENT = 'client';
/** The sender of a `send` that names none. */
export const DEFAULT_SENDER = '36180';

const DEFAULT_WAIT_MS = 7 * 86_400_000;
const REGISTERED_DELIVERY = { all: 17, final: 1, failures: 2, successes: 3, none: 0 } as const;

type Simple = Exclude<keyof Verbs, 'expect' | 'repeat' | 'choose'>;

/** How each verb is done. */
export const PERFORMANCES: {
  readonly [Verb in Simple]: (stage: Stage, what: Verbs[Verb]) => void | Promise<void>;
} = {
  connect: ({ cast }, what) => {
    const { client, takes = 'everything' } = typeof what === 'string' ? { client: what } : what;
    cast.client(client).connect(takes === 'everything');
  },
  disconnect: ({ cast }, client) => cast.client(client).disconnect(),
  send,
  reply: ({ centre }, { phone, to, text, delay, count, every }) =>
    centre.sendFromPhone(phone, {
      to: String(to),
      text: String(text),
      ...(delay === undefined ? {} : { delayMs: millisOf(delay) }),
      ...(count === undefined ? {} : { count, everyMs: millisOf(every ?? 0) }),
    }),
  advance: async (stage, what) => {
    if (typeof what !== 'object') await stage.clock.advanceBy(millisOf(what));
    else if ('by' in what) await stage.clock.advanceBy(millisOf(what.by));
    else if ('to' in what) await stage.advanceTo(stage.dateOf(what.to));
    else if (!(await stage.clock.advanceUntilIdle())) {
      throw new StepFailure('that nothing is due any more', 'there was always more to do');
    }
  },
  set: (stage, { phone, ...settings }) => {
    for (const one of listOf(phone)) stage.centre.subscribers.set(one, dated(stage, settings));
  },
  change: (stage, { phone, ...changes }) => {
    for (const one of listOf(phone))
      stage.centre.subscribers.patch(one, dated(stage, changes as SubscriberSettings));
  },
  forget: ({ centre }, phones) => {
    for (const one of listOf(phones)) centre.subscribers.remove(one);
  },
  read: ({ centre }, phones) => {
    for (const one of listOf(phones)) centre.subscribers.read(one);
  },
  faults: (stage, faults) => stage.setFaults(faults),
  operator: ({ centre: { network } }, { key, ...changes }) => {
    if (network.operator(key) !== undefined) network.patch(key, changes);
    else if (isWhole({ key, ...changes }))
      network.add({ key, ...changes } as Parameters<typeof network.add>[0]);
    else
      throw new StepFailure(
        `an operator ${key}`,
        'there is none, and a new one needs name, country, mcc, mnc and prefixes',
      );
  },
  dissolve: ({ centre }, key) => centre.network.remove(key),
  port: ({ centre }, range) => centre.network.port(range),
  route: ({ centre }, { number, client }) => centre.routeInbound(String(number), client),
  cancel: (stage, name) => {
    for (const { clientId, id } of known(stage, name))
      must(stage.centre.cancel(clientId, id), `that ${name} can be taken back`);
  },
  replace: (stage, { message, text, validity }) => {
    for (const { clientId, id } of known(stage, message)) {
      const changes = {
        ...(text === undefined ? {} : { text: String(text) }),
        ...(validity === undefined ? {} : { validityMs: millisOf(validity) }),
      };
      must(stage.centre.replace(clientId, id, changes), `that ${message} can be replaced`);
    }
  },
  wait,
  note: ({ centre }, { kind, client, ref, detail }) =>
    centre.journal.write({
      kind,
      ...(client === undefined ? {} : { clientId: client }),
      ...(ref === undefined ? {} : { ref }),
      ...(detail === undefined ? {} : { detail }),
    }),
};

function send(stage: Stage, step: SendStep): void {
  const { client = DEFAULT_CLIENT, as, count = 1, every } = step;
  const { cast, centre } = stage;
  const everyMs = every === undefined ? 0 : millisOf(every);
  for (let turn = 0; turn < count; turn++) {
    for (const to of listOf(step.to)) {
      const submit = (): void => cast.submit(client, submissionOf(stage, step, String(to)), as);
      if (turn * everyMs === 0) submit();
      else centre.time.after(turn * everyMs, submit);
    }
  }
}

function submissionOf(stage: Stage, step: SendStep, to: string): CentreSubmission {
  const { from = DEFAULT_SENDER, text, ref, validity, schedule, priority, purpose, messageClass } = step;
  const { receipts, replaceIfPresent, part } = step;
  return {
    ...(ref === undefined ? {} : { ref }),
    from: String(from),
    to,
    ...(part === undefined ? { text: String(text) } : partOf(String(text), part)),
    ...(validity === undefined ? {} : { validityMs: millisOf(validity) }),
    ...(schedule === undefined
      ? {}
      : { scheduledAt: isDate(schedule) ? stage.dateOf(schedule) : stage.now + millisOf(schedule) }),
    ...(priority === undefined ? {} : { priority }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(messageClass === undefined ? {} : { messageClass }),
    ...(receipts === undefined ? {} : { registeredDelivery: REGISTERED_DELIVERY[receipts] }),
    ...(replaceIfPresent === undefined ? {} : { replaceIfPresent }),
  };
}

/** A part that the client cut itself: its octets, with a header that says which one it is. */
function partOf(
  text: string,
  part: NonNullable<SendStep['part']>,
): Pick<CentreSubmission, 'ud' | 'udh' | 'dataCoding'> {
  const encoded = encodeText(text);
  if (encoded.length > 1) throw new StepFailure('a text of one part', `it takes ${String(encoded.length)}`);
  const { ud, dataCoding } = encoded[0]!;
  return { ud, udh: concatenationHeader(part), dataCoding };
}

async function wait(stage: Stage, step: WaitStep): Promise<void> {
  const { cast, centre, clock, since } = stage;
  const filter = filterOf(step);
  const isNew = (entry: JournalEntry): boolean => !cast.hasFound(entry.seq) && isFor(entry, step.to);
  let found = centre.journal.list({ ...filter, since }, Number.MAX_SAFE_INTEGER).find(isNew);
  if (found === undefined) {
    const end = centre.journal.subscribe(entry => {
      if (isNew(entry)) found ??= entry;
    }, filter);
    try {
      const withinMs = step.within === undefined ? DEFAULT_WAIT_MS : millisOf(step.within);
      await clock.advanceUntil(() => found !== undefined, withinMs);
    } finally {
      end();
    }
  }
  if (found === undefined) throw new StepFailure(waitText(step, filter), whatHappened(stage));
  cast.find(found.seq);
}

function filterOf({ from, match, kind = 'message.delivered', client, ref }: WaitStep): JournalFilter {
  return {
    kind,
    ...(from === undefined ? {} : { from: String(from) }),
    ...(match === undefined ? {} : { match }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(ref === undefined ? {} : { ref }),
  };
}

/** The destination is a phone, which entries name with a plus, or the number that a phone sent to. */
function isFor({ to, msisdn }: JournalEntry, wanted: string | number | undefined): boolean {
  if (wanted === undefined) return true;
  const number = String(wanted);
  return to === number || msisdn === (msisdnOf(number) ?? number);
}

function waitText({ to, within }: WaitStep, filter: JournalFilter): string {
  const { kind, ...rest } = filter;
  const what = Object.entries({ ...(to === undefined ? {} : { to }), ...rest }).map(
    ([name, value]) => `${name} ${JSON.stringify(value)}`,
  );
  const limit = isoDuration(within === undefined ? DEFAULT_WAIT_MS : millisOf(within));
  return `${kind ?? ''}${what.length === 0 ? '' : ` with ${what.join(', ')}`} within ${limit}`;
}

/** The last entries, for whoever wonders what happened instead. */
function whatHappened({ centre, since }: Stage): string {
  const last = [...centre.journal.entries(Math.max(since, centre.journal.total - 5))];
  if (last.length === 0) return 'nothing happened at all';
  const lines = last.map(({ kind, msisdn, reason }) => [kind, msisdn, reason].filter(Boolean).join(' '));
  return `it did not come; what happened last: ${lines.join('; ')}`;
}

function known({ cast }: Stage, name: string): (CastMessage & { readonly id: string })[] {
  const messages = cast.messagesOf(name);
  const stored = messages.filter(
    (message): message is CastMessage & { id: string } => message.id !== undefined,
  );
  if (stored.length > 0) return stored;
  throw new StepFailure(
    `a message ${JSON.stringify(name)} at the centre`,
    messages.length === 0 ? 'none of that name was sent' : 'none of that name was accepted',
  );
}

function must(
  answer: { readonly ok: true } | { readonly ok: false; readonly error: { detail: string } },
  expected: string,
): void {
  if (!answer.ok) throw new StepFailure(expected, `the centre says: ${answer.error.detail}`);
}

/** The settings with their dates: a duration is one since the beginning of the scenario. */
function dated(stage: Stage, settings: SubscriberSettings): SubscriberSettings {
  const { until } = settings;
  return typeof until === 'string' ? { ...settings, until: stage.dateOf(until) } : settings;
}

function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? (one as readonly T[]) : [one as T];
}
