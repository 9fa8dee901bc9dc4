import { request, type Dispatcher } from 'undici';

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
}

interface Waiting {
  readonly event: unknown;
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

  /** Resolves to whether the client has stored the event. */
  post(event: unknown): Promise<boolean> {
    return new Promise(stored => {
      this.waiting.push({ event, stored });
      if (this.posting) return;
      this.posting = true;
      setImmediate(() => void this.work());
    });
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_EVENTS_PER_POST);
      const notStored = await this.postBatch(batch.map(({ event }) => event));
      this.context.answered();
      batch.forEach(({ stored }, place) => stored(notStored !== 'all' && !notStored.has(place)));
    }
    this.posting = false;
  }

  private async postBatch(events: readonly unknown[]): Promise<'all' | ReadonlySet<number>> {
    const { clientId, dispatcher, datesKnown } = this.context;
    await datesKnown();
    try {
      const answer = await request(this.target.url, {
        dispatcher,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.target.token === undefined ? {} : { authorization: `Bearer ${this.target.token}` }),
        },
        body: JSON.stringify({ clientId, events }),
      });
      const body = await answer.body.text();
      if (answer.statusCode < 200 || answer.statusCode > 299) return 'all';
      return notStoredOf(body);
    } catch {
      // Whatever it was, the client has not said that it stored them: the centre offers them again.
      return 'all';
    }
  }
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
