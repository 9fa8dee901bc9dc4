import type { Priority } from '@chappe/sms';
import type { ConnectionOptions } from 'node:tls';
import type { DialectName } from './dialects.js';
import type { ErrorMap, ReasonTable, ReceiptErrorMap } from '../answers/index.js';

/** Type of number and numbering plan of an address (SMPP 3.4 §5.2.5 and 5.2.6). */
export interface TonNpi {
  /** 0 unknown, 1 international, 2 national, 3 network specific, 4 subscriber, 5 alphanumeric, 6 abbreviated. */
  readonly ton: number;
  /** 0 unknown, 1 ISDN (E.164), 8 national, 9 private. */
  readonly npi: number;
}

/** How addresses are written for one carrier. */
export interface AddressRules {
  /** Senders with a letter. */
  readonly alphanumeric: TonNpi;
  /** Senders of few digits. */
  readonly shortCode: TonNpi;
  /** Senders that are telephone numbers; sent without their plus. */
  readonly international: TonNpi;
  readonly destination: TonNpi;
  /** The most digits a short code has; a longer sender is a telephone number. */
  readonly shortCodeDigitsMax: number;
  /** Whether destinations keep their plus. */
  readonly plus: boolean;
}

/**
 * How an id is written: `exact` as it is; `folded` in any case and with or without leading zeros; `decimal`; `hex`.
 * `decimal` and `hex` ids are compared as numbers of any length.
 */
export type MessageIdForm = 'exact' | 'folded' | 'decimal' | 'hex';

/** How the same id is written in the three places where it stands. */
export interface MessageIdForms {
  /** In submit_sm_resp. */
  readonly answer: MessageIdForm;
  /** In receipted_message_id of a receipt. */
  readonly tlv: MessageIdForm;
  /** In the text of a receipt, behind `id:`. */
  readonly text: MessageIdForm;
}

/** A parameter of the carrier's own, sent with every submission (as the Indian entity and template ids, 0x1400 and 0x1401). */
export interface VendorTlv {
  /** 0 to 65535. */
  readonly tag: number;
  /** Text, sent in Latin-1 without a NUL, or octets. */
  readonly value: string | Uint8Array;
}

/** What a receipt text of the carrier's own form says. */
export interface ForeignReceiptText {
  readonly id?: string;
  /** A word of appendix B, or one of the carrier's own that the receipt error map knows. */
  readonly stat?: string;
  readonly err?: string;
}

/** Everything about one carrier that has a default: {@link SMPP_CARRIER_DEFAULTS}. */
export interface SmppCarrierSettings {
  /** Options of `node:tls` for `smpps:`; the system's certificates by default. */
  readonly tls: ConnectionOptions;
  /** At most 12 characters. */
  readonly systemType: string;
  /** At most 40 characters: which numbers' replies this bind wants. */
  readonly addressRange: string;
  /** `trx`: one transceiver per bind; `tx+rx`: a transmitter and a receiver per bind. */
  readonly bindMode: 'trx' | 'tx+rx';
  /** How many binds (or pairs) are held, all with the same credentials. */
  readonly binds: number;
  /**
   * How many binds (or pairs) the carrier allows to all processes on the same database together; null where it does not count
   * them. Each process holds at most `binds` of them, and takes up those of a process that leaves or dies.
   */
  readonly totalBinds: number | null;
  /** Submissions that may wait for their answers on one bind. */
  readonly window: number;
  /** submit_sm a second, all binds together; null for no limit. */
  readonly ratePerSecond: number | null;
  /**
   * Messages and submit_sm a second, all processes on the same database together; null for no such limit. Each gets its part
   * of it, by the binds that it may hold.
   */
  readonly totalRatePerSecond: number | null;
  /** See `EncodeOptions` of `@chappe/smpp`: how much longer than the standard the password and other strings may be. */
  readonly overlengthOctets: number;

  /**
   * How texts of several parts go: `udh8` and `udh16` with a user data header and a reference of 8 or 16 bits; `sar` with the
   * sar_* TLVs and 16 bits (a text that would need more parts with 16 bits than it was priced for gets 8); `payload` whole,
   * in message_payload, for the carrier to cut.
   */
  readonly longMessages: 'udh8' | 'udh16' | 'sar' | 'payload';
  /**
   * What data_coding 0 means to the carrier. With `latin1` or `ascii`, a text it lacks characters for goes in UCS-2 if
   * that takes no more parts, and is refused otherwise: nothing is ever replaced.
   */
  readonly defaultCoding: 'gsm7' | 'latin1' | 'ascii';
  /**
   * How a message class is told: `general-group` data_coding 0x10 to 0x1B and `class-group` 0xF0 to 0xF3 (3GPP TS 23.038
   * section 4; UCS-2 always by the former), `subunit` by the TLV dest_addr_subunit.
   */
  readonly messageClasses: 'general-group' | 'class-group' | 'subunit';
  readonly addresses: AddressRules;
  /** For messages without a sender; null leaves the address empty, which means the account's own. */
  readonly defaultSender: string | null;
  /** At most 5 characters. */
  readonly serviceType: string;
  /** priority_flag, 0 to 3. */
  readonly priorities: Readonly<Record<Priority, number>>;
  /** How validity_period is written; `none` leaves it to the carrier. */
  readonly validity: 'relative' | 'absolute' | 'none';
  readonly registeredDelivery: {
    readonly receipt: 'always' | 'failure' | 'none';
    /** Also ask for intermediate notifications; some carriers refuse the flag. */
    readonly intermediate: boolean;
  };
  readonly vendorTlvs: readonly VendorTlv[];

  /** How its receipts speak: sets the options from here to `errorTable` that are not set themselves; see {@link DIALECTS}. */
  readonly dialect: DialectName;
  readonly messageIds: MessageIdForms;
  /**
   * Whether the carrier can be asked by query_sm what became of a message; turn it off where the contract does not offer it. A
   * carrier that answers that it does not know the command is not asked again.
   */
  readonly queries: boolean;
  /**
   * Whether each part gets its receipt, or one receipt, under the id of any part, speaks for the whole text. `payload`
   * always means `message`.
   */
  readonly receiptsPer: 'part' | 'message';
  /** Whether a text with `id:` and `stat:` is a receipt although nothing marks it as one. Anybody can send such a text. */
  readonly receiptsWithoutFlags: boolean;
  /** What the carrier's clock is ahead of UTC, in minutes, in the dates of receipts. */
  readonly utcOffsetMinutes: number;
  /** Reads receipt texts that are not of the form of appendix B; null when there are none. */
  readonly readReceiptText: ((text: string) => ForeignReceiptText | undefined) | null;
  readonly errorMap: ErrorMap;
  readonly receiptErrorMap: ReceiptErrorMap;
  /**
   * Whose table the numbers in `err` are of, where the receipt error map has none. network_error_code of the kind GSM is always of
   * `map`, and goes before `err` where that is of `map` too.
   */
  readonly errorTable: ReasonTable;

  /** TCP and TLS together. */
  readonly connectTimeoutMs: number;
  readonly bindTimeoutMs: number;
  /** From when a submission has left to its answer. */
  readonly requestTimeoutMs: number;
  /**
   * How long the handing over of one message may take in all, with waits for its turn and for room in the window. More than `requestTimeoutMs`, and less than `answerMaxMs` of the library (60 s), after
   * which it gives the message up.
   */
  readonly submitMaxMs: number;
  /** Silence after which the carrier is asked whether it is there; 0 never asks, as virtual time needs. */
  readonly enquireLinkIntervalMs: number;
  /**
   * The same while submissions wait for their answers, where that is shorter: a line that has broken in silence is then found in
   * seconds, and what waits leaves over another.
   */
  readonly awaitingEnquireLinkIntervalMs: number;
  /** Unanswered enquire_link in a row after which a link is dead. */
  readonly missedEnquireLinks: number;
  /** Idle time after which TCP itself asks whether the carrier's machine is there; 0 never asks. */
  readonly tcpKeepAliveMs: number;
  /** First delay before a lost bind is tried again; doubled at each further failure, with jitter. */
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  /** Delay after refused credentials: short ones get accounts locked. */
  readonly misconfiguredRetryMs: number;
  /** How long a stop waits, after the submissions, for what else is under way on a bind. */
  readonly drainTimeoutMs: number;

  /** The longest a submission waits for its turn in the rate; one that would wait longer is given back. */
  readonly paceWaitMaxMs: number;
  /** References remembered in memory, so that receipts find their message without a look-up. */
  readonly rememberedParts: number;
  /** Replies whose parts are being waited for, at most; the oldest is then delivered as it is. */
  readonly joinsMax: number;
  /** How long the parts of a reply are waited for; what has come by then is delivered. */
  readonly joinMs: number;
  /** How long the answer to a part is held back, so that the carrier keeps it until the reply is whole and stored. */
  readonly partAnswerMs: number;
  /**
   * What happens then. False: the carrier is asked to say the part again later (RSYSERR), so that nothing it has been thanked for
   * is lost should the process die. True: it is thanked for what is in memory only, as carriers need that say nothing twice.
   */
  readonly thanksForPartsEarly: boolean;
}

/** What a carrier is made with: its name, its address, and whatever differs from the defaults. */
export interface SmppCarrierOptions extends Partial<
  Omit<SmppCarrierSettings, 'addresses' | 'priorities' | 'registeredDelivery' | 'messageIds'>
> {
  /** Stored with every message it carries: choose once, never change. */
  readonly name: string;
  /**
   * `smpp://systemId:password@host:port` or `smpps://…` with TLS; ports 2775 and 3550 by default. Special characters are
   * percent-encoded.
   */
  readonly url: string;
  readonly addresses?: Partial<AddressRules>;
  readonly priorities?: Partial<Record<Priority, number>>;
  readonly registeredDelivery?: Partial<SmppCarrierSettings['registeredDelivery']>;
  readonly messageIds?: Partial<MessageIdForms>;
}

/** The values of the field: those of Kannel, Jasmin and the standard, where they agree. */
export const SMPP_CARRIER_DEFAULTS: SmppCarrierSettings = {
  tls: {},
  systemType: '',
  addressRange: '',
  bindMode: 'trx',
  binds: 1,
  totalBinds: null,
  window: 10,
  ratePerSecond: null,
  totalRatePerSecond: null,
  overlengthOctets: 0,

  longMessages: 'udh8',
  defaultCoding: 'gsm7',
  messageClasses: 'general-group',
  addresses: {
    alphanumeric: { ton: 5, npi: 0 },
    shortCode: { ton: 3, npi: 0 },
    international: { ton: 1, npi: 1 },
    destination: { ton: 1, npi: 1 },
    shortCodeDigitsMax: 8,
    plus: false,
  },
  defaultSender: null,
  serviceType: '',
  priorities: { high: 1, medium: 0, low: 0, veryLow: 0 },
  validity: 'relative',
  registeredDelivery: { receipt: 'always', intermediate: false },
  vendorTlvs: [],

  dialect: 'map',
  messageIds: { answer: 'folded', tlv: 'folded', text: 'folded' },
  queries: true,
  receiptsPer: 'part',
  receiptsWithoutFlags: false,
  utcOffsetMinutes: 0,
  readReceiptText: null,
  errorMap: {},
  receiptErrorMap: {},
  errorTable: 'map',

  connectTimeoutMs: 10_000,
  bindTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  submitMaxMs: 55_000,
  enquireLinkIntervalMs: 30_000,
  awaitingEnquireLinkIntervalMs: 4_000,
  missedEnquireLinks: 2,
  tcpKeepAliveMs: 15_000,
  reconnectMinMs: 1_000,
  reconnectMaxMs: 60_000,
  misconfiguredRetryMs: 300_000,
  drainTimeoutMs: 10_000,

  paceWaitMaxMs: 5_000,
  rememberedParts: 50_000,
  joinsMax: 1_000,
  joinMs: 600_000,
  partAnswerMs: 1_000,
  thanksForPartsEarly: false,
};
