import type { CentreMessageView } from '../centre/index.js';
import { msisdnOf } from '../network/index.js';
import type { CastMessage } from './cast.js';
import { isoDate, isoDuration, millisOf } from './dates.js';
import { firstDifference, replayLines } from './replay.js';
import type { AmountWord, Expectation, Expectations, TextsExpected, TextWord } from './scenario.js';
import type { Stage } from './stage.js';

/** An expectation that was not met. */
export interface Unmet {
  readonly expected: string;
  readonly seen: string;
}

type Checks = {
  readonly [Subject in keyof Expectations]: (stage: Stage, what: Expectations[Subject]) => Unmet[];
};

/** How each subject is looked at. */
const CHECKS: Checks = {
  message: (stage, { message: name, count, ...wanted }) => {
    const messages = stage.cast.messagesOf(name);
    return [
      ...amount(`${name}: number of messages`, count, messages.length),
      ...each(name, messages, message => checkMessage(stage, message, wanted)),
    ];
  },
  answer: ({ cast }, { answer: name, ...wanted }) =>
    each(name, cast.messagesOf(name), message => checkAnswer(message, wanted)),
  phone: ({ centre: { subscribers } }, { phone, from, state, unread, ...wanted }) => {
    const number = msisdnOf(phone) ?? phone;
    const messages = subscribers
      .messages(phone)
      .filter(message => from === undefined || sameNumber(message.from, String(from)));
    return [
      ...same(`${number}: state`, state, subscribers.get(phone).state),
      ...amount(`${number}: unread messages`, unread, messages.filter(({ read }) => !read).length),
      ...texts(
        number,
        wanted,
        messages.map(({ text }) => text),
      ),
    ];
  },
  receipts: checkReceipts,
  inbound: ({ cast }, { inbound: clientId, from, to, parts, ...wanted }) => {
    const messages = cast
      .client(clientId)
      .messages.filter(
        message =>
          (from === undefined || sameNumber(message.from, String(from))) &&
          (to === undefined || sameNumber(message.to, String(to))),
      );
    return [
      ...amount(`${clientId}: parts from phones`, parts, messages.length),
      ...texts(`${clientId}: from phones`, wanted, wholeTexts(messages)),
    ];
  },
  journal: ({ centre, since }, { journal: { client, msisdn, from, to, ...rest }, count = { min: 1 } }) => {
    const filter = {
      ...rest,
      since,
      ...(client === undefined ? {} : { clientId: client }),
      ...(msisdn === undefined ? {} : { msisdn: msisdnOf(msisdn) ?? msisdn }),
      ...(from === undefined ? {} : { from: String(from) }),
      ...(to === undefined ? {} : { to: String(to) }),
    };
    const found = centre.journal.list(filter, Number.MAX_SAFE_INTEGER).length;
    const { since: _since, ...shown } = filter;
    return amount(`journal entries with ${JSON.stringify(shown)}`, count, found);
  },
  replay: ({ centre, since, startedAt }, { replay, count = replay.length }) => {
    const difference = firstDifference(replay, count, replayLines(centre.journal.entries(since), startedAt));
    return difference === undefined ? [] : [difference];
  },
  summary: ({ centre }, { summary }) => within('summary', summary, centre.summary()),
  lookup: ({ centre }, { lookup: number, home, present, visited, ...wanted }) => {
    const answer = centre.lookup(number);
    if (answer === undefined) return [{ expected: `${number} to be a number`, seen: 'it is none' }];
    return [
      ...same(`${answer.msisdn}: known`, wanted.known, answer.known),
      ...same(`${answer.msisdn}: reach`, wanted.reach, answer.reach),
      ...same(`${answer.msisdn}: ported`, wanted.ported, answer.ported),
      ...same(`${answer.msisdn}: home`, home, answer.home?.operator),
      ...same(`${answer.msisdn}: present`, present, answer.present?.operator),
      ...same(`${answer.msisdn}: visited`, visited, answer.visited?.operator),
    ];
  },
  line: ({ centre }, { line: occasion, client = 'client', does, commandStatus }) => {
    const decision = centre.faults.atLink(client, occasion);
    const status = decision.kind === 'refuse_bind' ? decision.commandStatus : undefined;
    return [
      ...same(`${client}: ${occasion}`, does, decision.kind),
      ...amount(`${client}: command_status`, commandStatus, status),
    ];
  },
  now: (stage, { now }) => same('now', isoDate(stage.dateOf(now)), isoDate(stage.now)),
};

/** Everything that is not as expected; empty when all is. */
export function unmet(stage: Stage, expectation: Expectation): Unmet[] {
  // An object of the language has its subject first, and only one.
  const subject = Object.keys(CHECKS).find(name => Object.hasOwn(expectation, name)) as keyof Expectations;
  const check = CHECKS[subject] as (stage: Stage, what: Expectation) => Unmet[];
  return check(stage, expectation);
}

function checkMessage(
  { centre }: Stage,
  message: CastMessage,
  wanted: Omit<Expectations['message'], 'message' | 'count'>,
): Unmet[] {
  const { clientId, id, to } = message;
  const view = id === undefined ? undefined : centre.query(clientId, id);
  if (view === undefined) {
    const seen =
      id === undefined ? `the centre has none: ${answerText(message)}` : `the centre has forgotten ${id}`;
    return [{ expected: `a message to ${to} at the centre`, seen }];
  }
  const { doneAfter } = wanted;
  return [
    ...same(`to ${to}: state`, wanted.state, view.state, stateText(view)),
    ...same(`to ${to}: reason`, wanted.reason, view.reason ?? null, stateText(view)),
    ...same(`to ${to}: errorCode`, wanted.errorCode, view.errorCode),
    ...same(`to ${to}: final`, wanted.final, view.final),
    ...same(`to ${to}: text`, textOf(wanted.text), view.text),
    ...amount(`to ${to}: parts`, wanted.parts, view.parts),
    ...amount(`to ${to}: attempts`, wanted.attempts, view.attempts),
    ...(doneAfter === undefined
      ? []
      : same(
          `to ${to}: ended after`,
          isoDuration(millisOf(doneAfter)),
          view.doneAt === undefined ? 'not yet' : isoDuration(view.doneAt - view.submittedAt),
        )),
  ];
}

function checkAnswer(message: CastMessage, wanted: Omit<Expectations['answer'], 'answer'>): Unmet[] {
  const { answer: given, to, submittedAt } = message;
  if (wanted.none === true) {
    return given === undefined ? [] : [{ expected: `to ${to}: no answer`, seen: answerText(message) }];
  }
  if (given === undefined) return [{ expected: `to ${to}: an answer`, seen: 'none has come' }];
  const { answer, at } = given;
  return [
    ...same(`to ${to}: accepted`, wanted.accepted, answer.ok, answerText(message)),
    ...same(`to ${to}: error`, wanted.error, answer.ok ? undefined : answer.error.code, answerText(message)),
    ...amount(`to ${to}: parts`, wanted.parts, answer.ok ? answer.parts : undefined),
    ...same(`to ${to}: repeated`, wanted.repeated, answer.ok && answer.repeated),
    ...amount(
      `to ${to}: retryAfterMs`,
      wanted.retryAfterMs,
      answer.ok ? undefined : answer.error.retryAfterMs,
    ),
    ...(wanted.after === undefined
      ? []
      : same(`to ${to}: answered after`, isoDuration(millisOf(wanted.after)), isoDuration(at - submittedAt))),
  ];
}

function checkReceipts({ cast }: Stage, { receipts: name, ...wanted }: Expectations['receipts']): Unmet[] {
  const messages = cast.messagesOf(name);
  const isClient = messages.length === 0 && cast.hasClient(name);
  const got = isClient ? cast.client(name).receipts : messages.flatMap(message => cast.receiptsOf(message));
  const receipts = got.toSorted((one, other) => one.at - other.at).map(({ receipt }) => receipt);
  const last = receipts.at(-1);
  const lastAt = got.reduce<number | undefined>((latest, { at }) => Math.max(latest ?? 0, at), undefined);
  const states = receipts.map(({ state }) => state);
  const early = messages.some(message => message.receiptsBefore > 0);
  return [
    ...same(
      `${name}: receipts`,
      wanted.states?.join(', '),
      states.join(', '),
      `came: ${states.join(', ') || 'none'}`,
    ),
    ...amount(`${name}: number of receipts`, wanted.count, receipts.length),
    ...amount(`${name}: final receipts`, wanted.final, receipts.filter(({ final }) => final).length),
    ...amount(
      `${name}: broken receipts`,
      wanted.malformed,
      receipts.filter(({ malformed }) => malformed !== undefined).length,
    ),
    ...amount(`${name}: copies`, wanted.duplicates, receipts.filter(({ copy }) => copy > 1).length),
    ...same(`${name}: reason of the last receipt`, wanted.reason, last?.reason),
    ...same(`${name}: code of the last receipt`, wanted.errorCode, last?.errorCode),
    ...same(`${name}: a receipt before the answer`, wanted.beforeAnswer, early),
    ...(wanted.lastAfter === undefined
      ? []
      : same(
          `${name}: last receipt after`,
          isoDuration(millisOf(wanted.lastAfter)),
          lastAt === undefined ? 'none' : isoDuration(lastAt - messages[0]!.submittedAt),
        )),
  ];
}

function each(
  name: string,
  messages: readonly CastMessage[],
  check: (message: CastMessage) => Unmet[],
): Unmet[] {
  if (messages.length === 0)
    return [{ expected: `a message ${JSON.stringify(name)}`, seen: 'none was sent' }];
  const wrong = messages.map(check).filter(unmet => unmet.length > 0);
  if (wrong.length === 0) return [];
  const [first] = wrong;
  if (messages.length === 1) return first!;
  // A thousand messages that are all wrong in the same way need one of them, and how many there are.
  return first!.map(({ expected, seen }) => ({
    expected,
    seen: `${seen} (${String(wrong.length)} of ${String(messages.length)} messages are not as expected)`,
  }));
}

function texts(
  what: string,
  { count, texts: wanted, last, contains }: TextsExpected,
  seen: readonly string[],
): Unmet[] {
  const shown = `got ${seen.length === 0 ? 'nothing' : JSON.stringify(seen.slice(-10))}`;
  return [
    ...amount(`${what}: number of messages`, count, seen.length, shown),
    ...same(`${what}: texts`, wanted && JSON.stringify(wanted.map(String)), JSON.stringify(seen), shown),
    ...same(`${what}: last text`, textOf(last), seen.at(-1), shown),
    ...(contains === undefined || seen.some(text => text.includes(contains))
      ? []
      : [{ expected: `${what}: a text with ${JSON.stringify(contains)}`, seen: shown }]),
  ];
}

/** The parts of a long message from a phone are one text. */
function wholeTexts(
  messages: readonly {
    readonly from: string;
    readonly text: string;
    readonly part?: { reference: number; no: number };
  }[],
): string[] {
  const whole: { key: string | undefined; text: string }[] = [];
  for (const { from, text, part } of messages) {
    const key = part && `${from} ${String(part.reference)}`;
    const begun = key === undefined || part!.no === 1 ? undefined : whole.findLast(one => one.key === key);
    if (begun === undefined) whole.push({ key, text });
    else begun.text += text;
  }
  return whole.map(({ text }) => text);
}

function within(path: string, wanted: Readonly<Record<string, unknown>>, seen: unknown): Unmet[] {
  const inside = (seen ?? {}) as Record<string, unknown>;
  return Object.entries(wanted).flatMap(([field, value]) => {
    const here = `${path}.${field}`;
    // What was never counted is none.
    const found = inside[field] ?? (typeof value === 'object' && !isAmount(value) ? {} : 0);
    if (typeof value === 'number' || isAmount(value))
      return amount(here, value as AmountWord, found as number);
    return within(here, value as Record<string, unknown>, found);
  });
}

function isAmount(value: unknown): value is { min?: number; max?: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every(key => key === 'min' || key === 'max')
  );
}

function same<T>(what: string, wanted: T | undefined, seen: T | undefined, instead?: string): Unmet[] {
  if (wanted === undefined || wanted === seen) return [];
  return [{ expected: `${what} ${String(wanted)}`, seen: instead ?? `it is ${String(seen ?? 'nothing')}` }];
}

function amount(
  what: string,
  wanted: AmountWord | undefined,
  seen: number | undefined,
  instead?: string,
): Unmet[] {
  if (wanted === undefined) return [];
  const { min = -Infinity, max = Infinity } =
    typeof wanted === 'number' ? { min: wanted, max: wanted } : wanted;
  if (seen !== undefined && seen >= min && seen <= max) return [];
  const bounds =
    min === max
      ? String(min)
      : [min > -Infinity ? `at least ${String(min)}` : '', max < Infinity ? `at most ${String(max)}` : '']
          .filter(Boolean)
          .join(' and ');
  const figure = `it is ${String(seen ?? 'nothing')}`;
  return [{ expected: `${what} ${bounds}`, seen: instead === undefined ? figure : `${figure}: ${instead}` }];
}

function stateText({ state, reason, attempts }: CentreMessageView): string {
  return `it is ${state}${reason === undefined ? '' : ` (${reason})`} after ${String(attempts)} attempts`;
}

function answerText({ answer: given }: CastMessage): string {
  if (given === undefined) return 'no answer came';
  const { answer } = given;
  return answer.ok
    ? `it was accepted as ${answer.id}`
    : `it was refused: ${answer.error.code}, ${answer.error.detail}`;
}

function textOf(text: TextWord | undefined): string | undefined {
  return text === undefined ? undefined : String(text);
}

function sameNumber(one: string, other: string): boolean {
  return one.replace(/^\+/, '') === other.replace(/^\+/, '');
}
