import type { Account } from '../accounts/index.js';
import { countryNotServed, type Billing, type Payer, type Quote } from '../credits/index.js';
import { money, type Instant, type Money, type Transaction } from '../kernel/index.js';
import type { Networks, ServingNetwork } from '../networks/index.js';
import { OptOutRepository, SuppressionRepository } from '../opt-outs/index.js';
import type { RejectedRecipient } from './rejected-recipient.js';
import type { SendCommand } from './send-command.js';
import type { PlannedRecipient, SendPlan } from './send-plan.js';

/** Somebody who can be sent to, and at what price. */
export interface Priced {
  readonly recipient: PlannedRecipient;
  readonly quote: Quote;
  /** Where the recipient is, where its price could depend on it and somebody knew. */
  readonly network?: ServingNetwork | undefined;
}

/** A command that has been read, with what is to be known for its prices. */
export interface Planned {
  readonly plan: SendPlan;
  readonly command: Pick<SendCommand, 'type'>;
  /** What {@link networksFor} answered. */
  readonly networks: RecipientNetworks;
}

/** The networks of recipients, by their numbers, as far as prices depend on them and somebody knows. */
export type RecipientNetworks = ReadonlyMap<string, ServingNetwork>;

const NO_NETWORKS: RecipientNetworks = new Map();

/**
 * Asks for the networks of recipients whose price depends on them, outside any transaction: a promise only where there is any
 * such recipient, so that nothing else waits.
 */
export function networksFor(
  networks: Networks | undefined,
  account: Account,
  { plan, command }: Pick<Planned, 'plan' | 'command'>,
  billing: Billing,
): RecipientNetworks | Promise<RecipientNetworks> {
  if (!networks?.canAsk) return NO_NETWORKS;
  const payer = payerOf(account);
  const type = command.type ?? 'text';
  const numbers = plan.recipients.filter(({ country }) => billing.asksForNetwork(payer, { country, type }));
  return numbers.length === 0 ? NO_NETWORKS : networks.learn(numbers.map(({ to }) => to));
}

/** Who can be sent to, and who cannot. */
export interface Screened {
  readonly priced: readonly Priced[];
  readonly rejected: readonly RejectedRecipient[];
}

/** Takes out who opted out, who is not known to networks, and where we do not serve, and prices the rest. */
export async function screen(
  tx: Transaction,
  account: Account,
  planned: Planned,
  billing: Billing,
  now: Instant,
): Promise<Screened> {
  const [screened] = await screenAll(tx, account, [planned], billing, now);
  return screened!;
}

/** {@link screen} for several commands of one account, with one look at its opt-outs. */
export async function screenAll(
  tx: Transaction,
  account: Account,
  sends: readonly Planned[],
  billing: Billing,
  now: Instant,
): Promise<readonly Screened[]> {
  const numbers = sends.flatMap(({ plan }) => plan.recipients.map(({ to }) => to));
  const [optedOut, suppressed] =
    numbers.length === 0
      ? [new Set<string>(), new Map<string, Instant>()]
      : await Promise.all([
          tx.get(OptOutRepository).among(account.id, numbers),
          tx.get(SuppressionRepository).among(numbers, now),
        ]);
  return sends.map(({ plan, command, networks }) => {
    const quotes = billing.quote(
      payerOf(account),
      plan.recipients.map(({ to, country, segmentation }) => ({
        country,
        type: command.type ?? 'text',
        parts: segmentation.parts.length,
        network: networks.get(to),
      })),
    );
    const rejected = [...plan.rejected];
    const priced: Priced[] = [];
    plan.recipients.forEach((recipient, index) => {
      const quote = quotes[index];
      const suppressedUntil = suppressed.get(recipient.to);
      if (optedOut.has(recipient.to)) rejected.push(optedOutOf(recipient));
      else if (suppressedUntil !== undefined) rejected.push(suppressedOf(recipient, suppressedUntil));
      else if (!quote) rejected.push(notServed(recipient));
      else priced.push({ recipient, quote, network: networks.get(recipient.to) });
    });
    return { priced, rejected };
  });
}

/** Who pays for what an account sends. */
export function payerOf(account: Account): Payer {
  return { accountId: account.id, asset: account.asset };
}

/** What all of them cost. */
export function sumOf(priced: readonly Priced[], account: Account): Money {
  return money(
    priced.reduce((sum, { quote }) => sum + quote.total.micros, 0),
    account.asset,
  );
}

function optedOutOf({ given, to }: PlannedRecipient): RejectedRecipient {
  return {
    to: given,
    code: 'opted_out',
    detail: `${to} asked not to be written to (STOP). Only the subscriber can undo it, by answering START.`,
  };
}

function suppressedOf({ given, to }: PlannedRecipient, until: Instant): RejectedRecipient {
  return {
    to: given,
    code: 'number_suppressed',
    detail: `Networks have called ${to} unknown twice: it is not attributed, most likely. It is not written to before ${new Date(until).toISOString()}. If it is right, ask the operator of this platform to trust it again.`,
  };
}

function notServed({ given, country }: PlannedRecipient): RejectedRecipient {
  return { to: given, code: 'country_not_served', detail: countryNotServed(country).refusal.detail };
}
