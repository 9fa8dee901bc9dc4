import type { CentreInbound, CentreReceipt, Malformation } from '@chappe/smsc';
import { isoDate } from '../clock/index.js';

/** A receipt as it is posted. */
export interface ReceiptEvent {
  readonly type: 'receipt';
  readonly id: string;
  readonly ref?: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly reason?: string | undefined;
  readonly errorCode: string;
  readonly dialect: string;
  readonly final: boolean;
  readonly parts: number;
  readonly delivered: number;
  readonly submitAt: string;
  readonly doneAt: string;
  readonly network?: string | undefined;
  readonly textStart: string;
}

/** A message from a phone as it is posted: whole, however many parts it came in. */
export interface InboundEvent {
  readonly type: 'inbound';
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly parts: number;
  readonly sentAt: string;
  readonly inReplyTo?: string | undefined;
}

/** A receipt as it is posted; broken in the way a fault asks for. */
export function receiptEvent(receipt: CentreReceipt): unknown {
  const event: ReceiptEvent = {
    type: 'receipt',
    id: receipt.id,
    ref: receipt.ref,
    from: receipt.from,
    to: receipt.to,
    state: receipt.state,
    reason: receipt.reason,
    errorCode: receipt.errorCode,
    dialect: receipt.dialect,
    final: receipt.final,
    parts: receipt.parts,
    delivered: receipt.delivered,
    submitAt: isoDate(receipt.submitAt),
    doneAt: isoDate(receipt.doneAt),
    network: receipt.mccmnc,
    textStart: receipt.textStart,
  };
  return receipt.malformed === undefined ? event : broken(event, receipt.malformed);
}

/** A message from a phone, of all its parts in their order. */
export function inboundEvent(parts: readonly CentreInbound[]): InboundEvent {
  const first = parts[0]!;
  return {
    type: 'inbound',
    id: first.id,
    from: first.from,
    to: first.to,
    text: parts.map(part => part.text).join(''),
    parts: parts.length,
    sentAt: isoDate(first.sentAt),
    inReplyTo: first.inReplyTo,
  };
}

function broken(event: ReceiptEvent, how: Malformation): unknown {
  switch (how) {
    case 'truncated':
      return { type: event.type, id: event.id };
    case 'without_state':
      return { ...event, state: undefined };
    case 'bad_dates':
      return { ...event, submitAt: 'yesterday', doneAt: '31/02/26 25:61' };
    case 'other_layout':
      return { msgid: event.id, client_ref: event.ref, dlr: event.state, err: event.errorCode };
    case 'garbage':
      return `\u0000\ufffd${event.id.slice(0, 3)}{{`;
  }
}
