import { randomUUID } from 'node:crypto';
const CHANNEL = 'chappe_sms';
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 5000;
/**
 * Tells the other processes on the same database what is new (NOTIFY), and hears it from them (LISTEN), on a connection of its
 * own that comes back by itself.
 *
 * A notification is sent after the commit, not within the transaction: PostgreSQL lets transactions that notify commit only one
 * at a time, and many commits at once is what it is good at. A process that dies in between tells nobody, which the port allows.
 */
export class Announcements {
    pool;
    listeners;
    self = randomUUID();
    unsent = new Set();
    client;
    sending = false;
    stopped = false;
    retry;
    retryMs = RECONNECT_MIN_MS;
    constructor(pool, listeners) {
        this.pool = pool;
        this.listeners = listeners;
    }
    /** Begins to listen; rejects when the database is not there. */
    async start() {
        const client = await this.pool.connect();
        client.on('notification', ({ payload }) => this.hear(payload ?? ''));
        client.once('end', () => this.lost(client));
        await client.query(`listen ${CHANNEL}`);
        this.client = client;
        this.retryMs = RECONNECT_MIN_MS;
    }
    /** Tells everybody, this process at once. */
    tell(topics) {
        this.listeners.tell(topics);
        for (const topic of topics)
            this.unsent.add(topic);
        void this.send();
    }
    stop() {
        this.stopped = true;
        clearTimeout(this.retry);
        this.client?.release(true);
        this.client = undefined;
    }
    /** Sends what has gathered, while one message is on its way the next one gathers. */
    async send() {
        if (this.sending)
            return;
        this.sending = true;
        while (this.unsent.size > 0) {
            const topics = [...this.unsent];
            this.unsent.clear();
            const payload = JSON.stringify([this.self, ...topics]).replaceAll("'", "''");
            try {
                await this.client?.query(`notify ${CHANNEL}, '${payload}'`);
            }
            catch {
                // A hint that is lost with its connection; the others look by themselves from time to time.
                break;
            }
        }
        this.sending = false;
    }
    hear(payload) {
        const [from, ...topics] = JSON.parse(payload);
        if (from !== this.self)
            this.listeners.tell(topics);
    }
    lost(client) {
        if (this.stopped)
            return;
        if (this.client === client) {
            this.client = undefined;
            client.release(true);
        }
        this.retry = setTimeout(() => void this.reconnect(), this.retryMs);
        this.retry.unref();
        this.retryMs = Math.min(this.retryMs * 2, RECONNECT_MAX_MS);
    }
    async reconnect() {
        try {
            await this.start();
            // Nobody knows what was said meanwhile.
            this.listeners.tellAll();
        }
        catch {
            if (this.stopped)
                return;
            this.retry = setTimeout(() => void this.reconnect(), this.retryMs);
            this.retry.unref();
            this.retryMs = Math.min(this.retryMs * 2, RECONNECT_MAX_MS);
        }
    }
}
//# sourceMappingURL=announcements.js.map