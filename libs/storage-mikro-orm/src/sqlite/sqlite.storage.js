import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Storage } from '@chappe/sms';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/sqlite';
import { smsEntities } from '../entities.js';
import { Listeners, Nesting, SessionTransaction, notOpen } from '../kernel/index.js';
import { bringUpToDate, migrationSettings } from '../kernel/schema.js';
import { sqliteMigrations } from '../migrations/sqlite/index.js';
import { sqlRepositories } from '../repositories.js';
import { GroupCommit } from './group-commit.js';
import { SqliteConnection } from './handle.js';
import { Readers } from './readers.js';
import { SqliteSession } from './sqlite.session.js';
/** The storage in one file, for one process. */
export class SqliteStorage extends Storage {
    options;
    repositories = sqlRepositories();
    listeners = new Listeners();
    nesting = new Nesting();
    opened;
    constructor(options) {
        super();
        this.options = options;
    }
    async open() {
        const temporary = this.options.path === ':memory:' ? await mkdtemp(join(tmpdir(), 'chappe-')) : undefined;
        const path = temporary ? join(temporary, 'memory.db') : resolve(this.options.path);
        await mkdir(dirname(path), { recursive: true });
        const orm = await MikroORM.init({
            dbName: path,
            entities: [...smsEntities],
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
            await bringUpToDate(orm.migrator, sqliteMigrations, this.options.migrate);
            const writer = new SqliteConnection(handle);
            const readers = new Readers(() => this.connectReader(handle, path), this.options.readersMax);
            this.opened = {
                orm,
                writer,
                groups: new GroupCommit(writer, this.options, topics => this.listeners.tell(topics)),
                readers,
                temporary,
            };
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
        await opened.groups.idle();
        await opened.readers.close();
        await opened.orm.close();
        if (opened.temporary)
            await rm(opened.temporary, { recursive: true, force: true });
    }
    async transaction(work) {
        const { groups, writer } = this.assertOpen();
        this.nesting.assertOutside();
        return groups.add(() => this.nesting.run(async () => {
            const transaction = new SessionTransaction(new SqliteSession(writer, false), this.repositories);
            try {
                return { answer: await work(transaction), topics: transaction.topics };
            }
            finally {
                transaction.end();
            }
        }));
    }
    async read(work) {
        return this.assertOpen().readers.use(async (connection) => {
            const transaction = new SessionTransaction(new SqliteSession(connection, true), this.repositories);
            try {
                return await work(transaction);
            }
            finally {
                transaction.end();
            }
        });
    }
    onAnnounced(topic, listener) {
        return this.listeners.add(topic, listener);
    }
    async ping() {
        await this.assertOpen().readers.use(async (connection) => connection.prepare('select count(*) from sms_accounts').all());
    }
    /** MikroORM opens one connection; the readers are others of the same make. */
    connectReader(writer, path) {
        const Database = writer.constructor;
        const handle = new Database(path, { readonly: true, timeout: this.options.busyTimeoutMs });
        return new SqliteConnection(handle);
    }
    assertOpen() {
        if (!this.opened)
            throw notOpen();
        return this.opened;
    }
}
async function nativeHandle(orm) {
    const connection = orm.em.getConnection();
    return (await connection.getNativeClient());
}
//# sourceMappingURL=sqlite.storage.js.map