import type { CentreInbound, CentreReceipt, CentreSubmission, SubmitAnswer } from '@chappe/smsc';

/** How many submissions are remembered; beyond, the oldest are forgotten. */
export const MAX_SUBMISSIONS = 2_000;
/** How many receipts and messages from phones are remembered. */
export const MAX_OFFERS = 4_000;
/** A submission and what it was answered. */
export interface SubmissionExchange {
  readonly clientId: string;
  readonly submission: CentreSubmission;
  /** Undefined where there was no answer, or there is none yet. */
  answer: SubmitAnswer | undefined;
}

/** A receipt or a message from a phone, as the centre gave it to a door. */
export type Offer =
  | { readonly kind: 'receipt'; readonly payload: CentreReceipt }
  | { readonly kind: 'inbound'; readonly payload: CentreInbound };

/** The last so many; adding one takes one step. */
class Latest<T> {
  private readonly kept: T[] = [];
  private next = 0;

  constructor(private readonly capacity: number) {}

  add(one: T): void {
    this.kept[this.next] = one;
    this.next = (this.next + 1) % this.capacity;
  }

  findLast(test: (one: T) => boolean): T | undefined {
    for (let back = 1; back <= this.kept.length; back++) {
      const one = this.kept[(this.next - back + this.kept.length) % this.kept.length]!;
      if (test(one)) return one;
    }
    return undefined;
  }

  clear(): void {
    this.kept.length = 0;
    this.next = 0;
  }
}

/**
 * The last things that went through the doors, so that an entry of the journal can be shown with what was on the line. It
 * keeps references and copies nothing, which is why it may watch a centre under load.
 */
export class Exchanges {
  private readonly submissions = new Latest<SubmissionExchange>(MAX_SUBMISSIONS);
  private readonly offers = new Latest<{ readonly clientId: string; readonly offer: Offer }>(MAX_OFFERS);

  submitted(clientId: string, submission: CentreSubmission): SubmissionExchange {
    const exchange: SubmissionExchange = { clientId, submission, answer: undefined };
    this.submissions.add(exchange);
    return exchange;
  }

  answered(exchange: SubmissionExchange, answer: SubmitAnswer): void {
    exchange.answer = answer;
  }

  offered(clientId: string, offer: Offer): void {
    this.offers.add({ clientId, offer });
  }

  /** The submission that was answered with an id, or that had a ref where no id was given. */
  submission(
    clientId: string,
    id: string | undefined,
    ref: string | undefined,
  ): SubmissionExchange | undefined {
    return this.submissions.findLast(
      one =>
        one.clientId === clientId &&
        (id !== undefined && one.answer?.ok === true
          ? one.answer.id === id
          : ref !== undefined && one.submission.ref === ref),
    );
  }

  /** What was offered about a message (`receipt`, in a state), or a message from a phone (`inbound`). */
  offer(clientId: string, kind: Offer['kind'], id: string, state?: string): Offer | undefined {
    return this.offers.findLast(
      ({ clientId: whose, offer }) =>
        whose === clientId &&
        offer.kind === kind &&
        offer.payload.id === id &&
        (offer.kind === 'inbound' || state === undefined || offer.payload.state === state),
    )?.offer;
  }

  clear(): void {
    this.submissions.clear();
    this.offers.clear();
  }
}
