/** Numbers that carry their fate, sent to through both doors on real sockets, against what the card promises. */
import type { Pdu } from '@chappe/smpp';
import {
  composeFate,
  FATE_DELAYS,
  FATE_OUTCOMES,
  FATE_PREFIXES,
  FATE_TWISTS,
  MESSAGE_STATE_VALUES,
  promiseOf,
  readFate,
  REALISTIC_LATENCY,
  SUBMIT_ERRORS,
  type FatePromise,
  type MessageState,
  type OutcomeKey,
} from '@chappe/smsc';
import fc from 'fast-check';
import { HOUR, message, MORNING, Stage } from '../smpp/stage.contract-spec.js';
import { ReceiptEar, SimulatorClient } from '../testing/simulator-client.contract-spec.js';

const VALIDITY_MS = 48 * HOUR;
const SENDER = '36180';
const RECEIPT = 0x04;
const INTERMEDIATE = 0x20;

/** What a client saw of a message, whatever door it came through. Dates are milliseconds after the submission. */
interface Seen {
  /** `command_status`: 0 for an accepted one; undefined where no answer came. */
  readonly answer: number | undefined;
  readonly answeredAt: number | undefined;
  readonly receipts: readonly (readonly [MessageState | 'broken', number])[];
  readonly reply: { readonly text: string; readonly at: number } | undefined;
  /** Its state in the end, where its id is known. */
  readonly end: MessageState | undefined;
}

/** Every outcome in some country, with some delay and twist; and many more numbers. */
const sampled = fc.sample(
  fc.record({
    outcome: fc.constantFrom(...FATE_OUTCOMES.map(({ key }) => key as OutcomeKey)),
    delayMs: fc.constantFrom(...FATE_DELAYS.map(({ ms }) => ms)),
    twist: fc.constantFrom(...FATE_TWISTS.map(({ key }) => key)),
    country: fc.constantFrom(...Object.keys(FATE_PREFIXES)),
  }),
  { numRuns: 500, seed: 4711 },
);
const NUMBERS = [
  ...new Set([
    ...FATE_OUTCOMES.map(({ key }, index) =>
      composeFate({ ...sampled[index]!, twist: 'none', outcome: key as OutcomeKey }),
    ),
    ...FATE_TWISTS.map(({ key }) => composeFate({ twist: key })),
    ...sampled.map(wish => composeFate(wish)),
  ]),
];

const promiseTo = (number: string): FatePromise => promiseOf(readFate(number)!);

/** What a client writes down. */
class Notes {
  private readonly answers = new Map<string, { status: number; at: number }>();
  private readonly told = new Map<string, (readonly [MessageState | 'broken', number])[]>();
  private readonly replies = new Map<string, { text: string; at: number }>();
  private readonly ids = new Map<string, string>();
  private readonly toldFirst = new Set<string>();

  constructor(private readonly stage: Stage) {}

  private get after(): number {
    return this.stage.simulator.time.now() - MORNING;
  }

  answered(number: string, status: number, id: string | undefined): void {
    this.answers.set(number, { status, at: this.after });
    if (id !== undefined) this.ids.set(number, id);
  }

  receipt(number: string, state: MessageState | 'broken'): void {
    if (!this.answers.has(number)) this.toldFirst.add(number);
    this.told.set(number, [...(this.told.get(number) ?? []), [state, this.after]]);
  }

  reply(number: string, text: string): void {
    this.replies.set(number, { text, at: this.after });
  }

  /** Those that were told what became of a message before its submission was answered. */
  get early(): ReadonlySet<string> {
    return this.toldFirst;
  }

  /** Lets two days and more pass. At each date at which answers are promised it waits until they have come. */
  async wait(): Promise<void> {
    const { stage } = this;
    await stage.until(() => stage.simulator.centre.summary().submitted === NUMBERS.length);
    for (const { ms } of FATE_DELAYS) {
      const due = NUMBERS.map(number => ({ number, ...promiseTo(number) }))
        .filter(({ answer, answerAfterMs }) => answer !== 'none' && answerAfterMs <= ms)
        .map(({ number }) => number);
      // Those that are answered at once are, before time goes on at all.
      if (ms > 0) await stage.simulator.clock.advanceTo(MORNING + ms);
      await stage.until(() => due.every(number => this.answers.has(number)));
    }
    await stage.advance(VALIDITY_MS + HOUR);
  }

  async all(endOf: (id: string) => Promise<MessageState>): Promise<Map<string, Seen>> {
    const seen = new Map<string, Seen>();
    for (const number of NUMBERS) {
      const answer = this.answers.get(number);
      const id = this.ids.get(number);
      seen.set(number, {
        answer: answer?.status,
        answeredAt: answer?.at,
        receipts: this.told.get(number) ?? [],
        reply: this.replies.get(number),
        end: id === undefined ? undefined : await endOf(id),
      });
    }
    return seen;
  }
}

async function overSmpp(stage: Stage, notes: Notes): Promise<Map<string, Seen>> {
  const shop = await stage.bind('transceiver', 'shop', {
    handlers: {
      deliver_sm: pdu => {
        const number = `+${pdu.sourceAddr}`;
        if ((pdu.esmClass & (RECEIPT | INTERMEDIATE)) === 0) notes.reply(number, pdu.shortMessage.toString());
        else notes.receipt(number, stateIn(pdu));
        return undefined;
      },
    },
  });
  for (const number of NUMBERS) {
    const fields = { sourceAddr: SENDER, destinationAddr: number.slice(1), registeredDelivery: 17 };
    void shop.session.request('submit_sm', message(fields)).then(outcome => {
      if (outcome.kind !== 'answered') return;
      const { response } = outcome;
      const id = response.status === 0 && 'messageId' in response ? response.messageId : undefined;
      notes.answered(number, response.status, id);
    });
  }
  await notes.wait();
  return notes.all(async messageId => {
    const outcome = await shop.session.request('query_sm', { messageId });
    if (outcome.kind !== 'answered' || !('messageState' in outcome.response)) throw new Error(messageId);
    return stateOf(outcome.response.messageState);
  });
}

async function overHttp(stage: Stage, notes: Notes): Promise<Map<string, Seen>> {
  const client = new SimulatorClient(stage.simulator.url);
  const ear = await ReceiptEar.open();
  stage.later(() => ear.close());
  const headers = { 'x-chappe-client': 'shop' };
  ear.answer = ({ path, events }) => {
    for (const event of events) {
      if (path === '/replies') notes.reply(String(event['from']), String(event['text']));
      else notes.receipt(`+${path.slice(1)}`, stateOfEvent(event));
    }
    return undefined;
  };
  await client.put('/carrier/connections/shop', { receiptUrl: `${ear.url}/replies` });
  const abort = new AbortController();
  stage.later(() => abort.abort());
  for (const number of NUMBERS) {
    const item = {
      ref: number,
      from: SENDER,
      to: number,
      text: 'Bonjour',
      receiptUrl: ear.url + '/' + number.slice(1),
    };
    client.send('POST', '/carrier/messages', item, headers, abort.signal).then(
      ({ body }) => {
        const error = body['error'] as { commandStatus: number } | undefined;
        const id = error === undefined ? String(body['id']) : undefined;
        notes.answered(number, error?.commandStatus ?? 0, id);
      },
      () => undefined,
    );
  }
  await notes.wait();
  return notes.all(
    async id => (await client.get(`/carrier/messages/${id}`, headers)).body['state'] as MessageState,
  );
}

/** What a receipt says; TLVs that are missing or dates that cannot be are those of a broken one. */
function stateIn({ tlvs, shortMessage }: Pdu<'deliver_sm'>): MessageState | 'broken' {
  const { messageState } = tlvs;
  return messageState === undefined || shortMessage.includes('date:0000000000')
    ? 'broken'
    : stateOf(messageState);
}

function stateOfEvent({ state, doneAt }: Record<string, unknown>): MessageState | 'broken' {
  return state === undefined || Number.isNaN(Date.parse(String(doneAt))) ? 'broken' : (state as MessageState);
}

function stateOf(value: number): MessageState {
  return Object.entries(MESSAGE_STATE_VALUES).find(([, one]) => one === value)![0] as MessageState;
}

/** What the card promises, in the words of a client. */
function promised(number: string): Seen {
  const { answer, answerAfterMs, receipts, reply, end } = promiseTo(number);
  const dateOf = (after: (typeof receipts)[number]['after']): number =>
    after === 'validity' ? VALIDITY_MS : after === 'late validity' ? VALIDITY_MS + HOUR : after;
  return {
    answer: answer === 'none' ? undefined : answer === 'accepted' ? 0 : SUBMIT_ERRORS[answer].commandStatus,
    answeredAt: answer === 'none' ? undefined : answerAfterMs,
    receipts: receipts.map(({ state, after, malformed }) => [malformed ? 'broken' : state, dateOf(after)]),
    reply: reply && { text: reply.text, at: reply.afterMs },
    // Of one that is lost nobody knows what became of it.
    end: answer === 'accepted' ? (end?.state ?? 'UNKNOWN') : undefined,
  };
}

describe.each([
  ['SMPP', overSmpp],
  ['HTTP', overHttp],
] as const)('numbers that carry their fate, over %s', (_, send) => {
  let stage: Stage;
  let notes: Notes;
  let seen: Map<string, Seen>;

  beforeAll(async () => {
    stage = await Stage.open({ startAt: MORNING, world: { latency: REALISTIC_LATENCY } });
    notes = new Notes(stage);
    seen = await send(stage, notes);
  });

  afterAll(() => stage.close());

  it('do what the card says, to the millisecond', () => {
    for (const number of NUMBERS) expect([number, seen.get(number)]).toEqual([number, promised(number)]);
  });

  it('are told of before the submission is answered, where the last digit is 5', () => {
    const early = NUMBERS.filter(number => {
      const { answer, receipts } = promiseTo(number);
      return (
        readFate(number)!.twist.key === 'receipt_before_answer' &&
        answer === 'accepted' &&
        receipts.length > 0
      );
    });
    expect(early.length).toBeGreaterThan(3);
    for (const number of early) expect([number, notes.early.has(number)]).toEqual([number, true]);
  });
});

it('the numbers are of every outcome, delay and twist, and of many countries', () => {
  const fates = NUMBERS.map(number => readFate(number)!);
  expect(new Set(fates.map(({ outcome }) => outcome)).size).toBe(FATE_OUTCOMES.length);
  expect(new Set(fates.map(({ delay }) => delay.code)).size).toBe(FATE_DELAYS.length);
  expect(new Set(fates.map(({ twist }) => twist)).size).toBe(FATE_TWISTS.length);
  expect(new Set(NUMBERS.map(number => number.slice(0, -6))).size).toBeGreaterThan(100);
});
