import { REASONS, type Reason } from './reasons.js';

/**
 * How an operator's receipts speak: its error codes, and the manners of its text form. The variations are those met in
 * the field; the code tables follow the published ones of the providers they are named after.
 */
export interface ReceiptDialect {
  readonly name: string;
  /** The code when all is well. */
  readonly ok: string;
  /** The codes it has; any other reason is `other`. */
  readonly codes: Readonly<Partial<Record<Reason, string>>>;
  readonly other: string;
  /** How ids stand in the text, whatever the submission was answered. `same` leaves them alone. */
  readonly idForm: 'same' | 'decimal' | 'hex' | 'HEX';
  /** Ids are padded with zeros to so many characters. */
  readonly idPad: number;
  /** The digits of a date: YYMMDDhhmm (10), with seconds (12), or with the century too (14). */
  readonly dateDigits: 10 | 12 | 14;
  /** The dates are local to this offset from UTC. */
  readonly utcOffsetMinutes: number;
  /** Whether `sub:` and `dlvrd:` are there. */
  readonly counts: boolean;
  /** How the last field is written. */
  readonly textField: 'Text' | 'text' | 'none';
  /** Words in place of the usual ones of appendix B. */
  readonly words: Readonly<Record<string, string>>;
}

const PLAIN = {
  ok: '000',
  idForm: 'same',
  idPad: 0,
  dateDigits: 10,
  utcOffsetMinutes: 0,
  counts: true,
  textField: 'Text',
  words: {},
} as const;

/** What MAP has no number for, because the operator itself says no: numbers of its own, above those of MAP. */
const OPERATOR_CODES = {
  do_not_disturb: '901',
  marketing_hours: '902',
  spam: '903',
  sender_blacklisted: '904',
  sender_not_allowed: '905',
  validity_expired: '906',
} as const satisfies Partial<Record<Reason, string>>;

/** The dialects, by name. An operator without one speaks `map`. */
export const RECEIPT_DIALECTS: Readonly<Record<string, ReceiptDialect>> = {
  /** The numbers of MAP (3GPP TS 29.002), three digits. */
  map: { ...PLAIN, name: 'map', codes: mapCodes(), other: '999' },
  /** Three digits of its own, ids in decimal with zeros, dates with seconds. */
  twilio: {
    ...PLAIN,
    name: 'twilio',
    codes: {
      absent_subscriber: '001',
      no_paging_response: '001',
      roaming_not_allowed: '001',
      memory_full: '002',
      not_sms_capable: '004',
      unknown_subscriber: '005',
      call_barred: '009',
      do_not_disturb: '009',
      subscriber_busy: '011',
      network_error: '012',
      congestion: '012',
      handset_error: '010',
      spam: '007',
    },
    other: '008',
    idForm: 'decimal',
    idPad: 12,
    dateDigits: 12,
  },
  /** One or two digits, ids in decimal in the text though the answer may have been hexadecimal. */
  vonage: {
    ...PLAIN,
    name: 'vonage',
    ok: '0',
    codes: {
      absent_subscriber: '2',
      no_paging_response: '2',
      roaming_not_allowed: '2',
      unknown_subscriber: '12',
      illegal_subscriber: '3',
      call_barred: '4',
      portability: '5',
      no_route: '11',
      spam: '6',
      content_refused: '6',
      subscriber_busy: '7',
      network_error: '8',
      congestion: '16',
      do_not_disturb: '9',
      sender_not_allowed: '10',
      parental_lock: '13',
      sender_blacklisted: '14',
      subscriber_no_credit: '15',
    },
    other: '99',
    idForm: 'decimal',
    dateDigits: 10,
    textField: 'text',
  },
  /** Three digits by hundreds, ids in upper-case hexadecimal, dates with the century, no counts. */
  sinch: {
    ...PLAIN,
    name: 'sinch',
    ok: '0',
    codes: {
      unknown_subscriber: '150',
      call_barred: '151',
      not_sms_capable: '152',
      absent_subscriber: '153',
      no_paging_response: '201',
      roaming_not_allowed: '202',
      handset_error: '155',
      memory_full: '158',
      subscriber_busy: '203',
      network_error: '207',
      congestion: '102',
      parental_lock: '250',
      spam: '62',
      content_refused: '15',
      sender_not_allowed: '60',
      sender_blacklisted: '310',
      do_not_disturb: '61',
      portability: '5',
      no_route: '1',
    },
    other: '114',
    idForm: 'HEX',
    dateDigits: 14,
    counts: false,
  },
  /** One or two digits of another table, local time, `BUFFERD` for what waits. */
  ovh: {
    ...PLAIN,
    name: 'ovh',
    ok: '0',
    codes: {
      network_error: '2',
      congestion: '2',
      absent_subscriber: '3',
      no_paging_response: '3',
      roaming_not_allowed: '3',
      handset_error: '4',
      memory_full: '4',
      subscriber_busy: '4',
      illegal_equipment: '4',
      unknown_subscriber: '5',
      subscriber_no_credit: '5',
      call_barred: '5',
      illegal_subscriber: '5',
      validity_expired: '801',
      portability: '7',
      no_route: '54',
      parental_lock: '8',
      do_not_disturb: '53',
      content_refused: '101',
      deleted: '802',
      spam: '803',
    },
    other: '255',
    dateDigits: 12,
    utcOffsetMinutes: 60,
    words: { ENROUTE: 'BUFFERD' },
  },
};

/** The code of a reason in a dialect. */
export function errorCodeOf(dialect: ReceiptDialect, reason: Reason | undefined): string {
  return reason === undefined ? dialect.ok : (dialect.codes[reason] ?? dialect.other);
}

function mapCodes(): Partial<Record<Reason, string>> {
  const codes: Partial<Record<Reason, string>> = { ...OPERATOR_CODES };
  for (const [reason, { map }] of Object.entries(REASONS)) {
    if (map > 0) codes[reason as Reason] = String(map).padStart(3, '0');
  }
  return codes;
}
