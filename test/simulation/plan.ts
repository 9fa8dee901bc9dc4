import {
  defaultSmsOptions,
  type DeliveryOptions,
  type MessageOptions,
  type ResolvedSmsOptions,
} from '@chappe/sms';
import type { FaultOptions, SubscriberSettings } from '@chappe/smsc';
import { DAY, HOUR, MINUTE, SECOND } from '@chappe/testing';
import { Dice } from './dice.js';
import { WRONG_CLOCKS, drawCentreFaults, drawHostFaults, type HostFaults } from './fault-classes.js';

type Route = ResolvedSmsOptions['delivery']['routes'][number];

/** A way to the centre. */
export interface CarrierPlan {
  readonly name: string;
  /** Whether the centre recognises what it is given twice. */
  readonly deduplicates: boolean;
  /** Whether it can be asked what became of a message. */
  readonly answersQueries: boolean;
  readonly windowSize: number;
  readonly ratePerSecond: number | null;
}

/** Who tells the networks of numbers, and how badly. */
export interface LookupPlan {
  /** Probabilities of one answer: that it fails, and that nobody knows. */
  readonly fails: number;
  readonly knowsNothing: number;
  /** How long it takes at most. */
  readonly delayMaxMs: number;
}

/** What an account begins with. */
export interface AccountPlan {
  readonly creditMicros: number;
  readonly dailyLimit: number | null;
}

/** All that is drawn before a run begins. */
export interface Plan {
  readonly seed: number;
  /** Processes that share the storage. */
  readonly processes: number;
  readonly carriers: readonly CarrierPlan[];
  /** Null where nobody can be asked. */
  readonly lookup: LookupPlan | null;
  readonly accounts: readonly AccountPlan[];
  readonly phones: Readonly<Record<string, SubscriberSettings>>;
  readonly delivery: DeliveryOptions;
  readonly messages: MessageOptions;
  readonly centreFaults: FaultOptions;
  readonly hostFaults: HostFaults;
  /** How far the clocks of machines are ahead, one after the other; only where several share the storage. */
  readonly clocksAheadMs: readonly number[];
  /** How many things happen before the faults end. */
  readonly steps: number;
}

/** What to leave out of a run, to find what a failure needs. */
export interface Omissions {
  /** Steps, by number. */
  readonly steps?: ReadonlySet<number>;
  /** Classes of faults. */
  readonly faults?: ReadonlySet<string>;
}

/** The numbers of the phones that are written to, beside those that long texts go to. */
export const PHONES = Array.from({ length: 8 }, (_, index) => `+3361234560${index}`);

/** The networks that numbers are in, by turns: MCC and MNC. */
export const NETWORKS = ['20801', '20810'] as const;

/** Draws a run. */
export function drawPlan(seed: number, omissions: Omissions = {}): Plan {
  const without = omissions.faults ?? new Set<string>();
  const dice = new Dice(seed, 1);
  const carriers = drawCarriers(dice);
  const lookup = drawLookup(new Dice(seed, 10));
  return {
    seed,
    processes: dice.one([1, 1, 1, 1, 2, 3]),
    carriers,
    lookup,
    accounts: Array.from({ length: dice.whole(1, 3) }, () => ({
      creditMicros: dice.one([1_000_000, 2_000_000, 1_000_000_000]),
      dailyLimit: dice.one([null, null, null, 10]),
    })),
    phones: Object.fromEntries(PHONES.map(msisdn => [msisdn, drawPhone(dice)])),
    delivery: { ...drawDelivery(dice), routes: drawRoutes(new Dice(seed, 9), carriers, lookup !== null) },
    messages: { ...defaultSmsOptions.messages, validityMs: dice.one([10 * MINUTE, 6 * HOUR, 2 * DAY]) },
    centreFaults: drawCentreFaults(new Dice(seed, 2), without),
    hostFaults: drawHostFaults(new Dice(seed, 3), without),
    clocksAheadMs: without.has(WRONG_CLOCKS) ? [0] : drawClocks(new Dice(seed, 12)),
    steps: dice.whole(10, 45),
  };
}

/** By how much a clock may be wrong, or be set: beyond leases, hours, and beyond any validity. */
export const CLOCK_STEPS_MS = [5 * SECOND, 90 * SECOND, 6 * HOUR, 3 * DAY, 400 * DAY].flatMap(ms => [
  ms,
  -ms,
]);

function drawClocks(dice: Dice): readonly number[] {
  if (dice.happens(0.4)) return [0];
  return Array.from({ length: 5 }, () => (dice.happens(0.3) ? 0 : dice.one(CLOCK_STEPS_MS)));
}

function drawCarriers(dice: Dice): readonly CarrierPlan[] {
  return ['north', 'south'].slice(0, dice.happens(0.3) ? 2 : 1).map(name => ({
    name,
    deduplicates: dice.happens(0.6),
    answersQueries: dice.happens(0.4),
    windowSize: dice.one([1, 3, 1000]),
    ratePerSecond: dice.one([null, null, 0.5, 20]),
  }));
}

function drawLookup(dice: Dice): LookupPlan | null {
  if (dice.happens(0.7)) return null;
  return {
    fails: dice.one([0, 0, 0.3]),
    knowsNothing: dice.one([0, 0.3]),
    delayMaxMs: dice.one([0, SECOND, 5 * SECOND]),
  };
}

/**
 * None, so that carriers are taken in their order; or all by chance; or one kind of messages to the last. Where somebody tells
 * networks, also one network to one carrier and the rest to another, or nowhere.
 */
function drawRoutes(dice: Dice, carriers: readonly CarrierPlan[], byNetwork: boolean): readonly Route[] {
  const names = carriers.map(({ name }) => name);
  const last = names.at(-1)!;
  const first = names[0]!;
  return dice.one<readonly Route[]>([
    [],
    [],
    names.map(carrier => ({ carrier })),
    [...names.map(carrier => ({ carrier, rank: 1 })), { carrier: last, purposes: ['marketing'] }],
    ...(byNetwork
      ? [
          [{ carrier: last, networks: [NETWORKS[0]] }, ...names.map(carrier => ({ carrier, rank: 1 }))],
          [
            { carrier: first, networks: [NETWORKS[0]] },
            { carrier: last, networks: [NETWORKS[1]] },
          ],
          [{ carrier: first, networks: [NETWORKS[1]] }],
        ]
      : []),
  ]);
}

function drawDelivery(dice: Dice): DeliveryOptions {
  return {
    ...defaultSmsOptions.delivery,
    claimMax: dice.one([1, 2, 7, 500]),
    leaseMs: dice.one([2 * SECOND, 15 * SECOND, 60 * SECOND]),
    // A carrier answers or gives up within 30 seconds.
    lookupKeptMs: HOUR,
    answerMaxMs: dice.one([60 * SECOND, 10 * MINUTE]),
    attemptsMax: dice.whole(1, 5),
    retryMinMs: dice.one([100, SECOND, 30 * SECOND]),
    retryMaxMs: dice.one([30 * SECOND, 15 * MINUTE]),
    retryJitter: dice.one([0, 0.2, 1]),
    inDoubtMs: dice.one([SECOND, MINUTE, HOUR]),
    receiptGraceMs: dice.one([0, 3 * HOUR, DAY]),
    orphanKeptMs: dice.one([HOUR, 3 * DAY]),
    pauseMinMs: dice.one([100, SECOND]),
    pauseMaxMs: dice.one([SECOND, MINUTE]),
    drainMs: dice.one([0, 10 * SECOND]),
    queryAfterMs: dice.one([MINUTE, HOUR]),
    suspectRetryMs: dice.one([null, MINUTE, 3 * HOUR]),
    breakerFailures: dice.one([1, 2, 5]),
    breakerMinMs: dice.one([SECOND, MINUTE]),
    breakerMaxMs: dice.one([MINUTE, HOUR]),
  };
}

/** An ordinary phone, more often than not. */
export function drawPhone(dice: Dice): SubscriberSettings {
  return dice.one<(dice: Dice) => SubscriberSettings>([
    () => ({ state: 'reachable' }),
    () => ({ state: 'reachable' }),
    () => ({ state: 'reachable' }),
    () => ({ state: 'off' }),
    () => ({ absentForMs: dice.whole(1, 60) * HOUR }),
    () => ({ state: dice.one(['full', 'out_of_coverage', 'handset_error']) }),
    () => ({ state: dice.one(['unknown', 'barred', 'no_credit', 'parental_lock']) }),
    () => ({ dnd: { scope: dice.one(['marketing', 'all']) } }),
    () => ({ inboxCapacity: 2, readAfterMs: HOUR }),
    () => ({ autoReply: { text: 'Merci' } }),
  ])(dice);
}
