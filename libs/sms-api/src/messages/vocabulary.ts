import type { MessageClass, MessageType, Purpose } from '@chappe/sms';

/** The words of the library's types, as values to check against and to document. */
export const PURPOSES = ['transactional', 'marketing'] as const satisfies readonly Purpose[];
export const MESSAGE_TYPES = ['text', 'voice'] as const satisfies readonly MessageType[];
export const MESSAGE_CLASSES = [
  'flash',
  'phone',
  'sim',
  'toolkit',
] as const satisfies readonly MessageClass[];

/** Which encoding may be asked for. */
export const ENCODINGS_ASKED = ['auto', 'gsm7', 'ucs2'] as const;

/** Which encoding a text gets. */
export const ENCODINGS = ['gsm7', 'ucs2'] as const;
export type EncodingName = (typeof ENCODINGS)[number];

/** The outside writes encodings as it asks for them. */
export function encodingName(encoding: 'GSM7' | 'UCS2'): EncodingName {
  return encoding === 'GSM7' ? 'gsm7' : 'ucs2';
}
