/**
 * The forms under which one message id may be met. Carriers give it in hexadecimal and report it in decimal (or the
 * other way round), change its case, or lose leading zeros; which of these a carrier does is a setting of the carrier.
 */
export interface MessageIdForms {
  /** As it came. */
  readonly raw: string;
  /** Upper case, without leading zeros. */
  readonly folded: string;
  /** The decimal form, when the id reads as hexadecimal. */
  readonly hexToDecimal: string | undefined;
  /** The hexadecimal form (upper case), when the id is all digits. */
  readonly decimalToHex: string | undefined;
}

/** The longest id that is converted between bases; longer ones are no numbers any carrier uses. */
export const MAX_NUMERIC_ID_CHARACTERS = 64;

/**
 * The same id in every form that message centres write it in.
 *
 * @example messageIdForms('0abc') // { raw: '0abc', folded: 'ABC', hexToDecimal: '2748', decimalToHex: undefined }
 */
export function messageIdForms(raw: string): MessageIdForms {
  const folded = foldMessageId(raw);
  return { raw, folded, hexToDecimal: hexToDecimal(raw), decimalToHex: decimalToHex(raw) };
}

/** Upper case, without blanks around and leading zeros; an id of zeros alone becomes `0`. */
export function foldMessageId(raw: string): string {
  const trimmed = raw.trim().toUpperCase();
  const folded = trimmed.replace(/^0+/, '');
  return folded === '' && trimmed !== '' ? '0' : folded;
}

/** Exact at any length, since 64-bit ids do not fit a double. Undefined when the id is not hexadecimal. */
export function hexToDecimal(id: string): string | undefined {
  const digits = id.trim();
  if (digits.length > MAX_NUMERIC_ID_CHARACTERS || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  return BigInt(`0x${digits}`).toString();
}

/** Exact at any length. Undefined when the id is not all digits. */
export function decimalToHex(id: string): string | undefined {
  const digits = id.trim();
  if (digits.length > MAX_NUMERIC_ID_CHARACTERS || !/^[0-9]+$/.test(digits)) return undefined;
  return BigInt(digits).toString(16).toUpperCase();
}
