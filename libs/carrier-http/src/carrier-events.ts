import type { DeliveryReceipt, InboundSms, Instant } from '@chappe/sms';
import { oursOf } from './items.js';
import { partStateOf, reasonKeyOf } from './words.js';

/** One fact that the simulator tells. */
export type CarrierEvent =
  | { readonly kind: 'receipt'; readonly receipt: DeliveryReceipt }
  | { readonly kind: 'inbound'; readonly message: InboundSms };

/** Reads one event; undefined for what cannot be read. Dates that cannot be read become `now`. */
export function readEvent(event: unknown, now: Instant): CarrierEvent | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const fields = event as Record<string, unknown>;
  if (fields['type'] === 'receipt') return readReceipt(fields, now);
  if (fields['type'] === 'inbound') return readInbound(fields, now);
  return undefined;
}

function readReceipt(fields: Record<string, unknown>, now: Instant): CarrierEvent | undefined {
  const { id, ref, state: word, reason, errorCode, doneAt } = fields;
  const state = partStateOf(word);
  if (typeof id !== 'string' || state === undefined) return undefined;
  const ours = oursOf(ref);
  return {
    kind: 'receipt',
    receipt: {
      reference: id,
      ...(ours && { ours }),
      state,
      reason: reasonKeyOf(reason, state),
      rawCode: typeof errorCode === 'string' ? errorCode : String(word),
      at: dateOf(doneAt) ?? now,
      raw: JSON.stringify(fields),
    },
  };
}

function readInbound(fields: Record<string, unknown>, now: Instant): CarrierEvent | undefined {
  const { id, from, to, text, sentAt } = fields;
  if ([id, from, to, text].some(field => typeof field !== 'string')) return undefined;
  return {
    kind: 'inbound',
    message: {
      reference: id as string,
      from: from as string,
      to: to as string,
      text: text as string,
      at: dateOf(sentAt) ?? now,
    },
  };
}

function dateOf(value: unknown): Instant | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(at) ? at : undefined;
}
