import { setTimeout as pause } from 'node:timers/promises';
import { SmsError, Storage, type Instant, type Transaction } from '@chappe/sms';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { schemaEntities } from '../entities.js';
import {
  Listeners,
  Nesting,
  Places,
  SessionTransaction,
  cannotOpen,
  notOpen,
  swallowedFailure,
  unknownOutcome,
  unreachable,
} from '../kernel/index.js';
import { bringUpToDate, migrationSettings, type MigratePolicy } from '../kernel/schema.js';
import { postgresqlMigrations } from '../migrations/postgresql/index.js';
import { sqlRepositories } from '../repositories.js';
import { Announcements } from './announcements.js';
import { PgStatements, type PgClient, type PgPool, type PgResult } from './client.js';
import { connectionLost, translated, worthRetrying } from './failures.js';
import { PLAN_BY_INDEX } from './planning.js';
import { PgSession } from './postgresql.session.js';

/** How a database on a server is used. */
export interface PostgresqlOptions {
  readonly url: string;
  readonly migrate: MigratePolicy;
  /** How many transactions may run at once; one connection more listens for announcements. */
  readonly poolMax: number;
  /** How many of them may be readers, so that slow questions never keep messages, receipts and leases waiting. */
  readonly readersMax: number;
  /**
   * How long one statement may take before the server gives it up. A connection that has said nothing a moment later is given
   * up too: its server, or the way to it, is gone.
   */
  readonly statementTimeoutMs: number;
  /** The same for a statement that only reads, unless it is one that reads whole tables (an audit). */
  readonly readTimeoutMs: number;
  /** How long a transaction may do nothing before the server ends it, and with it its locks. */
  readonly idleInTransactionTimeoutMs: number;
  /** How long to wait for a connection: for the server to answer, or for one of the pool to become free. */
  readonly connectTimeoutMs: number;
  /** How often a transaction is run at most, when others are in its way or its connection breaks. */
  readonly attemptsMax: number;
}

interface Opened {
  readonly orm: MikroORM;
  readonly pool: PgPool;
  readonly announcements: Announcements;
}

/** Migrations run one process at a time; any number will do, if it is ours alone. */
const MIGRATION_LOCK = 17_940_815;

/** The date of the server, in seconds since the epoch. As a double: `extract` counts in `numeric`, which costs a quarter of a `begin`. */
const DATE = "date_part('epoch', clock_timestamp())";
const BEGIN = `begin; select pg_current_xact_id()::text as xid, ${DATE} as date`;
const RETRY_PAUSE_MS = 5;
/** How much longer than a statement may take its answer may, before the connection counts as lost. */
const ANSWER_GRACE_MS = 2000;
/** When an idle connection is first asked by TCP whether its other end is there. */
const KEEP_ALIVE_MS = 10_000;
/** How long the database may take to answer a health check. */
const PING_MAX_MS = 3000;
/** A connection of the pool may be dead and another alive. */
const PING_ATTEMPTS_MAX = 2;
/** How long to ask for what became of a commit whose answer was lost. */
const OUTCOME_ASKED_MAX = 40;
const OUTCOME_PAUSE_MS = 250;

/** The storage on a PostgreSQL server, for any number of processes. */
export class PostgresqlStorage extends Storage {
  private readonly repositories = sqlRepositories();
  private readonly statements = new PgStatements();
  private readonly listeners = new Listeners();
  private readonly nesting = new Nesting();
  private readonly readers: Places;
  private readonly beginRead: string;
  private opened: Opened | undefined;

  constructor(private readonly options: PostgresqlOptions) {
    super();
    this.readers = new Places(options.readersMax, options.connectTimeoutMs);
    this.beginRead = `begin isolation level repeatable read read only; set local statement_timeout = ${options.readTimeoutMs}`;
  }

  /** Several hosts may work on one PostgreSQL: what another has leased may be alive. */
  override get isShared(): boolean {
    return true;
  }

  async open(): Promise<void> {
    const { options } = this;
    const orm = await MikroORM.init({
      clientUrl: options.url,
      driverOptions: {
        connectionString: options.url,
        max: options.poolMax + 1,
        pipeline: true,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
        application_name: 'chappe',
        connectionTimeoutMillis: options.connectTimeoutMs,
        statement_timeout: options.statementTimeoutMs,
        query_timeout: options.statementTimeoutMs + ANSWER_GRACE_MS,
        idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs,
        onConnect: (client: PgClient) => client.query(PLAN_BY_INDEX),
      },
      entities: [...schemaEntities],
      extensions: [Migrator],
      migrations: migrationSettings(postgresqlMigrations),
      schemaGenerator: { ignoreTriggers: true },
    });
    try {
      // Before anything holds a connection: where it has to create the database, it connects anew.
      await orm.schema.ensureDatabase();
      const connection = orm.em.getConnection() as PostgreSqlConnection;
      const pool = (await connection.getNativeClient()) as unknown as PgPool;
      await this.migrate(orm, pool);
      const announcements = new Announcements(pool, this.listeners);
      await announcements.start();
      this.opened = { orm, pool, announcements };
    } catch (cause) {
      await orm.close();
      throw cause instanceof SmsError ? cause : cannotOpen(options.url, cause);
    }
  }

  async close(): Promise<void> {
    const opened = this.opened;
    if (!opened) return;
    this.opened = undefined;
    opened.announcements.stop();
    await opened.orm.close();
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { announcements } = this.assertOpen();
    this.nesting.assertOutside();
    const { answer, topics } = await this.retrying(client => this.write(client, work));
    announcements.tell(topics);
    return answer;
  }

  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.readers.use(() => this.retrying(client => this.readOnce(client, work)));
  }

  onAnnounced(topic: string, listener: () => void): () => void {
    return this.listeners.add(topic, listener);
  }

  async ping(): Promise<void> {
    await this.retrying(client => this.askBriefly(client, 'select 1'), PING_ATTEMPTS_MAX);
  }

  /** By the clock of the server, which all processes see alike. */
  override async now(): Promise<Instant> {
    const { rows } = await this.retrying(client => this.askBriefly(client, `select ${DATE}`));
    return inMs(Number(Object.values(rows[0]!)[0]));
  }

  private async askBriefly(client: PgClient, text: string): Promise<PgResult> {
    try {
      return await client.query({ text, query_timeout: PING_MAX_MS });
    } catch (cause) {
      throw connectionLost(cause) ? new LostConnection(cause) : cause;
    }
  }

  private async migrate(orm: MikroORM, pool: PgPool): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
      const { migrator } = orm;
      const columnsThere = () => columnsIn(client);
      await bringUpToDate(
        { migrator, migrations: postgresqlMigrations, metadata: orm.getMetadata(), columnsThere },
        this.options.migrate,
      );
    } finally {
      // Without the connection the lock is gone too.
      client.release(true);
    }
  }

  /** Runs one attempt after the other on connections of the pool, while it makes sense. */
  private async retrying<T>(
    attempt: (client: PgClient) => Promise<T>,
    attemptsMax = this.options.attemptsMax,
  ): Promise<T> {
    for (let count = 1; ; count++) {
      const client = await this.connect();
      let failure: unknown;
      let broken = false;
      try {
        return await attempt(client);
      } catch (cause) {
        failure = cause;
        broken = cause instanceof LostConnection;
      } finally {
        client.release(broken);
      }
      const again = broken || worthRetrying(failure);
      if (!again || count >= attemptsMax) {
        throw failure instanceof LostConnection ? failure.told : failure;
      }
      await pause(RETRY_PAUSE_MS * 2 ** count * (0.5 + Math.random()));
    }
  }

  /** @throws SmsError `storage_unavailable` */
  private async connect(): Promise<PgClient> {
    const { pool } = this.assertOpen();
    try {
      return await pool.connect();
    } catch (cause) {
      throw unreachable(cause);
    }
  }

  private async readOnce<T>(client: PgClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const begun = settle(client.query(this.beginRead));
    const session = new PgSession(client, this.statements, true);
    const { answer } = await this.inSession(session, client, work);
    await begun();
    await settle(client.query('commit'))();
    return answer;
  }

  private async write<T>(client: PgClient, work: (tx: Transaction) => Promise<T>) {
    // Sent with the first statement, not before it: an answer that nobody waits for costs no time.
    const begun = settle(client.query(BEGIN));
    const session = new PgSession(client, this.statements, false);
    const beginning = async () => {
      const [, { rows }] = (await begun()) as unknown as readonly [PgResult, PgResult];
      return rows[0] as unknown as { readonly xid: string; readonly date: number };
    };
    const date = async () => inMs((await beginning()).date);
    const done = await this.nesting
      .run(() => this.inSession(session, client, work, date))
      .catch(async (cause: unknown) => {
        // What could not begin fails at its first statement, for no other reason than that.
        await begun();
        throw cause;
      });
    await this.commit(client, (await beginning()).xid);
    return done;
  }

  private async inSession<T>(
    session: PgSession,
    client: PgClient,
    work: (tx: Transaction) => Promise<T>,
    date?: () => Promise<number>,
  ) {
    const transaction = new SessionTransaction(session, this.repositories, date);
    try {
      const answer = await work(transaction);
      return { answer, topics: transaction.topics };
    } catch (cause) {
      if (cause instanceof LostConnection) throw cause;
      if (session.connectionLost) throw new LostConnection(cause);
      await client.query('rollback').catch((lost: unknown) => {
        throw new LostConnection(lost);
      });
      throw cause;
    } finally {
      transaction.end();
    }
  }

  private async commit(client: PgClient, xid: string): Promise<void> {
    let result: PgResult;
    try {
      result = await client.query('commit');
    } catch (cause) {
      if (!connectionLost(cause)) throw translated(cause);
      if (!(await this.wasCommitted(xid, cause))) throw new LostConnection(cause);
      return;
    }
    if (result.command !== 'COMMIT') throw swallowedFailure();
  }

  /** Asks the server, on another connection, what became of a transaction whose commit it did not confirm. */
  private async wasCommitted(xid: string, cause: unknown): Promise<boolean> {
    for (let asked = 0; asked < OUTCOME_ASKED_MAX && this.opened; asked++) {
      const status = await this.statusOf(xid);
      if (status === 'committed') return true;
      if (status === 'aborted') return false;
      await pause(OUTCOME_PAUSE_MS);
    }
    throw unknownOutcome(cause);
  }

  /** What the server says of a transaction; undefined while it says nothing. */
  private async statusOf(xid: string): Promise<string | undefined> {
    let client: PgClient | undefined;
    try {
      client = await this.assertOpen().pool.connect();
      const { rows } = await client.query(this.statements.query('select pg_xact_status(?::xid8)', [xid]));
      client.release();
      return String(rows[0]![0]);
    } catch {
      client?.release(true);
      return undefined;
    }
  }

  private assertOpen(): Opened {
    if (!this.opened) throw notOpen();
    return this.opened;
  }
}

/** Carries an error out of an attempt whose connection is gone; nothing of it is stored. */
class LostConnection extends Error {
  constructor(readonly reason: unknown) {
    super('The connection to the database was lost.', { cause: reason });
  }

  /** What to tell whoever asked. */
  get told(): unknown {
    return this.reason instanceof SmsError ? this.reason : unreachable(this.reason);
  }
}

function inMs(seconds: number): Instant {
  return Math.floor(seconds * 1000);
}

/** Lets a query run without anybody waiting, and yet its failure be seen by whoever asks. */
function settle<T>(query: Promise<T>): () => Promise<T> {
  query.catch(() => undefined);
  return async () => {
    try {
      return await query;
    } catch (cause) {
      throw new LostConnection(cause);
    }
  };
}

/** The columns of all tables where ours are made, and found: in the first schema of the search path that is there. */
async function columnsIn(client: PgClient): Promise<readonly string[]> {
  const text =
    "select table_name || '.' || column_name from information_schema.columns where table_schema = current_schema()";
  const { rows } = await client.query({ text, rowMode: 'array' });
  return rows.flat().map(String);
}
