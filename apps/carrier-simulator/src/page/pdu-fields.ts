import { commandStatus, messageStateName, parseEsmClass, parseRegisteredDelivery } from '@chappe/smpp';
import { decodeUserData } from '@chappe/smsc';
import { dataCodingMeaning } from './encoding.js';
import type { PduField } from './page.wire.js';

/** The fields of a PDU under the standard's names, octets in hexadecimal, each with what its value means. */
export type ShownPdu = Readonly<Record<string, unknown>>;

/** Explains a PDU (SMPP 3.4 sections 4 and 5). */
export function pduFields(pdu: ShownPdu): PduField[] {
  const fields: PduField[] = [];
  for (const [name, value] of Object.entries(pdu)) {
    if (name === 'command' || name === 'unknownTlvs' || name === 'password') continue;
    if (name === 'tlvs') {
      for (const [tlv, inner] of Object.entries(value as object)) {
        fields.push({ name: standardName(tlv), value: shown(inner), meaning: meaningOf(tlv, inner, pdu) });
      }
    } else
      fields.push({ name: standardName(name), value: shown(value), meaning: meaningOf(name, value, pdu) });
  }
  return fields;
}

const TONS = [
  'unknown',
  'international',
  'national',
  'network specific',
  'subscriber',
  'alphanumeric',
  'abbreviated',
];
const NPIS: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'E.164 (telephone)',
  3: 'data',
  8: 'national',
  9: 'private',
};
const MESSAGE_TYPES: Readonly<Record<number, string>> = {
  0: 'an ordinary message',
  1: 'a delivery receipt',
  2: 'acknowledged by the phone’s application',
  4: 'acknowledged by the phone’s user',
  8: 'an intermediate notification',
};
const RECEIPTS = ['no receipt', 'a receipt at the end', 'a receipt on failure', 'a receipt on success'];

function meaningOf(name: string, value: unknown, pdu: ShownPdu): string | null {
  if (/shortMessage|messagePayload/.test(name)) return textIn(value, pdu);
  if (/Time$|Period$/.test(name) && value === '') return 'at once, or the centre’s default';
  if (typeof value !== 'number') return null;
  if (name.endsWith('Ton')) return TONS[value] ?? 'reserved';
  if (name.endsWith('Npi')) return NPIS[value] ?? 'another plan';
  switch (name) {
    case 'status':
      return value === 0 ? 'all is well' : `${commandStatus(value).name}: ${commandStatus(value).meaning}`;
    case 'dataCoding':
      return dataCodingMeaning(value);
    case 'esmClass': {
      const { type, udhi } = parseEsmClass(value);
      return `${MESSAGE_TYPES[type] ?? 'reserved'}${udhi ? ', with a user data header' : ''}`;
    }
    case 'registeredDelivery': {
      const asked = parseRegisteredDelivery(value);
      const isIntermediate = (value & 0x10) !== 0;
      return `${RECEIPTS[value & 3] ?? ''}${isIntermediate ? ', intermediate ones too' : ''}${asked.userAcknowledgement ? ', the user’s acknowledgement' : ''}`;
    }
    case 'messageState':
      return messageStateName(value) ?? null;
    case 'replaceIfPresentFlag':
      return value === 1 ? 'takes the place of an older one' : 'beside older ones';
    default:
      return null;
  }
}

function textIn(value: unknown, { dataCoding, esmClass }: ShownPdu): string | null {
  const octets = Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'hex');
  if (octets.length === 0) return 'empty';
  const hasHeader = typeof esmClass === 'number' && parseEsmClass(esmClass).udhi;
  const header = hasHeader ? Math.min((octets[0] ?? 0) + 1, octets.length) : 0;
  const { text } = decodeUserData({
    ud: octets.subarray(header),
    dataCoding: typeof dataCoding === 'number' ? dataCoding : 0,
    ...(header > 0 ? { udh: octets.subarray(0, header) } : {}),
  });
  return text === '' ? `${String(octets.length)} octets, no text` : `“${text}”`;
}

function standardName(name: string): string {
  const known: Readonly<Record<string, string>> = { status: 'command_status', sequence: 'sequence_number' };
  return known[name] ?? name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function shown(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  return JSON.stringify(value);
}
