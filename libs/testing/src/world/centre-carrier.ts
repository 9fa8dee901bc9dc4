import { partStateOf, reasonKeyOf, refusalKeyOf } from '@chappe/carrier-http';
import {
  Carrier,
  encodeParts,
  segment,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type Clock,
  type PartAnswer,
  type Submission,
  type SubmissionResult,
} from '@chappe/sms';
import type {
  CentreInbound,
  CentreReceipt,
  CentreSubmission,
  Connection,
  MessageCentre,
  SubmitAnswer,
} from '@chappe/smsc';

/** How long an answer may take before it is given up, in milliseconds. */
const ANSWER_LIMIT_MS = 30_000;
const PRIORITIES = { high: 3, medium: 2, low: 1, veryLow: 0 } as const;
const CLASSES = { flash: 0, phone: 1, sim: 2, toolkit: 3 } as const;
/** Refusals that ask for patience: the submission never was in the centre. */
const PATIENCE = new Set(['throttled', 'queue_full', 'carrier_down']);
/** Other refusals after which the same submission may go through. */
const TEMPORARY = new Set(['system_error', 'temporary_error', 'unknown_error']);
/** How long the rest of a message waits that was taken in part, where the centre names no time, in milliseconds. */
const REST_WAIT_MS = 1000;
/** How often a message is handed over in all before it is left in doubt, taken in part. */
const ROUNDS_MAX = 5;

type PartOutcome = SubmitAnswer | 'no_answer';

/** A carrier that hands messages to a message centre in the same process: no wire, no wait, the same words. */
export class CentreCarrier extends Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities = { ratePerSecond: null, windowSize: 1000, deduplicates: true };
  private connection: Connection | undefined;

  constructor(
    private readonly options: {
      readonly name: string;
      readonly centre: Pick<MessageCentre, 'connect' | 'submit'>;
      readonly clock: Clock;
    },
  ) {
    super();
    this.name = options.name;
  }

  async start(listener: CarrierListener): Promise<void> {
    this.connection = this.options.centre.connect({
      clientId: this.name,
      receipt: async receipt => {
        await listener.receipt(receiptOf(receipt));
        return true;
      },
      inbound: async message => {
        await listener.inbound(inboundOf(message));
        return true;
      },
    });
  }

  async submit(
    submission: Submission,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<SubmissionResult> {
    const parts = this.partsOf(submission);
    let outcomes = await Promise.all(parts.map(part => this.submitPart(part, signal)));
    let leftMs = ANSWER_LIMIT_MS;
    for (let round = 1; ; round += 1) {
      const waitMs = restWaitMs(outcomes);
      if (waitMs === undefined) return resultOf(outcomes);
      leftMs -= waitMs;
      const goesOn = round < ROUNDS_MAX && leftMs >= 0 && (await this.wait(waitMs, signal));
      if (!goesOn) return { kind: 'unknown', cause: 'The centre took only a part of the message.' };
      outcomes = await Promise.all(
        parts.map(async (part, index) => {
          const outcome = outcomes[index]!;
          return comesLater(outcome) ? this.submitPart(part, signal) : outcome;
        }),
      );
    }
  }

  async stop(): Promise<void> {
    this.connection?.disconnect();
    this.connection = undefined;
  }

  health(): CarrierHealth {
    return this.connection ? { up: true } : { up: false, why: 'Not connected to the centre.' };
  }

  private partsOf(submission: Submission): readonly CentreSubmission[] {
    const encoding = submission.encoding === 'GSM7' ? 'gsm7' : 'ucs2';
    const cut = segment(submission.text, { encoding });
    if (!cut.ok) throw new Error(`The text of ${submission.messageId} cannot be cut.`);
    const { messageClass } = submission;
    return encodeParts(cut, referenceOf(submission.messageId)).map(
      ({ dataCoding, header, userData }, index) => ({
        ref: refOf(submission, index + 1),
        from: submission.from ?? '36180',
        to: submission.to,
        ud: userData,
        ...(header.length > 0 ? { udh: header } : {}),
        // With a class: 0001xxcc of the coding group 00 (3GPP TS 23.038 section 4).
        dataCoding: messageClass === null ? dataCoding : dataCoding | 0x10 | CLASSES[messageClass],
        validityMs: submission.validityMs,
        priority: PRIORITIES[submission.priority],
        purpose: submission.purpose,
      }),
    );
  }

  private submitPart(part: CentreSubmission, signal: AbortSignal): Promise<PartOutcome> {
    return new Promise(resolve => {
      const giveUp = () => resolve('no_answer');
      const timer = this.options.clock.after(ANSWER_LIMIT_MS, giveUp);
      signal.addEventListener('abort', giveUp, { once: true });
      this.options.centre.submit(this.name, part, answer => {
        timer.cancel();
        signal.removeEventListener('abort', giveUp);
        resolve(answer);
      });
    });
  }

  /** Answers whether the time has passed; false when it was cut short. */
  private wait(durationMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise(resolve => {
      if (signal.aborted) return resolve(false);
      const timer = this.options.clock.after(durationMs, () => resolve(true));
      signal.addEventListener('abort', () => (timer.cancel(), resolve(false)), { once: true });
    });
  }
}

/**
 * How long to wait before handing over the rest of a message that was taken in part: "too fast" would be wrong to say of it,
 * since another carrier could take it then, and the phone get some parts twice. Undefined when there is no rest.
 */
function restWaitMs(outcomes: readonly PartOutcome[]): number | undefined {
  const rest = outcomes.filter(comesLater);
  const isTaken = outcomes.some(outcome => outcome !== 'no_answer' && outcome.ok);
  const mayGoOn = outcomes.every(outcome => comesLater(outcome) || (outcome !== 'no_answer' && outcome.ok));
  if (rest.length === 0 || !isTaken || !mayGoOn) return undefined;
  return Math.max(...rest.map(({ error }) => error.retryAfterMs ?? REST_WAIT_MS));
}

/** Whether the same part may be taken later. */
function comesLater(outcome: PartOutcome): outcome is Extract<SubmitAnswer, { ok: false }> {
  if (outcome === 'no_answer' || outcome.ok) return false;
  return PATIENCE.has(outcome.error.code) || TEMPORARY.has(outcome.error.code);
}

function resultOf(outcomes: readonly PartOutcome[]): SubmissionResult {
  if (outcomes.includes('no_answer')) return { kind: 'unknown', cause: 'The centre did not answer in time.' };
  const answers = outcomes as readonly SubmitAnswer[];
  const refused = answers.find(answer => !answer.ok);
  if (refused && !refused.ok) {
    const { code, retryAfterMs } = refused.error;
    if (answers.every(answer => !answer.ok)) {
      if (PATIENCE.has(code)) return { kind: 'throttled', retryAfterMs: retryAfterMs ?? null, rawCode: code };
      return { kind: 'rejected', reason: refusalKeyOf(code), rawCode: code, permanent: !TEMPORARY.has(code) };
    }
  }
  return {
    kind: 'accepted',
    parts: answers.map((answer, index): PartAnswer =>
      answer.ok
        ? { number: index + 1, accepted: true, reference: answer.id }
        : {
            number: index + 1,
            accepted: false,
            reason: refusalKeyOf(answer.error.code),
            rawCode: answer.error.code,
          },
    ),
  };
}

/** What the centre recognises a part by. A second sending is meant to reach the phone, so it has a reference of its own. */
function refOf({ messageId, sending }: Submission, partNumber: number): string {
  return `${messageId}${sending === 2 ? '~2' : ''}.${partNumber}`;
}

function receiptOf(receipt: CentreReceipt) {
  const state = partStateOf(receipt.state);
  if (!state) throw new Error(`The centre speaks of a state that has no word here: ${receipt.state}.`);
  const ours = /^(.+?)(?:~2)?\.(\d+)$/.exec(receipt.ref ?? '');
  return {
    reference: receipt.id,
    ...(ours ? { ours: { messageId: ours[1]!, partNumber: Number(ours[2]) } } : {}),
    state,
    reason: reasonKeyOf(receipt.reason, state),
    rawCode: receipt.errorCode,
    at: receipt.doneAt,
    raw: JSON.stringify(receipt),
  };
}

function inboundOf(message: CentreInbound) {
  const { id, from, to, text, sentAt } = message;
  return { reference: id, from, to, text, at: sentAt };
}

/** An 8-bit concatenation reference that differs between messages sent near each other. */
function referenceOf(messageId: string): number {
  let sum = 0;
  for (let index = 0; index < messageId.length; index += 1)
    sum = (sum * 31 + messageId.charCodeAt(index)) & 0xff;
  return sum;
}
