import type { Random } from '@chappe/sms';

/** How long to wait before a lost bind is tried again. */
export interface BackoffLimits {
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
}

/** Share of a delay that is left to chance, so that many binds do not come back in step. */
const JITTER = 0.2;

/**
 * The delay after `failures` in a row: doubled each time up to the limit, give or take {@link JITTER}.
 *
 * @param failures from 1
 */
export function reconnectDelayMs(failures: number, random: Random, limits: BackoffLimits): number {
  const { reconnectMinMs, reconnectMaxMs } = limits;
  const delayMs = Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(failures - 1, 30));
  return jittered(delayMs, random);
}

/** A duration, give or take {@link JITTER}. */
export function jittered(delayMs: number, random: Random): number {
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * random.next()));
}
