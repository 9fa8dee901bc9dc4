import {
  AccountService,
  CreditService,
  Ids,
  money,
  SystemClock,
  SystemRandom,
  TokenService,
} from '@chappe/sms';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';

/** More than any run can spend. */
const CREDIT_MICROS = 1_000_000_000_000;

/** Opens accounts with credit on a database that no host uses yet; answers their tokens. */
export async function openAccounts(databaseUrl: string, count: number): Promise<readonly string[]> {
  const storage = mikroOrmStorage({ url: databaseUrl });
  await storage.open();
  try {
    const clock = new SystemClock();
    const random = new SystemRandom();
    const ids = new Ids(clock, random);
    const tokens: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const opened = await new AccountService(storage, clock, ids).create({
        name: `Bench ${index}`,
        dailyLimit: null,
      });
      if (!opened.ok) throw new Error(opened.refusal.detail);
      const { id } = opened.account;
      await new CreditService(storage, clock, ids).topUp(id, money(CREDIT_MICROS, 'EUR'));
      const made = await new TokenService(storage, clock, random, ids).create(id, { name: 'bench' });
      if (!made.ok) throw new Error(made.refusal.detail);
      tokens.push(made.value);
    }
    return tokens;
  } finally {
    await storage.close();
  }
}
