import type { SubmitError } from '../network/index.js';
import type { MessageClass } from '../subscribers/index.js';

/** A message as a client hands it over: one part, or a text that the centre cuts itself. */
export interface CentreSubmission {
  /** The client's own name for it. One seen before from the same client answers the first result, and makes no second message. */
  ref?: string;
  /** The sender: an international number (plus or not), a short code, or up to eleven letters. */
  from: string;
  /** The phone: an international number, plus or not. */
  to: string;
  /** The text. Longer than one part, the centre cuts it: one id, one receipt, as many billed parts as it takes. */
  text?: string;
  /** The user data, instead of a text: octets as on the wire, GSM unpacked (one septet an octet), UCS-2 in big endian. */
  ud?: Uint8Array;
  /** The user data header that goes before `ud`, its length octet included. */
  udh?: Uint8Array;
  /** TP-DCS, as SMPP's data_coding (TS 23.038 section 4). Default 0 with `ud`; with `text`, what the text needs, and UCS-2 where it says so. */
  dataCoding?: number;
  /** How long the centre tries, milliseconds. Default 48 h; cut to the centre's limit. */
  validityMs?: number;
  /** 0 to 3; messages waiting for a rate-limited operator go by priority. Default 0. */
  priority?: 0 | 1 | 2 | 3;
  /** SMPP's registered_delivery: 0 none, 1 final, 2 failures only, 3 successes only, +16 intermediate. Default 17. */
  registeredDelivery?: number;
  /** Where the phone keeps it. Default: what `dataCoding` says. */
  messageClass?: MessageClass;
  /** Takes the place of a message that still waits, of the same client, sender and destination. */
  replaceIfPresent?: boolean;
  /** When the first attempt is to be made, milliseconds of the epoch. The validity begins then. */
  scheduledAt?: number;
  /** What it is for, where the client says so; otherwise a mention of STOP in the text makes it marketing. */
  purpose?: 'transactional' | 'marketing';
}

/** What the client is answered. */
export type SubmitAnswer =
  | {
      readonly ok: true;
      /** The centre's id. */
      readonly id: string;
      /** How many parts are billed. */
      readonly parts: number;
      /** Whether the `ref` had been seen before. */
      readonly repeated: boolean;
    }
  | { readonly ok: false; readonly error: SubmitError };

/** What {@link MessageCentre.cancel} and {@link MessageCentre.replace} answer. */
export type ChangeAnswer = { readonly ok: true } | { readonly ok: false; readonly error: SubmitError };

/** What may be changed of a message that still waits. */
export interface CentreReplacement {
  text?: string;
  ud?: Uint8Array;
  udh?: Uint8Array;
  dataCoding?: number;
  /** From now on. */
  validityMs?: number;
  scheduledAt?: number;
  registeredDelivery?: number;
}
