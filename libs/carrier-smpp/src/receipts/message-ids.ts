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
  // Without a TLV, the receipt's id is the text's.
  const tlvId = receipt.messageId === receipt.textId ? undefined : receipt.messageId;
  if (tlvId) return normaliseId(tlvId, forms.tlv);
  return textId ? normaliseId(textId, forms.text) : '';
}
