import { randomUUID } from 'node:crypto';
import type { Listeners } from '../kernel/index.js';
import type { PgClient, PgPool } from './client.js';

const CHANNEL = 'chappe_sms';
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 5000;
/** How often the connection is asked whether it is still there: one that only listens would not notice for hours. */
const CHECK_MS = 10_000;
const CHECK_ANSWER_MAX_MS = 5000;

/**
 * Tells the other processes on the same database what is new (NOTIFY), and hears it from them (LISTEN), on a connection of its
 * own that comes back by itself.
 *
 * A notification is sent after the commit, not within the transaction: PostgreSQL lets transactions that notify commit only one
 * at a time, and many commits at once is what it is good at. A process that dies in between tells nobody, which the port allows.
 */
export class Announcements {
  private readonly self = randomUUID();
  private readonly unsent = new Set<string>();
  private client: PgClient | undefined;
  private sending = false;
  private stopped = false;
  private retry: NodeJS.Timeout | undefined;
  private check: NodeJS.Timeout | undefined;
  private retryMs = RECONNECT_MIN_MS;

  constructor(
    private readonly pool: PgPool,
    private readonly listeners: Listeners,
  ) {}

  /** Begins to listen; rejects when the database is not there. */
  async start(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query(`listen ${CHANNEL}`);
    } catch (cause) {
      client.release(true);
      throw cause;
    }
    if (this.stopped) return client.release(true);
    client.on('notification', ({ payload }) => this.hear(payload ?? ''));
    client.once('end', () => this.lost(client));
    this.client = client;
    this.retryMs = RECONNECT_MIN_MS;
    clearInterval(this.check);
    this.check = setInterval(() => this.ask(client), CHECK_MS).unref();
  }

  /** Tells everybody, this process at once. */
  tell(topics: ReadonlySet<string>): void {
    this.listeners.tell(topics);
    for (const topic of topics) this.unsent.add(topic);
    void this.send();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    clearInterval(this.check);
    this.client?.release(true);
    this.client = undefined;
  }

  /** Sends what has gathered, while one message is on its way the next one gathers. */
  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    while (this.unsent.size > 0) {
      const topics = [...this.unsent];
      this.unsent.clear();
      const payload = JSON.stringify([this.self, ...topics]).replaceAll("'", "''");
      try {
        await this.client?.query(`notify ${CHANNEL}, '${payload}'`);
      } catch {
        // A hint that is lost with its connection; the others look by themselves from time to time.
        break;
      }
    }
    this.sending = false;
  }

  private hear(payload: string): void {
    const [from, ...topics] = JSON.parse(payload) as string[];
    if (from !== this.self) this.listeners.tell(topics);
  }

  private ask(client: PgClient): void {
    client.query({ text: 'select 1', query_timeout: CHECK_ANSWER_MAX_MS }).catch(() => this.lost(client));
  }

  /** Takes leave of a connection that is gone, once, and begins to look for another. */
  private lost(client: PgClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    clearInterval(this.check);
    client.release(true);
    this.retryLater();
  }

  private retryLater(): void {
    this.retry = setTimeout(() => void this.reconnect(), this.retryMs).unref();
    this.retryMs = Math.min(this.retryMs * 2, RECONNECT_MAX_MS);
  }

  private async reconnect(): Promise<void> {
    try {
      await this.start();
      // Nobody knows what was said meanwhile.
      this.listeners.tellAll();
    } catch {
      if (!this.stopped) this.retryLater();
    }
  }
}
