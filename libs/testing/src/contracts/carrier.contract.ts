import assert from 'node:assert/strict';
import type {
  Carrier,
  CarrierListener,
  DeliveryReceipt,
  InboundSms,
  Submission,
  SubmissionResult,
} from '@chappe/sms';
import { encodeGsm7, segment } from '@chappe/sms';
import type { ContractRunner } from './billing.contract.js';

/** A carrier to be tested, with the far end of its line. New for every test. */
export interface CarrierUnderTest {
  readonly carrier: Carrier;
  /** Passes so much time, at the carrier and at its far end; resolves when all that was due has been done. */
  advance(durationMs: number): Promise<void>;
  /** What is on a phone, oldest first: the whole texts. */
  phone(msisdn: string): Promise<readonly string[]>;
  /** The far end cannot be reached, or refuses everything for now. */
  makeAway(): Promise<void>;
  /** The far end takes submissions and never answers. */
  neverAnswer(): Promise<void>;
  /** The far end answers well again. */
  makeWell(): Promise<void>;
  /** A phone sends a text to the number that messages without a sender of their own come from. */
  phoneSends(msisdn: string, text: string): Promise<void>;
  /** The far end tells every receipt twice from now on. */
  duplicateReceipts?(): Promise<void>;
  /** A number that is refused in the answer to a submission, for ever. */
  readonly refusedTo?: string | undefined;
  /** The far end refuses submissions for a while, otherwise than by "too fast". */
  refuseForNow?(): Promise<void>;
  close(): Promise<void>;
}

/** A phone that takes messages. */
const PHONE = '+33612345678';
/** Long enough for a healthy message, its receipts and an answer's time-out. */
const MINUTE_MS = 60_000;
/** Within this a carrier tells again what could not be stored. */
const HOUR_MS = 3_600_000;

interface Told {
  readonly receipts: DeliveryReceipt[];
  readonly inbound: InboundSms[];
  readonly listener: CarrierListener;
  /** While it returns something, the listener waits for that, or fails with it. */
  before: () => Promise<void> | undefined;
}

function ear(): Told {
  const told: Told = {
    receipts: [],
    inbound: [],
    before: () => undefined,
    listener: {
      receipt: async receipt => {
        await told.before();
        told.receipts.push(receipt);
      },
      inbound: async message => {
        await told.before();
        told.inbound.push(message);
      },
    },
  };
  return told;
}

/** A submission as the dispatcher makes it. */
function submissionOf(messageId: string, text = 'Bonjour', changes: Partial<Submission> = {}): Submission {
  const cut = segment(text);
  if (!cut.ok) throw new Error(`${text} cannot be cut.`);
  return {
    messageId,
    attempt: 1,
    to: PHONE,
    country: 'FR',
    from: null,
    text,
    encoding: cut.encoding,
    parts: cut.parts.map((part, index) => ({ number: index + 1, text: part.text })),
    purpose: 'transactional',
    messageClass: null,
    priority: 'medium',
    validityMs: 48 * HOUR_MS,
    ...changes,
  };
}

/**
 * What every {@link Carrier} must do: one reference for each part it takes; the right kind of no; `unknown`, and only that, when an
 * answer never came; facts told on as they were heard, and thanked for once they are stored; settled when stopped.
 *
 * @example
 * carrierContract({ describe, it }, 'HttpCarrier', async () => openMyCarrierAndItsFarEnd());
 */
export function carrierContract(
  { describe, it }: ContractRunner,
  name: string,
  open: () => Promise<CarrierUnderTest>,
): void {
  const within = async (test: (far: CarrierUnderTest, told: Told) => Promise<void>): Promise<void> => {
    const far = await open();
    const told = ear();
    try {
      await far.carrier.start(told.listener);
      await test(far, told);
    } finally {
      await far.carrier.stop();
      await far.close();
    }
  };
  const submit = (far: CarrierUnderTest, submission: Submission): Promise<SubmissionResult> =>
    far.carrier.submit(submission, { signal: new AbortController().signal });
  /** Submits, and lets time pass until the answer is there. */
  const answered = async (far: CarrierUnderTest, submission: Submission): Promise<SubmissionResult> => {
    const result = submit(far, submission);
    await far.advance(MINUTE_MS);
    return result;
  };
  const accepted = async (far: CarrierUnderTest, submission: Submission): Promise<readonly string[]> => {
    const result = await answered(far, submission);
    assert.equal(result.kind, 'accepted', JSON.stringify(result));
    return result.kind === 'accepted'
      ? result.parts.map(part => (part.accepted ? part.reference : assert.fail(JSON.stringify(part))))
      : [];
  };

  describe(`${name} as a carrier`, () => {
    it('is up once started, and answers an acceptance with a reference', () =>
      within(async far => {
        assert.deepEqual(far.carrier.health(), { up: true });
        const references = await accepted(far, submissionOf('m1'));
        assert.equal(references.length, 1);
        assert.deepEqual(await far.phone(PHONE), ['Bonjour']);
      }));

    it('gives each part of a long text a reference of its own, and the phone shows the whole', () =>
      within(async far => {
        const text = 'Il était une fois un télégraphe. '.repeat(14).trim();
        const submission = submissionOf('m1', text);
        assert.ok(submission.parts.length > 2);
        const references = await accepted(far, submission);
        assert.equal(new Set(references).size, submission.parts.length);
        assert.deepEqual(await far.phone(PHONE), [text]);
      }));

    it('brings every character of the GSM alphabet, and those beyond it, to the phone unchanged', () =>
      within(async far => {
        const gsm = '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€';
        assert.ok(encodeGsm7(gsm).length > 0);
        const unicode = 'Ça va ? Ωμέγα, 你好, 👩‍🚀, ẞ ';
        await accepted(far, submissionOf('gsm', gsm));
        await accepted(far, submissionOf('unicode', unicode.repeat(6)));
        assert.deepEqual(await far.phone(PHONE), [gsm, unicode.repeat(6)]);
      }));

    it('tells the receipt of each part: its reference, its state, the carrier’s own code', () =>
      within(async (far, told) => {
        const references = await accepted(far, submissionOf('m1', 'x'.repeat(200)));
        const delivered = told.receipts.filter(({ state }) => state === 'delivered');
        assert.deepEqual(delivered.map(({ reference }) => reference).sort(), [...references].sort());
        for (const { rawCode, raw, reason, at } of delivered) {
          assert.notEqual(rawCode, '');
          assert.notEqual(raw, '');
          assert.equal(reason, null);
          assert.ok(Number.isFinite(at));
        }
        const ours = delivered.map(receipt => receipt.ours).filter(part => part !== undefined);
        for (const { messageId, partNumber } of ours) {
          assert.equal(messageId, 'm1');
          assert.ok(partNumber === 1 || partNumber === 2);
        }
      }));

    it('tells a fact again that could not be stored, and thanks for nothing before it is', () =>
      within(async (far, told) => {
        let refusals = 2;
        told.before = () => {
          refusals -= 1;
          return refusals >= 0 ? Promise.reject(new Error('The disk is full.')) : undefined;
        };
        await accepted(far, submissionOf('m1'));
        await far.advance(HOUR_MS);
        assert.ok(refusals < 0, 'the receipt should have been told a third time');
        assert.ok(told.receipts.some(({ state }) => state === 'delivered'));
        const heard = told.receipts.length;
        await far.advance(24 * HOUR_MS);
        assert.equal(told.receipts.length, heard, 'what is stored is not told again');
      }));

    it('passes on what the far end tells twice', () =>
      within(async (far, told) => {
        if (far.duplicateReceipts === undefined) return;
        await far.duplicateReceipts();
        await accepted(far, submissionOf('m1'));
        await far.advance(HOUR_MS);
        assert.equal(told.receipts.filter(({ state }) => state === 'delivered').length, 2);
      }));

    it('passes on what phones send, long texts in one piece', () =>
      within(async (far, told) => {
        await accepted(far, submissionOf('m1'));
        const text = 'Merci, très bien reçu. '.repeat(12).trim();
        await far.phoneSends(PHONE, text);
        await far.advance(MINUTE_MS);
        assert.deepEqual(
          told.inbound.map(message => [message.from, message.text]),
          [[PHONE, text]],
        );
        assert.notEqual(told.inbound[0]?.reference, '');
      }));

    it('answers a message that will never go through with a permanent no', () =>
      within(async far => {
        if (far.refusedTo === undefined) return;
        const result = await answered(far, submissionOf('m1', 'Bonjour', { to: far.refusedTo }));
        assert.equal(result.kind, 'rejected', JSON.stringify(result));
        assert.equal(result.kind === 'rejected' && result.permanent, true);
        assert.notEqual(result.kind === 'rejected' && result.rawCode, '');
      }));

    it('answers a failure that passes with a temporary no, and the same message goes through later', () =>
      within(async far => {
        if (far.refuseForNow === undefined) return;
        await far.refuseForNow();
        const result = await answered(far, submissionOf('m1'));
        assert.equal(result.kind, 'rejected', JSON.stringify(result));
        assert.equal(result.kind === 'rejected' && result.permanent, false);
        await far.makeWell();
        await accepted(far, submissionOf('m1', 'Bonjour', { attempt: 2 }));
        assert.deepEqual(await far.phone(PHONE), ['Bonjour']);
      }));

    it('asks for patience while the far end is away, and finds it again by itself', () =>
      within(async far => {
        await far.makeAway();
        const result = await answered(far, submissionOf('m1'));
        assert.equal(result.kind, 'throttled', JSON.stringify(result));
        await far.makeWell();
        await far.advance(5 * MINUTE_MS);
        assert.deepEqual(far.carrier.health(), { up: true });
        await accepted(far, submissionOf('m1', 'Bonjour', { attempt: 2 }));
        assert.deepEqual(await far.phone(PHONE), ['Bonjour']);
      }));

    it('does not know what became of a message whose answer never came', () =>
      within(async far => {
        await far.neverAnswer();
        const result = await answered(far, submissionOf('m1'));
        assert.equal(result.kind, 'unknown', JSON.stringify(result));
      }));

    it('hands a message over once, however often it is told to, where it says so', () =>
      within(async far => {
        if (!far.carrier.capabilities.deduplicates) return;
        await far.neverAnswer();
        await answered(far, submissionOf('m1'));
        await far.makeWell();
        const second = await accepted(far, submissionOf('m1', 'Bonjour', { attempt: 2 }));
        const third = await accepted(far, submissionOf('m1', 'Bonjour', { attempt: 3 }));
        assert.deepEqual(third, second);
        assert.deepEqual(await far.phone(PHONE), ['Bonjour']);
      }));

    it('tells what became of its parts when it is asked, where it can be', () =>
      within(async far => {
        if (far.carrier.query === undefined) return;
        const references = await accepted(far, submissionOf('m1', 'x'.repeat(200)));
        const parts = [...references, '4711'].map((reference, index) => ({
          messageId: 'm1',
          partNumber: index + 1,
          reference,
          from: null,
        }));
        const told = far.carrier.query(parts, { signal: new AbortController().signal });
        await far.advance(1_000);
        assert.deepEqual(
          (await told).map(({ reference, state }) => [reference, state]).sort(),
          references.map(reference => [reference, 'delivered']).sort(),
        );
      }));

    it('sends once more what is meant to be sent once more', () =>
      within(async far => {
        const first = await accepted(far, submissionOf('m1'));
        const second = await accepted(far, submissionOf('m1', 'Bonjour', { attempt: 2, sending: 2 }));
        assert.notDeepEqual(second, first);
        assert.deepEqual(await far.phone(PHONE), ['Bonjour', 'Bonjour']);
      }));

    it('takes as many submissions at once as it says', () =>
      within(async far => {
        const count = Math.min(far.carrier.capabilities.windowSize, 250);
        const results = Array.from({ length: count }, (_, index) =>
          submit(
            far,
            submissionOf(`m${String(index)}`, 'Bonjour', { to: `+3361200${String(1000 + index)}` }),
          ),
        );
        await far.advance(MINUTE_MS);
        const kinds = (await Promise.all(results)).map(({ kind }) => kind);
        assert.deepEqual(
          kinds.filter(kind => kind !== 'accepted'),
          [],
        );
      }));

    it('settles a pending submission when the process is being stopped', () =>
      within(async far => {
        await far.neverAnswer();
        const abort = new AbortController();
        const result = far.carrier.submit(submissionOf('m1'), { signal: abort.signal });
        await far.advance(1_000);
        abort.abort();
        assert.equal((await result).kind, 'unknown');
      }));

    it('is down once stopped, and says why', async () => {
      const far = await open();
      try {
        await far.carrier.start(ear().listener);
        await far.carrier.stop();
        const health = far.carrier.health();
        assert.ok(!health.up && health.why !== '');
      } finally {
        await far.close();
      }
    });

    it('starts although the far end is away', async () => {
      const far = await open();
      try {
        await far.makeAway();
        await far.carrier.start(ear().listener);
        await far.carrier.stop();
      } finally {
        await far.close();
      }
    });
  });
}
