import type { Listeners } from '../kernel/index.js';
import type { PgPool } from './client.js';
/**
 * Tells the other processes on the same database what is new (NOTIFY), and hears it from them (LISTEN), on a connection of its
 * own that comes back by itself.
 *
 * A notification is sent after the commit, not within the transaction: PostgreSQL lets transactions that notify commit only one
 * at a time, and many commits at once is what it is good at. A process that dies in between tells nobody, which the port allows.
 */
export declare class Announcements {
    private readonly pool;
    private readonly listeners;
    private readonly self;
    private readonly unsent;
    private client;
    private sending;
    private stopped;
    private retry;
    private retryMs;
    constructor(pool: PgPool, listeners: Listeners);
    /** Begins to listen; rejects when the database is not there. */
    start(): Promise<void>;
    /** Tells everybody, this process at once. */
    tell(topics: ReadonlySet<string>): void;
    stop(): void;
    /** Sends what has gathered, while one message is on its way the next one gathers. */
    private send;
    private hear;
    private lost;
    private reconnect;
}
//# sourceMappingURL=announcements.d.ts.map