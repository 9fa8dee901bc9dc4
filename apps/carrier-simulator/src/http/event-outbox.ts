import { STATUS_CODES } from 'node:http';
import { request, type Dispatcher } from 'undici';
import { httpMessage, type HttpExchange, type Payload, type Traffic } from '../traffic/index.js';

/** No more events go into one request. */
export const MAX_EVENTS_PER_POST = 500;
/** The body of an answer beyond this is not read. */
export const MAX_ANSWER_OCTETS = 1_048_576;

/** Where events go. */
export interface EventTarget {
  readonly url: string;
  /** Given back as `Authorization: Bearer …`. */
  readonly token: string | undefined;
}

/** What an outbox needs of the rest. */
export interface OutboxContext {
  readonly clientId: string;
  readonly dispatcher: Dispatcher;
  /** Resolves when whoever follows the clock knows the present date: an event must not come from its future. */
  readonly datesKnown: () => Promise<void>;
  /** Called when an answer has come. */
  readonly answered: () => void;
  /** Remembers what goes through the door. */
  readonly traffic: Traffic;
}

interface Waiting {
  readonly event: unknown;
  readonly payloads: readonly Payload[];
  readonly stored: (stored: boolean) => void;
}

/**
 * The events for one URL. What gathers within a turn of the event loop, or while a request is under way, goes together.
 * An answer 2xx acknowledges the whole batch, but for those its body names: `{ "notStored": [0, 7] }`, by their places.
 */
export class EventOutbox {
  private waiting: Waiting[] = [];
  private posting = false;

  constructor(
    private readonly target: EventTarget,
    private readonly context: OutboxContext,
  ) {}

  /** Whether nothing waits and nothing is under way. */
  get isIdle(): boolean {
    return !this.posting && this.waiting.length === 0;
  }

  /** Resolves to whether the client has stored the event. @param payloads what it tells of */
  post(event: unknown, payloads: readonly Payload[]): Promise<boolean> {
    return new Promise(stored => {
      this.waiting.push({ event, payloads, stored });
      if (this.posting) return;
      this.posting = true;
      setImmediate(() => void this.work());
    });
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_EVENTS_PER_POST);
      const notStored = await this.postBatch(batch);
      this.context.answered();
      batch.forEach(({ stored }, place) => stored(notStored !== 'all' && !notStored.has(place)));
    }
    this.posting = false;
  }

  private async postBatch(batch: readonly Waiting[]): Promise<'all' | ReadonlySet<number>> {
    const { clientId, dispatcher, datesKnown, traffic } = this.context;
    const { url, token } = this.target;
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const sent = JSON.stringify({ clientId, events: batch.map(({ event }) => event) });
    const exchange: HttpExchange = {
      protocol: 'http',
      request: httpMessage(`POST ${url} HTTP/1.1`, Object.entries(headers), sent),
      answer: undefined,
      trouble: undefined,
    };
    for (const { payloads } of batch) for (const payload of payloads) traffic.told(payload, exchange);
    await datesKnown();
    try {
      const answer = await request(url, { dispatcher, method: 'POST', headers, body: sent });
      const body = await answer.body.text();
      exchange.answer = httpMessage(statusLine(answer.statusCode), headersOf(answer.headers), body);
      if (answer.statusCode < 200 || answer.statusCode > 299) return 'all';
      return notStoredOf(body);
    } catch (cause) {
      // Whatever it was, the client has not said that it stored them: the centre offers them again.
      exchange.trouble = `It came to no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
      return 'all';
    }
  }
}

function statusLine(status: number): string {
  return `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}

function headersOf(headers: Readonly<Record<string, string | string[] | undefined>>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
}

function notStoredOf(body: string): ReadonlySet<number> {
  try {
    const { notStored } = JSON.parse(body) as { notStored?: unknown };
    return new Set(Array.isArray(notStored) ? notStored.filter(place => typeof place === 'number') : []);
  } catch {
    // A 2xx without a body of ours acknowledges all.
    return new Set();
  }
}
