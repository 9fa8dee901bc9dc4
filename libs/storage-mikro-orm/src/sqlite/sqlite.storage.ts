import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SmsError, Storage, type Transaction } from '@chappe/sms';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type SqliteConnection as OrmConnection } from '@mikro-orm/sqlite';
import { schemaEntities } from '../entities.js';
import { Listeners, Nesting, SessionTransaction, cannotOpen, notOpen } from '../kernel/index.js';
import { bringUpToDate, migrationSettings, type MigratePolicy } from '../kernel/schema.js';
import { sqliteMigrations } from '../migrations/sqlite/index.js';
import { sqlRepositories } from '../repositories.js';
import { GroupCommit, type GroupLimits } from './group-commit.js';
import { SqliteConnection, type SqliteHandle } from './handle.js';
import { Ownership } from './ownership.js';
import { Readers } from './readers.js';
import { SqliteSession } from './sqlite.session.js';

/** How a database in a file is used. */
export interface SqliteOptions extends GroupLimits {
  /** The file, or `:memory:` for one that is gone after `close()`. */
  readonly path: string;
  readonly migrate: MigratePolicy;
  /** How long to wait for another process that writes, before a transaction fails. */
  readonly busyTimeoutMs: number;
  /** How many readers may be at it at once. */
  readonly readersMax: number;
}

/** All that exists between `open()` and `close()`. */
interface Opened {
  readonly orm: MikroORM;
  readonly writer: SqliteConnection;
  readonly groups: GroupCommit;
  readonly readers: Readers;
  /** Absent for a file that nobody else can know of. */
  readonly ownership: Ownership | undefined;
  /** A directory that exists for this storage alone. */
  readonly temporary: string | undefined;
}

/** The storage in one file, for one process. */
export class SqliteStorage extends Storage {
  private readonly repositories = sqlRepositories();
  private readonly listeners = new Listeners();
  private readonly nesting = new Nesting();
  private opened: Opened | undefined;

  constructor(private readonly options: SqliteOptions) {
    super();
  }

  async open(): Promise<void> {
    const temporary = this.options.path === ':memory:' ? await mkdtemp(join(tmpdir(), 'chappe-')) : undefined;
    const path = temporary ? join(temporary, 'memory.db') : resolve(this.options.path);
    await mkdir(dirname(path), { recursive: true });
    const orm = await MikroORM.init({
      dbName: path,
      entities: [...schemaEntities],
      extensions: [Migrator],
      migrations: migrationSettings(sqliteMigrations),
      schemaGenerator: { ignoreTriggers: true },
    });
    try {
      const handle = await nativeHandle(orm);
      handle.pragma('journal_mode = wal');
      // FULL waits for the disk at every commit: what was acknowledged survives a power cut. A memory needs no disk.
      handle.pragma(`synchronous = ${temporary ? 'off' : 'full'}`);
      handle.pragma(`busy_timeout = ${this.options.busyTimeoutMs}`);
      const { migrator } = orm;
      const columnsThere = async () => columnsIn(handle);
      await bringUpToDate(
        { migrator, migrations: sqliteMigrations, metadata: orm.getMetadata(), columnsThere },
        this.options.migrate,
      );
      const writer = new SqliteConnection(handle);
      const readers = new Readers(() => this.connectReader(handle, path), this.options.readersMax);
      this.opened = {
        orm,
        writer,
        groups: new GroupCommit(writer, this.options, topics => this.listeners.tell(topics)),
        readers,
        ownership: temporary
          ? undefined
          : new Ownership(path, file => connectTo(handle, file, { timeout: 0 }), this.options.busyTimeoutMs),
        temporary,
      };
    } catch (cause) {
      await orm.close();
      throw cause instanceof SmsError ? cause : cannotOpen(`sqlite:${this.options.path}`, cause);
    }
  }

  async close(): Promise<void> {
    const opened = this.opened;
    if (!opened) return;
    this.opened = undefined;
    await opened.ownership?.settled();
    await opened.groups.idle();
    await opened.readers.close();
    await opened.orm.close();
    opened.ownership?.release();
    if (opened.temporary) await rm(opened.temporary, { recursive: true, force: true });
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { groups, writer, ownership } = this.assertOpen();
    this.nesting.assertOutside();
    await ownership?.take();
    return groups.add(() =>
      this.nesting.run(async () => {
        const transaction = new SessionTransaction(new SqliteSession(writer, false), this.repositories);
        try {
          return { answer: await work(transaction), topics: transaction.topics };
        } finally {
          transaction.end();
        }
      }),
    );
  }

  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.assertOpen().readers.use(async connection => {
      const transaction = new SessionTransaction(new SqliteSession(connection, true), this.repositories);
      try {
        return await work(transaction);
      } finally {
        transaction.end();
      }
    });
  }

  onAnnounced(topic: string, listener: () => void): () => void {
    return this.listeners.add(topic, listener);
  }

  async ping(): Promise<void> {
    await this.assertOpen().readers.use(async connection =>
      connection.prepare('select count(*) from sms_accounts').all(),
    );
  }

  /** MikroORM opens one connection; the readers are others of the same make. */
  private connectReader(writer: SqliteHandle, path: string): SqliteConnection {
    return new SqliteConnection(
      connectTo(writer, path, { readonly: true, timeout: this.options.busyTimeoutMs }),
    );
  }

  private assertOpen(): Opened {
    if (!this.opened) throw notOpen();
    return this.opened;
  }
}

/** Opens a file with the driver that has opened another. */
function connectTo(other: SqliteHandle, path: string, options: object): SqliteHandle {
  const Database = other.constructor as new (path: string, options: object) => SqliteHandle;
  return new Database(path, options);
}

async function nativeHandle(orm: MikroORM): Promise<SqliteHandle> {
  const connection = orm.em.getConnection() as OrmConnection;
  return (await connection.getNativeClient()) as unknown as SqliteHandle;
}

function columnsIn(handle: SqliteHandle): readonly string[] {
  const sql =
    "select t.name || '.' || c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'";
  return handle.prepare(sql).raw().all().flat().map(String);
}
