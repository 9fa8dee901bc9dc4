/** What carriers answer to submissions, in the library's words: by status, by part, and for the whole message. */
export {
  compileErrorMap,
  compileReceiptErrorMap,
  ERROR_MAP_MAX,
  mistakesInErrorMap,
  mistakesInReceiptErrorMap,
  receiptKey,
} from './error-map.js';
export type { ErrorMap, ReceiptErrorMap, ReceiptMeaning, StatusReaction } from './error-map.js';
export { KnownParts } from './known-parts.js';
export type { HalfKnown, KnownPart } from './known-parts.js';
export { REASON_TABLES, reasonOfCode } from './reason-codes.js';
export type { ReasonTable } from './reason-codes.js';
export { rawCodeOf, reactionTo } from './status-reaction.js';
export type { Reaction, ReactionContext } from './status-reaction.js';
export { mayTryAgain, refusedBecause, resultOf } from './submission-result.js';
export type { PartOutcome } from './submission-result.js';
