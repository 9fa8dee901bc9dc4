import {
  AccountRepository,
  PeriodicWorkRepository,
  money,
  type Clock,
  type AccountService,
  type CreditService,
  type Storage,
  type TokenService,
} from '@chappe/sms';
import type { HostSettings } from './settings.js';

/** What the host prints of the demo account at its first start. */
export interface DemoAccount {
  readonly accountId: string;
  readonly token: string;
}

/** Hosts that start together on one database: who is first opens the account, and has so long for it. */
const OPENING_MS = 60_000;

/**
 * Opens a demo account with credit and a token, on an empty database; answers undefined where there are accounts already.
 * Its token's value cannot be shown a second time: it is kept as a hash.
 */
export async function openDemoAccount(
  services: {
    readonly storage: Storage;
    readonly clock: Clock;
    readonly accounts: AccountService;
    readonly tokens: TokenService;
    readonly credits: CreditService;
  },
  { demoToken: value, demoCreditMicros }: Pick<HostSettings, 'demoToken' | 'demoCreditMicros'>,
): Promise<DemoAccount | undefined> {
  const { storage, clock, accounts, tokens, credits } = services;
  const isOurs = await storage.transaction(async tx => {
    const now = clock.now();
    const isFirst = await tx.get(PeriodicWorkRepository).begin('host.demo-account', now, now - OPENING_MS);
    return isFirst && (await tx.get(AccountRepository).count()) === 0;
  });
  if (!isOurs) return undefined;
  const account = await accounts.create({
    name: 'Demo',
    asset: 'EUR',
    defaultCountry: 'FR',
    dailyLimit: null,
  });
  if (!account.ok) throw new Error(account.refusal.detail);
  const accountId = account.account.id;
  const token = await tokens.create(accountId, {
    name: 'demo',
    kind: 'test',
    ...(value === undefined ? {} : { value }),
  });
  if (!token.ok) throw new Error(`CHAPPE_DEMO_TOKEN cannot be used: ${token.refusal.detail}`);
  const topUp = await credits.topUp(accountId, money(demoCreditMicros, 'EUR'), {
    reference: 'demo credit',
  });
  if (!topUp.ok) throw new Error(topUp.refusal.detail);
  return { accountId, token: token.value };
}
