import { parseRegisteredDelivery } from '@chappe/smpp';
import { LatestEntries } from './latest-entries.js';

/** For how many messages of a client something is remembered that the centre does not know; the oldest are forgotten. */
export const MAX_REMEMBERED_MESSAGES = 100_000;

const RECEIPT_BITS = 3;
const FAILURES = 2;
const ALWAYS = 1;
const SUCCESSES = 3;

/** What was said with a submission. */
export interface SubmittedFacts {
  readonly dataCoding: number;
  /** registered_delivery. */
  readonly asked: number;
}

/** What the SMPP door knows about a client's messages and the centre does not: only what is out of the ordinary. */
export class ClientMemory {
  private readonly answeredIds = new LatestEntries<string, string>(MAX_REMEMBERED_MESSAGES);
  private readonly multis = new LatestEntries<string, readonly string[]>(MAX_REMEMBERED_MESSAGES);
  private readonly dataCodings = new LatestEntries<string, number>(MAX_REMEMBERED_MESSAGES);
  private readonly asked = new LatestEntries<string, number>(MAX_REMEMBERED_MESSAGES);

  /** The messages of one submit_multi, which the client knows by one id: that of the first. */
  multi(ids: readonly string[]): void {
    const [first] = ids;
    if (first === undefined || ids.length === 1) return;
    this.multis.set(first, ids);
    for (const id of ids) this.answeredIds.set(id, first);
  }

  /** The id that the client was answered for this message. */
  answeredId(id: string): string {
    return this.answeredIds.get(id) ?? id;
  }

  /** The messages that an id of the client's means. */
  idsOf(answeredId: string): readonly string[] {
    return this.multis.get(answeredId) ?? [answeredId];
  }

  /** Remembers what was submitted, where it matters later. */
  submitted(id: string, { dataCoding, asked }: SubmittedFacts): void {
    if (dataCoding !== 0) this.dataCodings.set(id, dataCoding);
    if (asksThePhone(asked)) this.asked.set(id, asked);
  }

  /** data_coding of a message that was submitted. */
  dataCodingOf(id: string): number {
    return this.dataCodings.get(id) ?? 0;
  }

  /** registered_delivery of a message whose sender asked the phone itself to answer; undefined for all others. */
  askedOf(id: string): number | undefined {
    return this.asked.get(id);
  }

  clear(): void {
    for (const entries of [this.answeredIds, this.multis, this.dataCodings, this.asked]) entries.clear();
  }
}

/**
 * registered_delivery as the centre must be asked: it has no phones that answer by themselves, so where the sender wants
 * such an answer the door must hear of the delivery even if the sender did not ask for a receipt.
 */
export function askedOfCentre(asked: number): number {
  if (!asksThePhone(asked)) return asked;
  const receipts = asked & RECEIPT_BITS;
  if (receipts === 0) return asked | SUCCESSES;
  return receipts === FAILURES ? (asked & ~RECEIPT_BITS) | ALWAYS : asked;
}

/** Whether a sender that asked for `asked` gets a receipt of this end. */
export function wantsReceipt(asked: number, { final, state }: { final: boolean; state: string }): boolean {
  const { receipt, intermediate } = parseRegisteredDelivery(asked);
  if (!final) return intermediate || state === 'ACCEPTD';
  if (receipt === 'failure') return state !== 'DELIVRD';
  if (receipt === 'success') return state === 'DELIVRD';
  return receipt === 'always';
}

/** Whether there is anything to remember of a message. */
export function isOutOfTheOrdinary({ dataCoding, asked }: SubmittedFacts): boolean {
  return dataCoding !== 0 || asksThePhone(asked);
}

function asksThePhone(asked: number): boolean {
  const { deliveryAcknowledgement, userAcknowledgement } = parseRegisteredDelivery(asked);
  return deliveryAcknowledgement || userAcknowledgement;
}
