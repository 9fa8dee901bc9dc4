import type { IncomingMessage } from 'node:http';
import type { CentreInbound, CentreReceipt, CentreSubmission, JournalEntry } from '@chappe/smsc';
import {
  MAX_KEPT_BODY_OCTETS,
  receivedMessage,
  type Exchange,
  type HttpExchange,
  type HttpMessage,
} from './exchange.js';
import { Latest } from './latest.js';

/** How many requests of clients are kept; beyond, the oldest are forgotten. */
export const MAX_REQUESTS = 2_000;
/** How many receipts and messages from phones are kept. */
export const MAX_OFFERS = 4_000;
/** Of how many attempts to tell a client of the same thing the exchanges are kept. */
export const MAX_KEPT_ATTEMPTS = 20;

/** What a client is told: a receipt, or a message from a phone. */
export type Payload = CentreReceipt | CentreInbound;

/** Something that was done while the journal got these entries: from after the first number up to the second. */
interface During<T> {
  readonly after: number;
  upTo: number;
  readonly what: T;
}

interface Offer {
  /** The entry that tells of its first attempt. */
  readonly seq: number;
  readonly clientId: string;
  readonly payload: Payload;
  /** What went over the line, attempt by attempt. */
  readonly attempts: Exchange[][];
}

type Entry = Pick<JournalEntry, 'seq' | 'kind' | 'clientId' | 'id' | 'state' | 'attempt' | 'detail'>;

/**
 * The last things that went through the doors, and which entries of the journal they were about: what a door does is noted
 * beside the entries that are written meanwhile, so nothing has to be guessed from ids. It keeps references and copies
 * nothing, which is why it may watch a centre under load.
 */
export class Traffic {
  private readonly requests = new Latest<During<Exchange>>(MAX_REQUESTS);
  private readonly submissions = new Latest<During<CentreSubmission>>(MAX_REQUESTS);
  private readonly offers = new Latest<Offer>(MAX_OFFERS);
  /** By what they tell, as long as that lives. */
  private offersByPayload = new WeakMap<Payload, Offer>();
  private readonly bodies = new WeakMap<IncomingMessage, { start: Buffer; octets: number }>();
  private readonly byRequest = new WeakMap<IncomingMessage, HttpExchange>();

  /** @param position the number of the journal's last entry */
  constructor(private readonly position: () => number) {}

  /** A request is carried out: what the journal says while `work` runs is about it. */
  during(exchange: Exchange, work: () => void): void {
    this.keep(this.requests, exchange, work);
  }

  /** The same for a submission as the centre takes it. */
  submitting(submission: CentreSubmission, work: () => void): void {
    this.keep(this.submissions, submission, work);
  }

  /** The body of an HTTP request has come; its beginning is kept. */
  received(request: IncomingMessage, body: Buffer): void {
    const start = Buffer.from(body.subarray(0, MAX_KEPT_BODY_OCTETS));
    this.bodies.set(request, { start, octets: body.length });
  }

  /** A client's HTTP request is carried out; {@link answered} finds its exchange by the request. */
  began(request: IncomingMessage): HttpExchange {
    const { start, octets } = this.bodies.get(request) ?? { start: Buffer.alloc(0), octets: 0 };
    const exchange: HttpExchange = {
      protocol: 'http',
      request: { ...receivedMessage(request, start), octets },
      answer: undefined,
      trouble: undefined,
    };
    this.byRequest.set(request, exchange);
    return exchange;
  }

  /** A request was answered by somebody who does not know of exchanges. */
  answered(request: IncomingMessage, answer: HttpMessage): void {
    const exchange = this.byRequest.get(request);
    if (exchange !== undefined) exchange.answer = answer;
  }

  /** A client is about to be told something, for the first time or again. */
  offering(clientId: string, payload: Payload): void {
    const offer = this.offersByPayload.get(payload);
    if (offer !== undefined) {
      offer.attempts.push([]);
      if (offer.attempts.length > MAX_KEPT_ATTEMPTS) offer.attempts[MAX_KEPT_ATTEMPTS - 1] = [];
      return;
    }
    const first: Offer = { seq: this.position(), clientId, payload, attempts: [[]] };
    this.offersByPayload.set(payload, first);
    this.offers.add(first);
  }

  /** This went over the line to tell a client something. */
  told(payload: Payload, exchange: Exchange): void {
    const attempts = this.offersByPayload.get(payload)?.attempts;
    if (attempts !== undefined && attempts.length <= MAX_KEPT_ATTEMPTS) attempts.at(-1)!.push(exchange);
  }

  /** What went over the line about an entry itself; nothing where it is not kept any more, or nothing did. */
  of(entry: Entry): readonly Exchange[] {
    if (/^(?:receipt|inbound)\./.test(entry.kind)) return this.ofOffer(entry);
    const found = holding(this.requests, entry.seq);
    return found === undefined ? [] : [found];
  }

  /** The submission that an entry tells of. */
  submissionOf({ seq }: Pick<Entry, 'seq'>): CentreSubmission | undefined {
    return holding(this.submissions, seq);
  }

  clear(): void {
    this.requests.clear();
    this.submissions.clear();
    this.offers.clear();
    this.offersByPayload = new WeakMap();
  }

  private ofOffer({ seq, clientId, id, state, kind, attempt = 1, detail }: Entry): readonly Exchange[] {
    const { copy = 1 } = (detail ?? {}) as { copy?: number };
    const isMeant = ({ payload, ...offer }: Offer): boolean =>
      offer.seq <= seq &&
      offer.clientId === clientId &&
      payload.id === id &&
      (kind.startsWith('inbound.')
        ? !('state' in payload)
        : 'state' in payload && payload.state === state && payload.copy === copy);
    const offer = kind.endsWith('.offered')
      ? this.offers.findLast(one => one.seq === seq && isMeant(one))
      : this.offers.findLast(isMeant);
    return offer?.attempts[attempt - 1] ?? [];
  }

  private keep<T>(kept: Latest<During<T>>, what: T, work: () => void): void {
    const one: During<T> = { after: this.position(), upTo: Infinity, what };
    kept.add(one);
    try {
      work();
    } finally {
      one.upTo = this.position();
    }
  }
}

function holding<T>(kept: Latest<During<T>>, seq: number): T | undefined {
  return kept.findLast(({ after, upTo }) => after < seq && seq <= upTo)?.what;
}
