import type { CentreReceipt } from './receipt.js';

/** A message from a phone, one part of it. */
export interface CentreInbound {
  /** The centre's id of this part. */
  readonly id: string;
  /** The phone, `+` and digits. */
  readonly from: string;
  /** The number it was sent to, as the phone wrote it. */
  readonly to: string;
  /** The text of this part. */
  readonly text: string;
  /** TP-DCS: 0 GSM (unpacked in `ud`), 8 UCS-2. */
  readonly dataCoding: number;
  /** The octets of this part, without header. */
  readonly ud: Uint8Array;
  /** The header, its length octet included, where there are several parts. */
  readonly udh?: Uint8Array;
  /** Which part of what, where there are several. */
  readonly part?: { readonly reference: number; readonly no: number; readonly of: number };
  /** When the phone sent it, milliseconds of the epoch. */
  readonly sentAt: number;
  /** The id of the last message the phone got from that number, if the centre remembers one. */
  readonly inReplyTo?: string;
}

/**
 * A client's end of the line, filled by a door (an SMPP session, an HTTP account). The centre calls it with receipts and
 * inbound messages, several at a time but never more than `limits.deliveryWindow` for a client.
 *
 * `true` says that the client has taken it. `false` and a failed promise make the centre try again on its receipt
 * schedule (`limits.deliveryRetryMs`), on any link of the same client, until `limits.deliveryRetentionMs`. A promise is
 * tracked: virtual time waits for it.
 */
export interface CarrierLink {
  readonly clientId: string;
  receipt(receipt: CentreReceipt): boolean | Promise<boolean>;
  inbound(message: CentreInbound): boolean | Promise<boolean>;
}

/** A link that was connected. */
export interface Connection {
  readonly clientId: string;
  /** Takes the link away; what it has not acknowledged is kept for the client's next link. */
  disconnect(): void;
}
