import { existsSync } from 'node:fs';
import {
  CreditService,
  formatMicros,
  Ids,
  isBalanced,
  SystemClock,
  SystemRandom,
  type LedgerAudit,
  type Storage,
} from '@chappe/sms';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';
import { readSettings, SettingsError } from './settings.js';

/** What the command answers to the shell. */
export const EXIT = { right: 0, wrong: 1, notVerified: 2 } as const;

/**
 * Verifies the books of all accounts: recomputes every hash chain, then every wallet from its rows. Prints the first fault
 * of each account by its row, and answers the exit code. A host may be running meanwhile: everything is only read.
 */
export async function verifyLedger(
  databaseUrl: string,
  print: (line: string) => void,
): Promise<(typeof EXIT)[keyof typeof EXIT]> {
  try {
    // Opening a file that is not there would make one, and verify it.
    const [, path] = /^sqlite:(?:\/\/(?=.))?(.+)$/.exec(databaseUrl) ?? [];
    if (path !== undefined && !existsSync(path)) {
      throw new Error(`There is no file ${path}. Set DATABASE_URL to the database of the host.`);
    }
    const storage = mikroOrmStorage({ url: databaseUrl, migrate: 'refuse' });
    await storage.open();
    try {
      return await verifyOpened(storage, print);
    } finally {
      await storage.close();
    }
  } catch (cause) {
    print(`The books could not be verified: ${cause instanceof Error ? cause.message : String(cause)}`);
    return EXIT.notVerified;
  }
}

async function verifyOpened(storage: Storage, print: (line: string) => void) {
  const clock = new SystemClock();
  const credits = new CreditService(storage, clock, new Ids(clock, new SystemRandom()));
  const { accounts, rows, faults } = await credits.verifyAll();
  for (const { kind, detail } of faults) print(`${kind}: ${detail}`);
  const audit = await credits.audit();
  for (const line of differences(audit)) print(line);
  if (faults.length === 0 && isBalanced(audit)) {
    print(
      `The books are right: ${rows} rows of ${accounts} accounts are as they were written, and every wallet is the sum of its rows.`,
    );
    return EXIT.right;
  }
  print(
    'The books are WRONG. Keep a copy of the database as it is, and compare it with the last good backup.',
  );
  return EXIT.wrong;
}

/** Every wallet whose figures are not those of its rows, in words. */
function differences({ differing }: LedgerAudit): readonly string[] {
  return differing.map(({ wallet, recountedAvailableMicros, recountedHeldMicros }) => {
    const has = `${formatMicros(wallet.availableMicros)} available and ${formatMicros(wallet.heldMicros)} held`;
    const rows = `${formatMicros(recountedAvailableMicros)} and ${formatMicros(recountedHeldMicros)}`;
    return `wallet_differs: The ${wallet.asset} wallet of ${wallet.accountId} has ${has}; its rows come to ${rows}.`;
  });
}

if (import.meta.main) {
  try {
    process.exitCode = await verifyLedger(readSettings(process.env).databaseUrl, line => console.log(line));
  } catch (cause) {
    // Of mistakes in the settings: they say nothing of the books.
    console.error(cause instanceof SettingsError ? cause.message : cause);
    process.exitCode = EXIT.notVerified;
  }
}
