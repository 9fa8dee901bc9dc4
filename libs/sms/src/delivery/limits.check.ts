import { SmsError } from '../kernel/index.js';
import type { Carrier } from './carrier.js';

/** Throws an `invalid_options` that lists every carrier whose limits cannot be kept. */
export function assertLimits(carriers: readonly Carrier[], answerMaxMs: number): void {
  const mistakes = carriers.flatMap(carrier =>
    [...mistakesIn(carrier, answerMaxMs)].map(mistake => `${carrier.name}: ${mistake}`),
  );
  if (mistakes.length > 0)
    throw new SmsError(
      'invalid_options',
      `Carriers have limits that cannot be kept:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}`,
    );
}

function* mistakesIn({ capabilities, allot }: Carrier, answerMaxMs: number): Generator<string> {
  const { limits, submitMaxMs } = capabilities;
  // Given up before its own end, a submission is in doubt that the carrier would have spoken of.
  if (submitMaxMs !== undefined && submitMaxMs >= answerMaxMs)
    yield `a submission may take ${submitMaxMs} ms; it must be less than delivery.answerMaxMs (${answerMaxMs}): shorten its time-outs, or set that higher.`;
  if (!limits) return;
  const { binds, ratePerSecond } = limits;
  const isCount = (value: number | null) => value === null || (Number.isSafeInteger(value) && value >= 1);
  if (!isCount(binds)) yield `limits.binds is ${binds}; it must be a whole number from 1, or null.`;
  if (!isCount(ratePerSecond))
    yield `limits.ratePerSecond is ${ratePerSecond}; it must be a whole number from 1, or null.`;
  if (binds !== null && ratePerSecond !== null && ratePerSecond < binds)
    yield `limits.ratePerSecond is ${ratePerSecond}, less than limits.binds (${binds}), so that some binds could never send; allow fewer binds.`;
  if (binds !== null && !allot)
    yield 'limits.binds is given, and it has no allot(), by which it is told how many binds it may hold.';
}
