import { foldMessageId, hexToDecimal, type Receipt } from '@chappe/smpp';
import type { MessageIdForm, MessageIdForms } from '../options/index.js';

/** The one form under which an id is stored and looked for. An id that does not read as a number is folded. */
export function normaliseId(id: string, form: MessageIdForm): string {
  switch (form) {
    case 'exact':
      return id.trim();
    case 'folded':
    case 'decimal':
      return foldMessageId(id);
    case 'hex':
      return hexToDecimal(id) ?? foldMessageId(id);
  }
}

/**
 * The id a receipt speaks of: that of the TLV when there is one, since the text's may be cut short or in another base.
 *
 * @returns an empty text when the receipt names none
 */
export function idOfReceipt(receipt: Receipt, textId: string | undefined, forms: MessageIdForms): string {
  if (receipt.tlvId) return normaliseId(receipt.tlvId, forms.tlv);
  return textId ? normaliseId(textId, forms.text) : '';
}

/**
 * How the carrier itself may write an id of which only the normal form is stored, the likeliest first: for asking about it.
 *
 * @param example an id as the carrier has written it lately: others have its width and its case
 */
export function spellingsOf(reference: string, form: MessageIdForm, example = ''): readonly string[] {
  if (form === 'exact') return [reference];
  const isHexNumber = form === 'hex' && /^\d+$/.test(reference);
  const upper = isHexNumber ? BigInt(reference).toString(16).toUpperCase() : reference;
  const lower = upper.toLowerCase();
  const alike = (/[a-z]/.test(example) ? lower : upper).padStart(example.length, '0');
  return [...new Set([alike, upper, lower])];
}
