import type { FaultOptions } from '@chappe/smsc';
import { DAY, HOUR, MINUTE, SECOND } from '@chappe/testing';
import { Dice } from './dice.js';

/** What may go wrong between a host and its storage, and with the host itself. Probabilities of one transaction, from 0 to 1. */
export interface HostFaults {
  /** It is refused before it begins. */
  readonly notBegun: number;
  /** It is rolled back after its work. */
  readonly rolledBack: number;
  /** It is committed, and the answer is lost. */
  readonly answerLost: number;
  /** Its work is run twice, as after a deadlock; the first time is forgotten. */
  readonly runTwice: number;
  /** The process dies before it is committed. */
  readonly diesBefore: number;
  /** The process dies after it was committed. */
  readonly diesAfter: number;
  /** A read fails. */
  readonly readFails: number;
  /** The process dies while it hands a message to a carrier, before or after the carrier has it. */
  readonly diesHandingOver: number;
  /** Turns of the event loop that a transaction may take longer, at most: a whole number. */
  readonly turnsMax: number;
  /** Somebody who hears of facts throws. */
  readonly handlerFails: number;
}

const probability = (dice: Dice) => dice.one([0.03, 0.1, 0.3, 0.6]);
const rare = (dice: Dice) => dice.one([0.005, 0.02, 0.05]);

const centreClasses: Readonly<Record<string, (dice: Dice) => FaultOptions>> = {
  throttling: dice => ({
    submitThrottleProbability: probability(dice),
    throttleRetryAfterMs: dice.one([0, SECOND, 20 * SECOND, 5 * MINUTE]),
  }),
  rate: dice => ({ submitRatePerSecond: dice.one([1, 2, 10]) }),
  fullQueue: dice => ({ queueFullProbability: probability(dice) }),
  refusals: dice => ({
    submitErrorProbability: probability(dice),
    submitError: dice.one(['system_error', 'temporary_error', 'unknown_error', 'invalid_source', 'spam']),
  }),
  lateAnswers: dice => ({
    submitAnswerDelayMs: dice.one([
      SECOND,
      25 * SECOND,
      45 * SECOND,
      { kind: 'uniform', min: 0, max: 90 * SECOND },
      { kind: 'spike', usual: 0, spike: 2 * MINUTE, probability: 0.2 },
    ]),
  }),
  lostAnswers: dice => ({ answerLossStoredProbability: probability(dice) }),
  lostSubmissions: dice => ({ answerLossNotStoredProbability: probability(dice) }),
  slowNetwork: dice => ({
    networkDelayMs: dice.one([2 * SECOND, { kind: 'uniform', min: 0, max: 3 * HOUR }]),
  }),
  failingAttempts: dice => ({ attemptFailureProbability: probability(dice) }),
  failingPart: dice => ({
    failingPart: dice.whole(1, 2),
    failingPartReason: dice.one(['network_error', 'unknown_subscriber']),
  }),
  lostMessages: dice => ({ messageLossProbability: probability(dice) }),
  lateReceipts: dice => ({
    receiptLateProbability: probability(dice),
    receiptLateMs: dice.one([MINUTE, HOUR, { kind: 'uniform', min: 0, max: 4 * DAY }]),
  }),
  slowReceipts: dice => ({ receiptDelayMs: { kind: 'uniform', min: 0, max: dice.one([SECOND, HOUR]) } }),
  lostReceipts: dice => ({ receiptLossProbability: probability(dice) }),
  doubleReceipts: dice => ({
    receiptDuplicationProbability: probability(dice),
    receiptDuplicateAfterMs: dice.one([0, SECOND, 2 * HOUR]),
  }),
  reorderedReceipts: dice => ({ receiptReorderProbability: probability(dice) }),
  overtakingReceipts: dice => ({ receiptBeforeAnswerProbability: probability(dice) }),
  contradictions: dice => ({ receiptContradictionProbability: probability(dice) }),
  talk: dice => ({ receiptAcceptedProbability: probability(dice) }),
  foreignReceipts: dice => ({ receiptUnknownIdProbability: probability(dice) }),
};

const hostClasses: Readonly<Record<string, (dice: Dice) => Partial<HostFaults>>> = {
  notBegun: dice => ({ notBegun: rare(dice) }),
  rolledBack: dice => ({ rolledBack: rare(dice) }),
  answerLost: dice => ({ answerLost: rare(dice) }),
  runTwice: dice => ({ runTwice: probability(dice) }),
  diesBefore: dice => ({ diesBefore: rare(dice) }),
  diesAfter: dice => ({ diesAfter: rare(dice) }),
  readFails: dice => ({ readFails: rare(dice) }),
  diesHandingOver: dice => ({ diesHandingOver: rare(dice) }),
  slowStorage: dice => ({ turnsMax: dice.one([1, 3, 12]) }),
  handlerFails: dice => ({ handlerFails: dice.one([0.02, 0.2]) }),
};

const NO_HOST_FAULTS: HostFaults = {
  notBegun: 0,
  rolledBack: 0,
  answerLost: 0,
  runTwice: 0,
  diesBefore: 0,
  diesAfter: 0,
  readFails: 0,
  diesHandingOver: 0,
  turnsMax: 0,
  handlerFails: 0,
};

/**
 * Draws which classes of faults there are, and then how strong each is: runs differ in kind, not only in degree (swarm
 * testing). Classes in `without` are left out, and nothing else is drawn otherwise for it.
 */
function swarm<T extends object>(
  classes: Readonly<Record<string, (dice: Dice) => Partial<T>>>,
  dice: Dice,
  without: ReadonlySet<string>,
): Partial<T> {
  const share = dice.one([0, 0.1, 0.25, 0.5]);
  const faults: Partial<T> = {};
  for (const [name, draw] of Object.entries(classes)) {
    const isOn = dice.happens(share);
    const drawn = draw(dice);
    if (isOn && !without.has(name)) Object.assign(faults, drawn);
  }
  return faults;
}

/** What goes wrong at the centre. */
export function drawCentreFaults(dice: Dice, without: ReadonlySet<string>): FaultOptions {
  return swarm(centreClasses, dice, without);
}

/** What goes wrong in the host. */
export function drawHostFaults(dice: Dice, without: ReadonlySet<string>): HostFaults {
  return { ...NO_HOST_FAULTS, ...swarm(hostClasses, dice, without) };
}

/** The class of clocks of machines that are wrong, and set. */
export const WRONG_CLOCKS = 'wrongClocks';

/** The names of all classes, for whoever looks for those that a failure needs. */
export const FAULT_CLASSES: readonly string[] = [
  ...Object.keys(centreClasses),
  ...Object.keys(hostClasses),
  WRONG_CLOCKS,
];

/** By which of its options each class is known. */
const SIGNS: readonly (readonly [name: string, option: string])[] = Object.entries({
  ...centreClasses,
  ...hostClasses,
}).map(([name, draw]) => [name, Object.keys(draw(new Dice(0)))[0]!]);

/** The classes of which there is something among these faults. */
export function classesAmong(faults: FaultOptions & Partial<HostFaults>): readonly string[] {
  const present = new Set(Object.entries(faults).flatMap(([option, value]) => (value === 0 ? [] : [option])));
  return SIGNS.filter(([, option]) => present.has(option)).map(([name]) => name);
}
