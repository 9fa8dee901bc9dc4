import { setTimeout as pause } from 'node:timers/promises';
import { Storage } from '@chappe/sms';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { smsEntities } from '../entities.js';
import { Listeners, Nesting, SessionTransaction, notOpen, swallowedFailure, unknownOutcome, } from '../kernel/index.js';
import { bringUpToDate, migrationSettings } from '../kernel/schema.js';
import { postgresqlMigrations } from '../migrations/postgresql/index.js';
import { sqlRepositories } from '../repositories.js';
import { Announcements } from './announcements.js';
import { PgStatements } from './client.js';
import { connectionLost, translated, worthRetrying } from './failures.js';
import { PgSession } from './postgresql.session.js';
/** Migrations run one process at a time; any number will do, if it is ours alone. */
const MIGRATION_LOCK = 17_940_815;
const BEGIN = 'begin; select pg_current_xact_id()::text';
const BEGIN_READ = 'begin isolation level repeatable read read only';
const RETRY_PAUSE_MS = 5;
/** How long to ask for what became of a commit whose answer was lost. */
const OUTCOME_ASKED_MAX = 40;
const OUTCOME_PAUSE_MS = 250;
/** The storage on a PostgreSQL server, for any number of processes. */
export class PostgresqlStorage extends Storage {
    options;
    repositories = sqlRepositories();
    statements = new PgStatements();
    listeners = new Listeners();
    nesting = new Nesting();
    opened;
    constructor(options) {
        super();
        this.options = options;
    }
    async open() {
        const { options } = this;
        const orm = await MikroORM.init({
            clientUrl: options.url,
            driverOptions: {
                connectionString: options.url,
                max: options.poolMax + 1,
                pipeline: true,
                keepAlive: true,
                application_name: 'chappe',
                connectionTimeoutMillis: options.connectTimeoutMs,
                statement_timeout: options.statementTimeoutMs,
                idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs,
            },
            entities: [...smsEntities],
            extensions: [Migrator],
            migrations: migrationSettings(postgresqlMigrations),
            schemaGenerator: { ignoreTriggers: true },
        });
        try {
            const connection = orm.em.getConnection();
            const pool = (await connection.getNativeClient());
            await this.migrate(orm, pool);
            const announcements = new Announcements(pool, this.listeners);
            await announcements.start();
            this.opened = { orm, pool, announcements };
        }
        catch (cause) {
            await orm.close();
            throw cause;
        }
    }
    async close() {
        const opened = this.opened;
        if (!opened)
            return;
        this.opened = undefined;
        opened.announcements.stop();
        await opened.orm.close();
    }
    async transaction(work) {
        const { announcements } = this.assertOpen();
        this.nesting.assertOutside();
        const { answer, topics } = await this.retrying(client => this.write(client, work));
        announcements.tell(topics);
        return answer;
    }
    async read(work) {
        return this.retrying(async (client) => {
            const begun = settle(client.query(BEGIN_READ));
            const session = new PgSession(client, this.statements, true);
            const answer = await this.inSession(session, client, work);
            await begun();
            await client.query('commit');
            return answer.answer;
        });
    }
    onAnnounced(topic, listener) {
        return this.listeners.add(topic, listener);
    }
    async ping() {
        await this.retrying(client => client.query('select 1'));
    }
    async migrate(orm, pool) {
        // The first look may create the database, and only then there is something to lock.
        await orm.migrator.getExecuted();
        const client = await pool.connect();
        try {
            await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
            await bringUpToDate(orm.migrator, postgresqlMigrations, this.options.migrate);
        }
        finally {
            // Without the connection the lock is gone too.
            client.release(true);
        }
    }
    /** Runs one attempt after the other on connections of the pool, while it makes sense. */
    async retrying(attempt) {
        for (let count = 1;; count++) {
            const client = await this.assertOpen().pool.connect();
            let failure;
            let broken = false;
            try {
                return await attempt(client);
            }
            catch (cause) {
                failure = cause;
                broken = cause instanceof LostConnection;
            }
            finally {
                client.release(broken);
            }
            const again = broken || worthRetrying(failure);
            if (!again || count >= this.options.attemptsMax) {
                throw failure instanceof LostConnection ? failure.reason : failure;
            }
            await pause(RETRY_PAUSE_MS * 2 ** count * (0.5 + Math.random()));
        }
    }
    async write(client, work) {
        // Sent with the first statement, not before it: an answer that nobody waits for costs no time.
        const begun = settle(client.query(BEGIN));
        const session = new PgSession(client, this.statements, false);
        const done = await this.nesting.run(() => this.inSession(session, client, work));
        const [, xid] = (await begun());
        await this.commit(client, String(Object.values(xid.rows[0])[0]));
        return done;
    }
    async inSession(session, client, work) {
        const transaction = new SessionTransaction(session, this.repositories);
        try {
            const answer = await work(transaction);
            return { answer, topics: transaction.topics };
        }
        catch (cause) {
            if (session.connectionLost)
                throw new LostConnection(cause);
            await client.query('rollback').catch((lost) => {
                throw new LostConnection(lost);
            });
            throw cause;
        }
        finally {
            transaction.end();
        }
    }
    async commit(client, xid) {
        let result;
        try {
            result = await client.query('commit');
        }
        catch (cause) {
            if (!connectionLost(cause))
                throw translated(cause);
            if (!(await this.wasCommitted(xid, cause)))
                throw new LostConnection(cause);
            return;
        }
        if (result.command !== 'COMMIT')
            throw swallowedFailure();
    }
    /** Asks the server, on another connection, what became of a transaction whose commit it did not confirm. */
    async wasCommitted(xid, cause) {
        for (let asked = 0; asked < OUTCOME_ASKED_MAX && this.opened; asked++) {
            const status = await this.statusOf(xid);
            if (status === 'committed')
                return true;
            if (status === 'aborted')
                return false;
            await pause(OUTCOME_PAUSE_MS);
        }
        throw unknownOutcome(cause);
    }
    /** What the server says of a transaction; undefined while it says nothing. */
    async statusOf(xid) {
        let client;
        try {
            client = await this.assertOpen().pool.connect();
            const { rows } = await client.query(this.statements.query('select pg_xact_status(?::xid8)', [xid]));
            client.release();
            return String(rows[0][0]);
        }
        catch {
            client?.release(true);
            return undefined;
        }
    }
    assertOpen() {
        if (!this.opened)
            throw notOpen();
        return this.opened;
    }
}
/** Carries an error out of an attempt whose connection is gone; nothing of it is stored. */
class LostConnection extends Error {
    reason;
    constructor(reason) {
        super('The connection to the database was lost.', { cause: reason });
        this.reason = reason;
    }
}
/** Lets a query run without anybody waiting, and yet its failure be seen by whoever asks. */
function settle(query) {
    query.catch(() => undefined);
    return async () => {
        try {
            return await query;
        }
        catch (cause) {
            throw new LostConnection(cause);
        }
    };
}
//# sourceMappingURL=postgresql.storage.js.map