/** A queue in which one account has a long backlog, another a few messages, and which has a history besides. */

export const NOW = 1_000_000_000;
export const BACKLOG = 20_000;
export const BESIDE = 10;

/** What makes it; `numbers` is the database's way to count in a `from` clause, up to one below its argument, as `i`. */
export function backlog(numbers: (count: number) => string, no: string): readonly string[] {
  const columns =
    'id, account_id, recipient, country, text, purpose, type, encoding, part_count, priority, replyable, asset, ' +
    'price_per_part_micros, validity_ms, created_at, attempts, move_count, state, valid_until, wake_at, final_at';
  const message = (id: string, account: string, priority: string) =>
    `${id}, '${account}', '+33612345678', 'FR', 'Bonjour', 'marketing', 'text', 'GSM7', 1, ${priority}, ${no}, 'EUR',
     0, 1000, ${NOW} - i, 0, 1`;
  const waits = `'queued', ${NOW} + 1000, ${NOW} - i, null`;
  return [
    `insert into sms_messages (${columns}) select ${message(`'big_' || i`, 'acc_big', 'i % 4')}, ${waits} from ${numbers(BACKLOG)}`,
    `insert into sms_messages (${columns}) select ${message(`'small_' || i`, 'acc_small', '3')}, ${waits} from ${numbers(BESIDE)}`,
    `insert into sms_messages (${columns}) select ${message(`'old_' || i`, 'acc_big', '1')},
     'delivered', ${NOW}, null, ${NOW} from ${numbers(BACKLOG)}`,
  ];
}

/** Accounts of which each has a message that waits for a later date, beside one with more than a claim takes. */
export const WAITING_ACCOUNTS = 5_000;

/** What makes them. */
export function manyWaiting(numbers: (count: number) => string, no: string): readonly string[] {
  const columns =
    'id, account_id, recipient, country, text, purpose, type, encoding, part_count, priority, replyable, asset, ' +
    'price_per_part_micros, validity_ms, created_at, attempts, move_count, state, valid_until, wake_at';
  const message = (id: string, account: string, wakeAt: string) =>
    `${id}, ${account}, '+33612345678', 'FR', 'Bonjour', 'marketing', 'text', 'GSM7', 1, 1, ${no}, 'EUR',
     0, 1000, ${NOW}, 0, 1, 'queued', ${NOW} + 1000, ${wakeAt}`;
  return [
    `insert into sms_messages (${columns}) select ${message(`'wait_' || i`, `'acc_' || i`, `${NOW} + 500`)} from ${numbers(WAITING_ACCOUNTS)}`,
    `insert into sms_messages (${columns}) select ${message(`'due_' || i`, `'acc_z'`, String(NOW))} from ${numbers(BESIDE)}`,
  ];
}
