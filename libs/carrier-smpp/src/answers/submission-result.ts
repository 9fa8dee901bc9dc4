import type { PartAnswer, ReasonKey, SubmissionResult } from '@chappe/sms';
import type { Reaction } from './status-reaction.js';

/** How the handing over of one part ended. */
export type PartOutcome =
  | { readonly number: number; readonly kind: 'accepted'; readonly reference: string }
  | {
      readonly number: number;
      readonly kind: 'refused';
      readonly reaction: Reaction;
      /** The command_status, or why we did not even try. */
      readonly rawCode: string;
    }
  /** It certainly did not leave. */
  | { readonly number: number; readonly kind: 'not-sent'; readonly cause: string }
  /** It left, or a piece of it, and no answer came. */
  | { readonly number: number; readonly kind: 'unanswered'; readonly cause: string };

/**
 * The answer for a message from those for its parts.
 *
 * - One part left without an answer makes the whole `unknown`, whatever became of the others: `accepted` would claim what
 *   nobody knows. The references of accepted parts are not lost, the carrier remembers them (see `KnownParts`).
 * - Otherwise one accepted part makes it `accepted`, part by part.
 * - When none was taken, a permanent refusal counts first, then patience, then a temporary refusal.
 *
 * @param outcomes one for each part, in order; at least one
 */
export function resultOf(outcomes: readonly PartOutcome[]): SubmissionResult {
  const unanswered = outcomes.find(outcome => outcome.kind === 'unanswered');
  if (unanswered) return { kind: 'unknown', cause: unanswered.cause };
  if (outcomes.some(outcome => outcome.kind === 'accepted'))
    return { kind: 'accepted', parts: outcomes.map(answerOf) };
  const refusals = outcomes.flatMap(outcome => {
    const refusal = refusalOf(outcome);
    return refusal ? [refusal] : [];
  });
  return (
    refusals.find(refusal => refusal.kind === 'rejected' && refusal.permanent) ??
    refusals.find(refusal => refusal.kind === 'throttled' && refusal.scope !== 'message') ??
    refusals.find(refusal => refusal.kind === 'throttled') ??
    refusals[0] ?? { kind: 'throttled', retryAfterMs: null, rawCode: 'nothing_to_send' }
  );
}

/** Whether a part may be handed over once more at once, because the carrier has not got it and may well take it. */
export function mayTryAgain(outcome: PartOutcome): boolean {
  if (outcome.kind === 'not-sent') return true;
  return outcome.kind === 'refused' && !(outcome.reaction.kind === 'rejected' && outcome.reaction.permanent);
}

type Refusal = Extract<SubmissionResult, { kind: 'rejected' | 'throttled' }>;

function refusalOf(outcome: PartOutcome): Refusal | undefined {
  if (outcome.kind === 'not-sent') return { kind: 'throttled', retryAfterMs: null, rawCode: outcome.cause };
  if (outcome.kind !== 'refused') return undefined;
  const { reaction, rawCode } = outcome;
  switch (reaction.kind) {
    case 'rejected':
      return { kind: 'rejected', reason: reaction.reason, rawCode, permanent: reaction.permanent };
    case 'throttled':
      return { kind: 'throttled', retryAfterMs: reaction.retryAfterMs, rawCode, scope: reaction.scope };
    case 'session':
      return { kind: 'throttled', retryAfterMs: null, rawCode };
  }
}

function answerOf(outcome: PartOutcome): PartAnswer {
  const { number } = outcome;
  switch (outcome.kind) {
    case 'accepted':
      return { number, accepted: true, reference: outcome.reference };
    case 'refused':
    case 'not-sent':
    case 'unanswered':
      return { number, accepted: false, ...refusedBecause(outcome) };
  }
}

/** Why a part was not taken, in the library's words and the carrier's. */
export function refusedBecause(outcome: PartOutcome): {
  readonly reason: ReasonKey;
  readonly rawCode: string;
} {
  switch (outcome.kind) {
    case 'accepted':
      throw new Error('A part that was accepted was not refused.');
    case 'refused': {
      const { reaction, rawCode } = outcome;
      if (reaction.kind === 'rejected') return { reason: reaction.reason, rawCode };
      return { reason: reaction.kind === 'throttled' ? 'throttled' : 'carrier_unavailable', rawCode };
    }
    case 'not-sent':
    case 'unanswered':
      return { reason: 'carrier_unavailable', rawCode: outcome.cause };
  }
}
