import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account, AccountRepository, Message } from '@chappe/sms';
import type { IMigrator } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/sqlite';
import { smsEntities } from '../entities.js';
import { migrateStorage, mikroOrmStorage, type MikroOrmStorageOptions } from '../mikro-orm.storage.js';
import type { SqliteHandle } from '../sqlite/handle.js';

interface Opened {
  readonly orm: { readonly migrator: IMigrator };
  readonly writer: { readonly handle: SqliteHandle };
}

describe('the schema', () => {
  let directory: string;
  let url: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chappe-schema-'));
    url = `sqlite:${join(directory, 'deep', 'chappe.db')}`;
  });
  afterEach(() => rm(directory, { recursive: true }));

  const inOpened = async (work: (opened: Opened) => Promise<void> | void) => {
    const storage = mikroOrmStorage({ url });
    await storage.open();
    await work(Reflect.get(storage, 'opened') as Opened);
    await storage.close();
  };

  it('that the migrations make is the one that the entities describe', async () => {
    await inOpened(async ({ orm }) => {
      expect(await orm.migrator.checkSchema()).toBe(false);
    });
  });

  it('has tables of our own name alone', async () => {
    await inOpened(({ writer }) => {
      const tables = writer.handle
        .prepare("select name from sqlite_master where type = 'table'")
        .raw()
        .all()
        .flat();
      expect(tables.filter(name => !/^(sms|sqlite)_/.test(String(name)))).toEqual([]);
      expect(tables).toContain('sms_migrations');
    });
  });

  it('waits for the disk at every commit', async () => {
    await inOpened(({ writer }) => {
      expect(writer.handle.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
      expect(writer.handle.pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    });
  });

  it('keeps the rows of the books from being changed or removed', async () => {
    await inOpened(({ writer: { handle } }) => {
      handle.exec(`insert into sms_ledger (id, at, kind, asset, micros, debit, credit, account_id, chain_seq, chain_hash)
        values ('t', 1, 'top_up', 'EUR', 5, 'funding', 'wallet:a', 'a', 1, 'f')`);
      expect(() => handle.exec('update sms_ledger set micros = 6')).toThrow('only ever added');
      expect(() => handle.exec('delete from sms_ledger')).toThrow('only ever added');
    });
  });

  it('is refused when it is newer than this version, with what to run', async () => {
    await inOpened(({ writer }) =>
      writer.handle.exec("insert into sms_migrations (name) values ('9999-later')"),
    );
    const opening = mikroOrmStorage({ url }).open();
    await expect(opening).rejects.toMatchObject({ code: 'newer_schema' });
    await expect(opening).rejects.toThrow(/9999-later.*npm install/);
  });

  it('is left alone where the host says so, until it is brought up to date', async () => {
    const refusing = mikroOrmStorage({ url, migrate: 'refuse' });
    await expect(refusing.open()).rejects.toMatchObject({ code: 'older_schema' });
    await expect(refusing.open()).rejects.toThrow(/0001-initial.*migrateStorage/);
    await migrateStorage({ url });
    await refusing.open();
    await refusing.ping();
    await refusing.close();
  });

  it('is refused when it lacks what its migrations have made', async () => {
    await inOpened(({ writer: { handle } }) => {
      handle.exec('drop table sms_carrier_slots');
      handle.exec('alter table sms_parts drop column raw_code');
    });
    const opening = mikroOrmStorage({ url }).open();
    await expect(opening).rejects.toMatchObject({ code: 'incomplete_schema' });
    await expect(opening).rejects.toThrow(/lacks sms_parts.raw_code, sms_carrier_slots\..*from a backup/);
  });

  it('is refused when its migrations cannot run, because somebody else has made tables of ours', async () => {
    await inOpened(({ writer }) => writer.handle.exec('delete from sms_migrations'));
    const opening = mikroOrmStorage({ url }).open();
    await expect(opening).rejects.toMatchObject({ code: 'migration_failed' });
    await expect(opening).rejects.toThrow(/0001-initial.*sms_accounts already exists.*as it was before/);
  });

  it('is made beside the tables of others', async () => {
    await inOpened(({ writer }) => writer.handle.exec('create table users (id)'));
    await inOpened(({ writer }) => expect(writer.handle.prepare('select * from users').all()).toEqual([]));
  });

  it('cannot be made in a file that is no database, and says which', async () => {
    const path = join(directory, 'letter.txt');
    await writeFile(path, 'Dear Claude, this is no database at all.'.repeat(100));
    const opening = mikroOrmStorage({ url: `sqlite:${path}` }).open();
    await expect(opening).rejects.toMatchObject({ code: 'database_unreachable' });
    await expect(opening).rejects.toThrow(`sqlite:${path} could not be opened (file is not a database)`);
  });

  it('leaves the classes of the domain as they are', async () => {
    await inOpened(() => undefined);
    expect(Object.getOwnPropertyNames(Message.prototype)).not.toContain('state');
  });

  it('can be read by a MikroORM of the host, as the classes of the domain', async () => {
    const storage = mikroOrmStorage({ url });
    await storage.open();
    const account = new Account('acc_1', 'Télégraphe', 'EUR', 'FR', 7, 1);
    await storage.transaction(tx => tx.get(AccountRepository).add(account));
    await storage.close();
    const orm = await MikroORM.init({ dbName: url.slice('sqlite:'.length), entities: [...smsEntities] });
    const found = await orm.em.fork().findOneOrFail(Account, { id: 'acc_1' });
    await orm.close();
    expect(found).toBeInstanceOf(Account);
    expect(found.dailyLimit).toBe(7);
  });
});

describe('the address of a storage', () => {
  it.each(['', 'mysql://host/db', 'sqlite:', '/tmp/chappe.db'])('is refused when it is %j', url => {
    expect(() => mikroOrmStorage({ url })).toThrow(/sqlite:path.*postgresql:\/\//);
  });

  it('is not repeated with its password', () => {
    expect(() => mikroOrmStorage({ url: 'mysql://root:secret@host/db' })).toThrow('mysql://…@host/db');
  });
});

describe('the settings of a storage', () => {
  it('are refused all at once, each with its value and what was expected', () => {
    const wrong = {
      url: 'sqlite::memory:',
      migrate: 'maybe',
      sqlite: { readersMax: 0, groupMs: 'x', groupSize: 3 },
      postgresql: { poolMax: -1 },
    } as unknown as MikroOrmStorageOptions;
    for (const told of [
      'migrate is "maybe"; it must be auto or refuse.',
      'sqlite.readersMax is 0; it must be a whole number from 1.',
      'sqlite.groupMs is "x"; it must be a whole number from 0.',
      'sqlite.groupSize is not an option; there are: busyTimeoutMs, readersMax, groupSizeMax, groupMs.',
      'postgresql.poolMax is -1; it must be a whole number from 1.',
    ])
      expect(() => mikroOrmStorage(wrong)).toThrow(told);
  });
});
