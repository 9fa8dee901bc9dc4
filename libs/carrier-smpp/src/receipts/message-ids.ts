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
 * Leading zeros that were folded away cannot be told from the form alone; a carrier that has them wants the form `exact`.
 */
export function spellingsOf(reference: string, form: MessageIdForm): readonly string[] {
  const isNumber = /^\d+$/.test(reference);
  switch (form) {
    case 'exact':
    case 'decimal':
      return [reference];
    case 'hex': {
      const hex = isNumber ? BigInt(reference).toString(16) : reference.toLowerCase();
      return [...new Set([hex.toUpperCase(), hex])];
    }
    case 'folded':
      return [...new Set([reference, reference.toLowerCase()])];
  }
}
