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

type PartOutcome = SubmitAnswer | 'no_answer';

/** A carrier that hands messages to a message centre in the same process: no wire, no wait, the same words. */
export class CentreCarrier extends Carrier {
  readonly name: string;
  readonly capabilities: CarrierCapabilities = { ratePerSecond: null, windowSize: 1000, deduplicates: true };
  private connection: Connection | undefined;

  constructor(
    private readonly options: {
      readonly name: string;
      readonly centre: MessageCentre;
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
    const outcomes = await Promise.all(this.partsOf(submission).map(part => this.submitPart(part, signal)));
    return resultOf(outcomes);
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
        ref: `${submission.messageId}.${index + 1}`,
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
}

function resultOf(outcomes: readonly PartOutcome[]): SubmissionResult {
  if (outcomes.includes('no_answer')) return { kind: 'unknown', cause: 'The centre did not answer in time.' };
  const answers = outcomes as readonly SubmitAnswer[];
  const refused = answers.find(answer => !answer.ok);
  if (refused && !refused.ok) {
    const { code, retryAfterMs } = refused.error;
    // The centre knows its parts by reference: handing all of them over again sends none twice.
    if (PATIENCE.has(code)) return { kind: 'throttled', retryAfterMs: retryAfterMs ?? null, rawCode: code };
    if (answers.every(answer => !answer.ok)) {
      const permanent = !['system_error', 'temporary_error', 'unknown_error'].includes(code);
      return { kind: 'rejected', reason: refusalKeyOf(code), rawCode: code, permanent };
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

function receiptOf(receipt: CentreReceipt) {
  const state = partStateOf(receipt.state);
  if (!state) throw new Error(`The centre speaks of a state that has no word here: ${receipt.state}.`);
  const ours = /^(.+)\.(\d+)$/.exec(receipt.ref ?? '');
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
