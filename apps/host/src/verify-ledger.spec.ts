import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerRepository, type Storage } from '@chappe/sms';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';
import { EXIT, verifyLedger } from './verify-ledger.js';

interface Opened {
  readonly writer: { readonly handle: { exec(sql: string): void } };
}

describe('the command that verifies the books', () => {
  let folder: string;
  let url: string;
  let storage: Storage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chappe-books-'));
    url = `sqlite:${join(folder, 'host.db')}`;
    storage = mikroOrmStorage({ url });
    await storage.open();
    await storage.transaction(async tx => {
      const books = tx.get(LedgerRepository);
      for (const accountId of ['acc_1', 'acc_2']) {
        const id = `top_${accountId}`;
        await books.topUp({ id, accountId, asset: 'EUR', micros: 5_000_000, reference: null, at: 1 });
        await books.hold(accountId, 'EUR', [{ holdId: `msg_${accountId}`, micros: 45_000 }], 2);
      }
    });
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const verify = async (databaseUrl = url) => {
    const lines: string[] = [];
    const code = await verifyLedger(databaseUrl, line => lines.push(line));
    return { code, said: lines.join('\n') };
  };
  const tamper = (sql: string) => {
    const { handle } = (Reflect.get(storage, 'opened') as Opened).writer;
    handle.exec('drop trigger sms_ledger_keep_changed; drop trigger sms_ledger_keep_removed');
    handle.exec(sql);
  };

  it('says that they are right, while the host is running', async () => {
    const { code, said } = await verify();
    expect([code, said]).toEqual([EXIT.right, expect.stringContaining('4 rows of 2 accounts')]);
  });

  it('names the row that was changed, and the wallet that it does not fit any more', async () => {
    tamper("update sms_ledger set micros = 1 where id = 'msg_acc_2'");
    const { code, said } = await verify();
    expect(code).toBe(EXIT.wrong);
    expect(said).toMatch(/^changed: Row msg_acc_2, place 2 of the EUR chain of acc_2/);
    expect(said).toContain('wallet_differs: The EUR wallet of acc_2 has 4.9550 available and 0.0450 held');
    expect(said).not.toContain('acc_1');
  });

  it('notices what only the chain can tell: a date', async () => {
    tamper("update sms_ledger set at = 3 where id = 'top_acc_1'");
    const { code, said } = await verify();
    expect(code).toBe(EXIT.wrong);
    expect(said).toContain('Row top_acc_1');
    expect(said).not.toContain('wallet_differs');
  });

  it('takes a mistake in its settings for no fault of the books', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, '../dist/verify-ledger.js')],
      { env: { DATABASE_URL: 'mysql://x' }, encoding: 'utf8' },
    );
    expect(status).toBe(EXIT.notVerified);
    expect(stderr).toMatch(/^The host cannot start:\n  - DATABASE_URL is "mysql:\/\/x"/);
  });

  it('makes no database where there is none', async () => {
    const path = join(folder, 'nowhere.db');
    const { code, said } = await verify(`sqlite:${path}`);
    expect(code).toBe(EXIT.notVerified);
    expect(said).toContain('DATABASE_URL');
    expect(existsSync(path)).toBe(false);
  });
});
