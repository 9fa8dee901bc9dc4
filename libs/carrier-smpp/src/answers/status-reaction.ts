import { reasons, type ReasonKey } from '@chappe/sms';
import { commandStatus, CommandStatus } from '@chappe/smpp';
import type { StatusReaction } from './error-map.js';
import { reasonOfCode } from './reason-codes.js';

/** A {@link StatusReaction} with everything filled in. */
export type Reaction =
  | {
      readonly kind: 'throttled';
      readonly retryAfterMs: number | null;
      readonly scope: 'carrier' | 'message';
    }
  | { readonly kind: 'rejected'; readonly reason: ReasonKey; readonly permanent: boolean }
  | { readonly kind: 'session' };

/** What {@link reactionTo} decides by, beside the status. */
export interface ReactionContext {
  /** The carrier's own table. */
  readonly errorMap: ReadonlyMap<number, StatusReaction>;
  /**
   * Whether the carrier has taken something a moment ago. It tells whom a refusal concerns: when others get through, RMSGQFUL
   * means the recipient's queue and a failed delivery is this message's own, or else the account's and the carrier's.
   */
  readonly othersPass: boolean;
}

/** All that the carrier is given waits, for a growing pause. */
const PAUSE: Reaction = { kind: 'throttled', retryAfterMs: null, scope: 'carrier' };
/** How long a message waits for room in its recipient's queue: minutes rather than seconds. */
const QUEUE_FULL_MS = 180_000;
/** What says of one delivery that it failed for now, and nothing of the carrier, as long as others get through. */
const OF_ONE_DELIVERY: ReadonlySet<number> = new Set([
  CommandStatus.RSUBMITFAIL,
  CommandStatus.RX_T_APPN,
  CommandStatus.RDELIVERYFAILURE,
]);

/**
 * What a command_status other than 0 asks for: by the carrier's own table, or else by the class of the standard's value. A
 * value that nobody knows is taken for a passing trouble: retried with growing delays, a few times.
 */
export function reactionTo(status: number, { errorMap, othersPass }: ReactionContext): Reaction {
  const own = errorMap.get(status);
  if (own) return filledIn(own);
  const reason = reasonOfCode('smpp', status);
  switch (commandStatus(status).class) {
    case 'throttle':
      return PAUSE;
    case 'queue-full':
      return othersPass ? { kind: 'throttled', retryAfterMs: QUEUE_FULL_MS, scope: 'message' } : PAUSE;
    case 'session':
    case 'bind':
      return { kind: 'session' };
    case 'permanent-message':
      return { kind: 'rejected', reason: reason ?? 'invalid_message', permanent: true };
    case 'permanent-sender':
      return { kind: 'rejected', reason: reason ?? 'service_not_allowed', permanent: true };
    case 'temporary':
      return {
        kind: 'rejected',
        reason: othersPass && OF_ONE_DELIVERY.has(status) ? 'unknown' : (reason ?? 'carrier_error'),
        permanent: false,
      };
    case 'accepted':
    case 'vendor':
      return { kind: 'rejected', reason: 'unknown', permanent: false };
  }
}

/** How a command_status is written in our records, for example `0x00000058`. */
export function rawCodeOf(status: number): string {
  return `0x${status.toString(16).padStart(8, '0')}`;
}

function filledIn(own: StatusReaction): Reaction {
  switch (own.as) {
    case 'throttled':
      return {
        kind: 'throttled',
        retryAfterMs: own.retryAfterMs ?? null,
        scope: own.scope ?? 'carrier',
      };
    case 'rejected':
      return {
        kind: 'rejected',
        reason: own.reason,
        permanent: own.permanent ?? reasons[own.reason].permanence === 'permanent',
      };
    case 'session':
      return { kind: 'session' };
  }
}
