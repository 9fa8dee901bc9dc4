import type { MessageCentre } from '@chappe/smsc';
import { Agent } from 'undici';
import type { Followers, Wire } from '../clock/index.js';
import { Problem } from '../problem/problem.js';
import { MAX_ANSWER_OCTETS } from './event-outbox.js';
import { HttpAccount } from './http-account.js';
import type { Traffic } from '../traffic/index.js';
import type { UrlGuard } from './url-guard.js';

/** How many clients of the HTTP door are known; beyond, whoever was not heard of for longest is forgotten, if it can be. */
export const MAX_HTTP_CLIENTS = 1_000;
/** How long a client may take to take a batch of receipts, in real milliseconds. */
export const EVENTS_TIMEOUT_MS = 10_000;

/** All clients of the HTTP door. */
export class HttpAccounts {
  private readonly accounts = new Map<string, HttpAccount>();
  private readonly agent: Agent;
  private uses = 0;

  constructor(
    private readonly centre: MessageCentre,
    private readonly followers: Followers,
    private readonly wire: Wire,
    readonly guard: UrlGuard,
    private readonly traffic: Traffic,
  ) {
    this.agent = new Agent({
      connect: { lookup: guard.lookup, timeout: EVENTS_TIMEOUT_MS },
      headersTimeout: EVENTS_TIMEOUT_MS,
      bodyTimeout: EVENTS_TIMEOUT_MS,
      maxResponseSize: MAX_ANSWER_OCTETS,
      // A client whose process was started anew must not be met over a connection to its former life.
      keepAliveTimeout: 1_000,
    });
  }

  /** The account of a client; made when it is first heard of. Throws a {@link Problem} where there is no room for it. */
  of(clientId: string): HttpAccount {
    let account = this.accounts.get(clientId);
    const hasRoom = account !== undefined || this.accounts.size < MAX_HTTP_CLIENTS || this.forgetOne();
    if (!hasRoom || !this.centre.meet(clientId)) {
      throw Problem.tooMany(
        'As many clients as are taken are connected already, or wait for receipts. Disconnect one first: ' +
          'DELETE /carrier/connections/{clientId}.',
      );
    }
    if (account === undefined) {
      account = new HttpAccount(clientId, this.centre, {
        dispatcher: this.agent,
        datesKnown: () => this.followers.reachPresent(),
        answered: () => this.wire.stir(),
        traffic: this.traffic,
      });
      this.accounts.set(clientId, account);
    }
    account.usedAt = ++this.uses;
    return account;
  }

  /** The account of a client that has been heard of. */
  find(clientId: string): HttpAccount | undefined {
    return this.accounts.get(clientId);
  }

  /** Disconnects these clients, as if they had never been heard of. */
  forget(isMeant: (clientId: string) => boolean): void {
    for (const [clientId, account] of [...this.accounts]) {
      if (!isMeant(clientId)) continue;
      account.disconnect();
      this.accounts.delete(clientId);
    }
  }

  /** Forgets whoever was not heard of for longest, has no connection and waits for nothing; answers whether there was one. */
  private forgetOne(): boolean {
    let oldest: HttpAccount | undefined;
    for (const account of this.accounts.values()) {
      const isIdle = account.connection === undefined && !this.centre.owes(account.clientId);
      if (isIdle && account.usedAt < (oldest?.usedAt ?? Infinity)) oldest = account;
    }
    oldest?.disconnect();
    return oldest !== undefined && this.accounts.delete(oldest.clientId);
  }

  forgetMessages(): void {
    for (const account of this.accounts.values()) account.forgetMessages();
  }

  async close(): Promise<void> {
    for (const account of this.accounts.values()) account.disconnect();
    await this.agent.destroy();
  }
}
