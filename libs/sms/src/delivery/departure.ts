import { AccountRepository } from '../accounts/index.js';
import type { Billing, Payer } from '../credits/index.js';
import { money, type Instant, type Transaction } from '../kernel/index.js';
import type { Message, ReasonKey } from '../messages/index.js';
import { OptOutRepository, SuppressionRepository } from '../opt-outs/index.js';
import type { Change } from './change.js';

/**
 * Scheduled messages whose date has come: credit is held now, from the wallet that pays now, and a STOP said since then
 * counts. Where there is not enough for all of an account's, the earliest leave.
 */
export async function depart(
  tx: Transaction,
  scheduled: readonly Message[],
  now: Instant,
  billing: Billing,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  // In the order in which whoever resolves holds locks wallets too, so that two do not wait for each other in a circle.
  const byAccount = [...Map.groupBy(scheduled, message => message.accountId)];
  for (const [accountId, group] of byAccount.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const account = await tx.get(AccountRepository).get(accountId);
    const payer: Payer = { accountId, asset: account?.asset ?? group[0]!.asset };
    const refused = await refusals(tx, payer, group, now, billing);
    const going = group.filter(message => !refused.has(message.id));
    const paid = await hold(tx, payer, going, billing);
    for (const message of group) {
      const reason = refused.get(message.id) ?? (paid.has(message.id) ? null : 'insufficient_credit');
      const moves = [message.moveTo(reason ? 'rejected' : 'queued', { at: now, cause: 'due', reason })];
      if (!reason) message.wakeAt = now;
      changes.push({ message, moves, parts: [], paidParts: null });
    }
  }
  return changes;
}

/** Who cannot leave, and why. Prices those again that were priced for a wallet which is frozen by now. */
async function refusals(
  tx: Transaction,
  payer: Payer,
  group: readonly Message[],
  now: Instant,
  billing: Billing,
): Promise<ReadonlyMap<string, ReasonKey>> {
  const refused = new Map<string, ReasonKey>();
  const recipients = group.map(message => message.to);
  const optedOut = await tx.get(OptOutRepository).among(payer.accountId, recipients);
  const suppressed = await tx.get(SuppressionRepository).among(recipients, now);
  for (const message of group) {
    if (suppressed.has(message.to)) refused.set(message.id, 'unknown_subscriber');
    if (optedOut.has(message.to)) refused.set(message.id, 'opted_out');
  }

  const strangers = group.filter(message => message.asset !== payer.asset);
  const quotes = billing.quote(
    payer,
    strangers.map(({ country, type, partCount, network }) => ({
      country,
      type,
      parts: partCount,
      network: network ?? undefined,
    })),
  );
  strangers.forEach((message, index) => {
    const quote = quotes[index];
    if (quote) {
      message.asset = payer.asset;
      message.pricePerPartMicros = quote.perPart.micros;
      message.pricedNetwork = quote.network ?? null;
    } else if (!refused.has(message.id)) {
      refused.set(message.id, 'country_not_served');
    }
  });
  return refused;
}

/** Holds credit for all of them at once if there is enough, or else for one after the other while there is. */
async function hold(
  tx: Transaction,
  payer: Payer,
  going: readonly Message[],
  billing: Billing,
): Promise<ReadonlySet<string>> {
  const holds = going.map(({ id, costMicros, asset }) => ({
    holdId: id,
    amount: money(costMicros, asset),
  }));
  if (holds.length === 0) return new Set();
  if ((await billing.hold(tx, payer, holds)).held) return new Set(going.map(message => message.id));
  const paid = new Set<string>();
  if (holds.length === 1) return paid;
  for (const one of holds) {
    if ((await billing.hold(tx, payer, [one])).held) paid.add(one.holdId);
  }
  return paid;
}
