import { createHash } from 'node:crypto';
import type { Instant } from './clock.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { refuse, type Refusal } from './refusal.js';
import type { Transaction } from './storage.js';

/** The longest `Idempotency-Key` that is taken. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** How long an answer is kept to be given again. */
export const IDEMPOTENCY_KEPT_MS = 48 * 3_600_000;

/** Why a key cannot be used as an `Idempotency-Key`: `idempotency_key_invalid`; undefined when it can. */
export function idempotencyKeyRefusal(key: string): ReturnType<typeof refuse> | undefined {
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= IDEMPOTENCY_KEY_LENGTH_MAX) return undefined;
  return refuse({
    code: 'idempotency_key_invalid',
    detail: `An Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} visible ASCII characters.`,
  });
}

/**
 * A fingerprint of a request: one hash per field, so that a conflict can name the fields that differ without keeping
 * what was in them.
 */
export function fingerprint(request: object): string {
  const fields = Object.entries(request)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [
      name,
      createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16),
    ]);
  return JSON.stringify(Object.fromEntries(fields));
}

/** What became of an earlier request under the same key: none, the answer to give again, or a refusal. */
export type EarlierAnswer =
  | { readonly kind: 'none' }
  | { readonly kind: 'same'; readonly answer: unknown }
  | { readonly kind: 'conflict'; readonly refusal: Refusal };

/** Looks for an earlier request of this account under `key`. */
export async function earlierAnswer(
  tx: Transaction,
  accountId: string,
  key: string,
  requestHash: string,
): Promise<EarlierAnswer> {
  const record = await tx.get(IdempotencyRepository).find(accountId, key);
  if (!record) return { kind: 'none' };
  if (record.requestHash === requestHash)
    return { kind: 'same', answer: JSON.parse(record.answer) as unknown };
  const before = JSON.parse(record.requestHash) as Record<string, string>;
  const now = JSON.parse(requestHash) as Record<string, string>;
  const differing = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    field => before[field] !== now[field],
  );
  return {
    kind: 'conflict',
    refusal: {
      code: 'idempotency_conflict',
      detail:
        `The Idempotency-Key ${JSON.stringify(key)} was used before with another request; ` +
        `these fields differ: ${differing.join(', ')}. Use a new key for a new request, or repeat the first one unchanged.`,
      errors: differing.map(field => ({
        field,
        code: 'differs',
        detail: 'Not what it was in the first request under this key.',
      })),
    },
  };
}

/**
 * Remembers the answer to a request, in the transaction that did what it asked for. Answers false when another process
 * has done the same meanwhile: the transaction must then be given up, or the request is done twice.
 */
export async function rememberAnswer(
  tx: Transaction,
  record: {
    readonly accountId: string;
    readonly key: string;
    readonly requestHash: string;
    readonly answer: unknown;
    readonly createdAt: Instant;
  },
): Promise<boolean> {
  return tx.get(IdempotencyRepository).add({ ...record, answer: JSON.stringify(record.answer) });
}
