import type { Instant } from '../kernel/index.js';

/**
 * A fact: something that happened and is stored. Each room declares its own (`message.delivered`, …). Published after
 * the commit that stored it, at least once, so whoever acts on it should be ready to see it twice: `id` stays the same.
 */
export interface SmsEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  /** Dotted: the thing, then what happened to it. Names are added, never renamed. */
  readonly type: Type;
  readonly accountId: string;
  readonly at: Instant;
  readonly data: Data;
}
