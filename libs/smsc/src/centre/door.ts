import { submitError, SUBMIT_ERRORS, type SubmitError } from '../network/index.js';
import { dateOf, type FaultOptions } from '../faults/index.js';
import type { Client } from './client.js';
import { DRAW } from './draws.js';
import type { World } from './world.js';

const DEFAULT_RETRY_AFTER_MS = 1_000;

/** Why the door is closed to a submission whatever it says: down, throttled, full. Undefined when it is open. */
export function closedDoor(
  world: World,
  client: Client,
  faults: FaultOptions,
  key: number,
): SubmitError | undefined {
  const now = world.time.now();
  const retryAfterMs = faults.throttleRetryAfterMs ?? DEFAULT_RETRY_AFTER_MS;
  // The phone's own faults and the scope of everybody's are in `faults` already.
  const downUntil = dateOf(faults.downUntil) ?? -Infinity;
  if (downUntil > now) return submitError('carrier_down', undefined, downUntil - now);
  if (faults.submitRatePerSecond !== undefined) {
    const wait = client.waitFor(faults.submitRatePerSecond, now);
    if (wait > 0)
      return submitError('throttled', undefined, Math.max(wait, faults.throttleRetryAfterMs ?? 0));
  }
  if (world.happens(faults.submitThrottleProbability, key, DRAW.throttle)) {
    return submitError('throttled', undefined, retryAfterMs);
  }
  if (
    world.store.size >= world.limits.maxWaitingMessages ||
    world.happens(faults.queueFullProbability, key, DRAW.queueFull)
  ) {
    return submitError('queue_full');
  }
  if (world.happens(faults.submitErrorProbability, key, DRAW.submitError)) {
    return submitError(faults.submitError ?? 'system_error');
  }
  return undefined;
}

/** Whether a refusal stands for good, so that the same ref gets it again. */
export function isLasting(error: SubmitError): boolean {
  return !SUBMIT_ERRORS[error.code].retry;
}
