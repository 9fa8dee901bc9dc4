import { reasons, type ReasonKey } from '@chappe/sms';
import { commandStatus } from '@chappe/smpp';
import type { StatusReaction } from './error-map.js';
import { reasonOfCode } from './reason-codes.js';

/** A {@link StatusReaction} with everything filled in. */
export type Reaction =
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | { readonly kind: 'rejected'; readonly reason: ReasonKey; readonly permanent: boolean }
  | { readonly kind: 'session' };

/** What {@link reactionTo} decides by, beside the status. */
export interface ReactionContext {
  /** The carrier's own table. */
  readonly errorMap: ReadonlyMap<number, StatusReaction>;
  /**
   * Whether the carrier has taken something a moment ago. It tells what RMSGQFUL means: the recipient's queue when others
   * get through, or else the account's.
   */
  readonly othersPass: boolean;
}

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
      return { kind: 'throttled', retryAfterMs: null };
    case 'queue-full':
      return othersPass
        ? { kind: 'rejected', reason: 'throttled', permanent: false }
        : { kind: 'throttled', retryAfterMs: null };
    case 'session':
    case 'bind':
      return { kind: 'session' };
    case 'permanent-message':
      return { kind: 'rejected', reason: reason ?? 'invalid_message', permanent: true };
    case 'permanent-sender':
      return { kind: 'rejected', reason: reason ?? 'service_not_allowed', permanent: true };
    case 'temporary':
      return { kind: 'rejected', reason: reason ?? 'carrier_error', permanent: false };
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
      return { kind: 'throttled', retryAfterMs: own.retryAfterMs ?? null };
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
