/** Amounts as they go out. */
export { Amount, amountOf } from './money.dto.js';
