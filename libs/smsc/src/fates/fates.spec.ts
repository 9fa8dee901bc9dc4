import fc from 'fast-check';
import { parsePhoneNumber } from 'libphonenumber-js/max';
import { MessageCentre, RecordingLink, type CentreReceipt, type SubmitAnswer } from '../centre/index.js';
import { VirtualTime } from '../time/index.js';
import { fateCard } from './card.js';
import { composeFate } from './compose.js';
import { DELAYS } from './delays.js';
import { explainFate } from './explain.js';
import { fateOf, readFate } from './fate.js';
import { OUTCOMES, type OutcomeKey } from './outcomes.js';
import { FATE_PREFIXES } from './prefixes.js';
import { promiseOf, type FatePromise } from './promise.js';
import { LATE_BY_MS, TWISTS } from './twists.js';

const VALIDITY_MS = 48 * 3_600_000;

/** Every number that the grammar can say, in one country. */
const EVERY_NUMBER = OUTCOMES.flatMap(({ key }) =>
  DELAYS.flatMap(({ ms }) =>
    TWISTS.map(twist => composeFate({ outcome: key as OutcomeKey, delayMs: ms, twist: twist.key })),
  ),
);

/** What became of one message to each number, in a centre whose world says nothing but `fate`. */
async function sendTo(numbers: readonly string[], seed = 1) {
  const time = new VirtualTime();
  const centre = new MessageCentre({ time, seed, world: { fate: fateOf } });
  const link = new RecordingLink('shop');
  const events = new Map<string, (CentreReceipt | SubmitAnswer)[]>(numbers.map(number => [number, []]));
  const receiptDates = new Map<CentreReceipt, number>();
  const answers = new Map<string, { answer: SubmitAnswer; at: number }>();
  centre.connect({
    clientId: 'shop',
    receipt: receipt => {
      receiptDates.set(receipt, time.now() - start);
      events.get(receipt.to)?.push(receipt);
      return link.receipt(receipt);
    },
    inbound: message => link.inbound(message),
  });
  const start = time.now();
  // Phones that are tried for two days write more than a journal keeps.
  const ends = new Map<string, { state: string; reason: string | undefined; at: number }>();
  centre.journal.subscribe(
    ({ msisdn, state, reason, at }) => {
      if (msisdn !== undefined && state !== undefined) ends.set(msisdn, { state, reason, at: at - start });
    },
    { kind: 'message' },
  );
  for (const to of numbers) {
    centre.submit('shop', { from: '36180', to, text: 'Your code is 123456' }, answer => {
      answers.set(to, { answer, at: time.now() - start });
      events.get(to)?.push(answer);
    });
  }
  await time.advanceBy(VALIDITY_MS + 2 * LATE_BY_MS);
  return { centre, link, events, receiptDates, answers, ends, start };
}

function dateOf(after: FatePromise['receipts'][number]['after']): number {
  if (after === 'validity') return VALIDITY_MS;
  return after === 'late validity' ? VALIDITY_MS + LATE_BY_MS : after;
}

describe('numbers that carry their fate', () => {
  it('do what the card says, to the millisecond: every one that the grammar can say', async () => {
    const { link, events, receiptDates, answers, ends, start } = await sendTo(EVERY_NUMBER);
    const replies = new Map(
      link.messages.map(({ from, text, sentAt }) => [from, { text, at: sentAt - start }]),
    );
    const broken: string[] = [];
    for (const number of EVERY_NUMBER) {
      const promise = promiseOf(readFate(number)!);
      const answered = answers.get(number);
      const seen = {
        answer:
          answered === undefined ? 'none' : answered.answer.ok ? 'accepted' : answered.answer.error.code,
        answeredAt: answered?.at,
        end: ends.get(number),
        receipts: events
          .get(number)!
          .filter(event => 'state' in event)
          .map(receipt => [receipt.state, receiptDates.get(receipt), receipt.malformed !== undefined]),
        reply: replies.get(number),
      };
      const promised = {
        answer: promise.answer,
        answeredAt: promise.answer === 'none' ? undefined : promise.answerAfterMs,
        end: promise.end && {
          state: promise.end.state,
          reason: promise.end.reason,
          at: dateOf(promise.end.after),
        },
        receipts: promise.receipts.map(({ state, after, malformed }) => [state, dateOf(after), malformed]),
        reply: promise.reply && { text: promise.reply.text, at: promise.reply.afterMs },
      };
      try {
        expect(seen).toEqual(promised);
      } catch {
        broken.push(`${number}: ${JSON.stringify(promised)} but ${JSON.stringify(seen)}`);
      }
    }
    expect(broken).toEqual([]);
    expect(EVERY_NUMBER.length).toBe(OUTCOMES.length * 100);
  });

  it('tell of a delivery before the submission is answered where the last digit is 5', async () => {
    const numbers = OUTCOMES.map(({ key }) =>
      composeFate({ outcome: key as OutcomeKey, twist: 'receipt_before_answer' }),
    );
    const { events } = await sendTo(numbers);
    for (const number of numbers) {
      const { answer, receipts } = promiseOf(readFate(number)!);
      if (receipts.length > 0 && answer === 'accepted')
        expect(events.get(number)![0]).toHaveProperty('state');
    }
  });

  it('do the same whatever the seed and however many others there are', async () => {
    const lines = async (numbers: readonly string[], seed: number) => {
      const { centre } = await sendTo(numbers, seed);
      return centre.journal.list({ msisdn: numbers[0]! }).map(({ kind, at }) => `${kind} ${String(at)}`);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...EVERY_NUMBER),
        fc.integer(),
        fc.nat(20),
        async (number, seed, others) => {
          const company = Array.from({ length: others }, (_, index) => `+3361111${String(1000 + index)}`);
          expect(await lines([number, ...company], seed)).toEqual(await lines([number], 1));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reject marketing and nothing else where 70 says so, and hold one part where 71 does', async () => {
    const time = new VirtualTime();
    const centre = new MessageCentre({ time, world: { fate: fateOf } });
    const noMarketing = composeFate({ outcome: 'no_marketing' });
    const smallInbox = composeFate({ outcome: 'small_inbox' });
    for (const [to, purpose] of [
      [noMarketing, 'marketing'],
      [smallInbox, 'transactional'],
      [smallInbox, 'transactional'],
    ] as const) {
      centre.submit('shop', { from: '36180', to, text: 'Hello', purpose }, () => undefined);
    }
    await time.advanceBy(1_000);
    expect(centre.messages({ to: noMarketing })[0]).toMatchObject({
      state: 'REJECTD',
      reason: 'do_not_disturb',
    });
    expect(
      centre
        .messages({ to: smallInbox })
        .map(({ state, reason }) => [state, reason])
        .toSorted(),
    ).toEqual([
      ['DELIVRD', undefined],
      ['ENROUTE', 'memory_full'],
    ]);
  });

  it('fail in the part of a long message that 60 and 61 name', async () => {
    for (const [outcome, failing] of [
      ['first_part_fails', 1],
      ['second_part_fails', 2],
    ] as const) {
      const time = new VirtualTime();
      const centre = new MessageCentre({ time, world: { fate: fateOf } });
      for (const no of [1, 2]) {
        const udh = Uint8Array.of(5, 0, 3, 7, 2, no);
        centre.submit(
          'shop',
          { ref: String(no), from: '36180', to: composeFate({ outcome }), ud: Uint8Array.of(0x41), udh },
          () => undefined,
        );
      }
      await time.advanceBy(1_000);
      for (const { ref, state } of centre.messages()) {
        expect([ref, state]).toEqual([ref, ref === String(failing) ? 'REJECTD' : 'DELIVRD']);
      }
    }
  });

  it('are known to a lookup: it answers as the network would', () => {
    const centre = new MessageCentre({ time: new VirtualTime(), world: { fate: fateOf } });
    const lookup = (outcome: OutcomeKey) => {
      const { known, reach } = centre.lookup(composeFate({ outcome }))!;
      return [outcome, known, reach];
    };
    expect(
      (
        ['delivered', 'delivered_roaming', 'absent_subscriber', 'no_paging_response', 'sim_replaced'] as const
      ).map(lookup),
    ).toEqual([
      ['delivered', true, 'present'],
      ['delivered_roaming', true, 'present'],
      ['absent_subscriber', true, 'absent'],
      ['no_paging_response', true, 'absent'],
      ['sim_replaced', true, 'absent'],
    ]);
    expect((['roaming_not_allowed', 'unknown_subscriber', 'memory_full'] as const).map(lookup)).toEqual([
      ['roaming_not_allowed', true, 'absent'],
      ['unknown_subscriber', false, 'unknown'],
      ['memory_full', true, 'present'],
    ]);
  });

  it('can be changed: a phone that is off by its digits may be switched on', async () => {
    const time = new VirtualTime();
    const number = composeFate({ outcome: 'absent_subscriber' });
    const centre = new MessageCentre({ time, world: { fate: fateOf } });
    centre.submit('shop', { from: '36180', to: number, text: 'Hello' }, () => undefined);
    await time.advanceBy(1_000);
    expect(centre.subscribers.get(number).state).toBe('off');
    centre.subscribers.patch(number, { state: 'reachable' });
    await time.advanceBy(1_000);
    expect(centre.subscribers.messages(number)).toHaveLength(1);
  });

  it('give way to what was set up for them', async () => {
    const time = new VirtualTime();
    const number = composeFate({ outcome: 'unknown_subscriber' });
    const centre = new MessageCentre({ time, world: { fate: fateOf } });
    centre.subscribers.set(number, { state: 'reachable' });
    centre.submit('shop', { from: '36180', to: number, text: 'Hello' }, () => undefined);
    await time.advanceBy(60_000);
    expect(centre.subscribers.messages(number)).toHaveLength(1);
  });
});

describe('the grammar', () => {
  it('reads back what it composes, with any prefix', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OUTCOMES),
        fc.constantFrom(...DELAYS),
        fc.constantFrom(...TWISTS),
        fc.integer({ min: 100, max: 999_999_999 }).map(String),
        (outcome, { ms }, twist, prefix) => {
          const number = composeFate({
            outcome: outcome.key as OutcomeKey,
            delayMs: ms,
            twist: twist.key,
            prefix,
          });
          expect(readFate(number)).toMatchObject({ outcome, delay: { ms }, twist });
          expect(readFate(number.slice(1))).toEqual(readFate(number));
          expect(explainFate(number)).toMatchObject({
            ordinary: false,
            wish: { outcome: outcome.key, delayMs: ms, twist: twist.key },
          });
        },
      ),
    );
  });

  it('leaves all other numbers ordinary phones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 999_999_999_999_999 }).map(digits => `+${String(digits)}`),
        number => {
          const tail = number.slice(-6);
          const isFate =
            number.length > 9 &&
            tail.startsWith('99') &&
            OUTCOMES.some(({ code }) => tail.slice(2, 4) === code);
          expect(fateOf(number) !== undefined).toBe(isFate);
          expect(explainFate(number)?.ordinary).toBe(!isFate);
        },
      ),
      {
        examples: [['+33699999999'], ['+33612345678'], ['+33600000000'], ['+33612999999'], ['+33612998000']],
      },
    );
    expect(['+33699999999', '+33600000000', '+33612345678', '+99000000'].map(fateOf)).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('makes valid mobile numbers of every country it names', () => {
    const tails = OUTCOMES.map(
      ({ code }, index) => `99${code}${String(index % 10)}${String((index + 5) % 10)}`,
    );
    for (const [country, prefix] of Object.entries(FATE_PREFIXES)) {
      for (const tail of tails) {
        const number = parsePhoneNumber(`+${prefix}${tail}`);
        expect([country, tail, number.isValid(), number.country]).toEqual([country, tail, true, country]);
        expect(['MOBILE', 'FIXED_LINE_OR_MOBILE']).toContain(number.getType());
      }
    }
    expect(Object.keys(FATE_PREFIXES).length).toBeGreaterThan(200);
  });

  it('makes valid French mobiles that begin with 06 and with 07', () => {
    for (const prefix of ['33601', '33612', '33658', '33698', '33730', '33788']) {
      const number = composeFate({ outcome: 'spam', delayMs: 1_000, prefix });
      expect(parsePhoneNumber(number).isValid()).toBe(true);
    }
    expect(composeFate({ outcome: 'unknown_subscriber', country: 'fr' })).toBe('+33612992000');
  });

  it('gives each outcome its own digits and its own name', () => {
    expect(new Set(OUTCOMES.map(({ code }) => code)).size).toBe(OUTCOMES.length);
    expect(new Set(OUTCOMES.map(({ key }) => key)).size).toBe(OUTCOMES.length);
    for (const { code } of OUTCOMES) expect(code).toMatch(/^[0-7]\d$/);
  });

  it('says what is wrong with a wish that no number can carry', () => {
    expect(() => composeFate({ outcome: 'teleported' as OutcomeKey })).toThrow(
      /no outcome.*delivered, delivered_when_back/,
    );
    expect(() => composeFate({ delayMs: 7 })).toThrow(/No digit stands for 7 milliseconds.*0, 1000/);
    expect(() => composeFate({ twist: 'backflip' as never })).toThrow(/no twist/);
    expect(() => composeFate({ country: 'AQ' })).toThrow(/no country/);
    expect(() => composeFate({ country: 'toString' })).toThrow(/no country/);
    expect(() => composeFate({ prefix: '0612' })).toThrow(/country code/);
  });
});

describe('words for a number', () => {
  it.each([
    ['+33612990000', 'The message is delivered.'],
    [
      '+33612990022',
      'The message is delivered. The first attempt is made after 5 seconds. Each receipt comes one hour late.',
    ],
    [
      '33612990161',
      'The phone is off from the submission on; the message is delivered when it comes back, after the delay. The phone comes back after 1 hour. Each receipt comes twice.',
    ],
    [
      '+33612994031',
      'The submission is refused, each time: Too many submissions: slow down. The submission is answered after 30 seconds. The last digit (receipt_twice) has no effect here.',
    ],
    [
      '+33612992008',
      'The number is not attributed (NPAI). The message ends as UNDELIV. The last digit (replies) has no effect here.',
    ],
    [
      '+33612345678',
      'An ordinary phone: reachable, with the delays of the network, unless it is set up otherwise.',
    ],
  ])('%s', (number, text) => {
    expect(explainFate(number)?.text).toBe(text);
  });

  it('are not had for what is no number', () => {
    expect(explainFate('0612990000')).toBeUndefined();
    expect(explainFate('hello')).toBeUndefined();
  });
});

describe('the card', () => {
  it('has a line and a number for all that numbers can say', () => {
    const card = fateCard('de');
    expect(card.country).toBe('DE');
    expect([card.outcomes.length, card.delays.length, card.twists.length]).toEqual([OUTCOMES.length, 10, 10]);
    for (const { code, example } of card.outcomes) expect(readFate(example)?.outcome.code).toBe(code);
    for (const { code, example } of card.delays) expect(readFate(example)?.delay.code).toBe(code);
    for (const { code, example } of card.twists) expect(readFate(example)?.twist.code).toBe(code);
  });
});
