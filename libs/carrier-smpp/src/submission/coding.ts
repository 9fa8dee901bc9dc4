import { encodeGsm7, encodeUcs2, type Encoding, type MessageClass } from '@chappe/sms';
import type { SmppCarrierSettings } from '../options/index.js';

/** The alphabets in which octets of a submit_sm may stand. */
export type Alphabet = SmppCarrierSettings['defaultCoding'] | 'ucs2';

const CLASSES: Readonly<Record<MessageClass, number>> = { flash: 0, phone: 1, sim: 2, toolkit: 3 };
const UCS2 = 0x08;
/** A message class in data_coding: bit 4 of the general group, or the group 1111 (3GPP TS 23.038 section 4). */
const GENERAL_GROUP_CLASS = 0x10;
const CLASS_GROUP = 0xf0;

/** The alphabet a text is written in: UCS-2 as it was priced, or what data_coding 0 means. Undefined when that lacks a character. */
export function alphabetOf(
  text: string,
  encoding: Encoding,
  defaultCoding: SmppCarrierSettings['defaultCoding'],
): Alphabet | undefined {
  if (encoding === 'UCS2') return 'ucs2';
  if (defaultCoding === 'gsm7') return 'gsm7';
  const highest = defaultCoding === 'ascii' ? 0x7f : 0xff;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > highest) return undefined;
  return defaultCoding;
}

/**
 * The octets of a text.
 *
 * @throws RangeError when the alphabet lacks a character, which cannot happen after {@link alphabetOf} and `segment`.
 */
export function octetsOf(text: string, alphabet: Alphabet): Buffer {
  switch (alphabet) {
    case 'gsm7':
      return Buffer.from(encodeGsm7(text));
    case 'ucs2':
      return Buffer.from(encodeUcs2(text));
    case 'latin1':
    case 'ascii':
      return Buffer.from(text, 'latin1');
  }
}

/** data_coding and, where a class is told by it, dest_addr_subunit (SMPP 3.4 §5.2.19 and 5.3.2.1). */
export function dataCodingOf(
  alphabet: Alphabet,
  messageClass: MessageClass | null,
  way: SmppCarrierSettings['messageClasses'],
): { readonly dataCoding: number; readonly destAddrSubunit: number | undefined } {
  const base = alphabet === 'ucs2' ? UCS2 : 0;
  if (messageClass === null) return { dataCoding: base, destAddrSubunit: undefined };
  const number = CLASSES[messageClass];
  // Subunits count from 1: display, equipment, card, external unit; they are the classes in the same order.
  if (way === 'subunit') return { dataCoding: base, destAddrSubunit: number + 1 };
  const group = way === 'class-group' && base === 0 ? CLASS_GROUP : base | GENERAL_GROUP_CLASS;
  return { dataCoding: group | number, destAddrSubunit: undefined };
}
