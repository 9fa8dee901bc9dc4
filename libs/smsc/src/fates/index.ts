/**
 * Numbers that carry their fate: six last digits, `99 OO D T`, say what becomes of a message to a number, the same over
 * every door and without any set-up. `OO` is the outcome, `D` a delay, `T` a twist; any other number is an ordinary phone.
 */
export { fateCard, type FateCard, type FateCardRow } from './card.js';
export { DELAYS } from './delays.js';
export { composeFate, type FateWish } from './compose.js';
export { explainFate, type FateExplanation } from './explain.js';
export { fateOf, readFate, type ReadFate } from './fate.js';
export { FateError } from './fate.errors.js';
export { OUTCOMES, type FateOutcome, type OutcomeKey } from './outcomes.js';
export { FATE_PREFIXES } from './prefixes.js';
export { promiseOf, type FatePromise } from './promise.js';
export { TWISTS, type FateTwist, type TwistKey } from './twists.js';
