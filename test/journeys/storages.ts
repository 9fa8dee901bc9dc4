import type { Storage } from '@chappe/sms';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';
import { startPostgres, type TestPostgres } from '@chappe/testing';

/** A database on which stories are played. */
export interface StageStorage {
  readonly name: string;
  /** A storage on an empty database. */
  open(): Promise<Storage>;
  /** Ends what was started for it. */
  close(): Promise<void>;
}

let postgres: Promise<TestPostgres> | undefined;

/** The databases that every story must hold on. */
export const storages: readonly StageStorage[] = [
  {
    name: 'SQLite',
    open: async () => mikroOrmStorage({ url: 'sqlite::memory:' }),
    close: async () => undefined,
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      postgres ??= startPostgres();
      return mikroOrmStorage({ url: await (await postgres).createDatabase() });
    },
    close: async () => {
      await (await postgres)?.stop();
      postgres = undefined;
    },
  },
];
