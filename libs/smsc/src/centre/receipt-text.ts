import { RECEIPT_DIALECTS, type ReceiptDialect } from '../network/index.js';
import type { CentreReceipt } from './receipt.js';

/**
 * The text form of a receipt (SMPP 3.4 appendix B, which is an example and not a rule), in the manner of its dialect. A
 * receipt that is `malformed` comes out broken in that way.
 *
 * @example
 * receiptText(receipt)
 * // id:1000000001 sub:001 dlvrd:001 submit date:2601010800 done date:2601010801 stat:DELIVRD err:000 Text:Hello
 */
export function receiptText(receipt: CentreReceipt): string {
  const dialect = RECEIPT_DIALECTS[receipt.dialect] ?? RECEIPT_DIALECTS['map']!;
  switch (receipt.malformed) {
    case undefined:
      return fieldsOf(receipt, dialect).join(' ');
    case 'truncated':
      return fieldsOf(receipt, dialect).join(' ').slice(0, 30);
    case 'without_state':
      return fieldsOf(receipt, dialect)
        .filter(field => !field.startsWith('stat:'))
        .join(' ');
    case 'bad_dates':
      return fieldsOf(receipt, dialect)
        .map(field => field.replace(/ date:\d+$/, ' date:0000000000'))
        .join(' ');
    case 'other_layout':
      // A comma list, as one large carrier has it.
      return ['00', receiptId(receipt), receipt.messageState, receipt.errorCode, receipt.doneAt].join(',');
    case 'garbage':
      return '\u00ff\u0000id:stat:\u0000:::';
  }
}

/** The id as the text form has it: the dialect may write it otherwise than the submission was answered. */
export function receiptId({ id, dialect: name }: Pick<CentreReceipt, 'id' | 'dialect'>): string {
  const { idForm, idPad } = RECEIPT_DIALECTS[name] ?? RECEIPT_DIALECTS['map']!;
  if (idForm === 'same') return id.padStart(idPad, '0');
  // Ten digits are decimal; what is shorter or has letters was answered in hexadecimal.
  const number = /^\d{10,}$/.test(id) ? BigInt(id) : BigInt(`0x${id}`);
  const written = number.toString(idForm === 'decimal' ? 10 : 16);
  return (idForm === 'HEX' ? written.toUpperCase() : written).padStart(idPad, '0');
}

/** The values of the three TLVs: receipted_message_id (0x001E), message_state (0x0427), network_error_code (0x0423). */
export function receiptTlvs(receipt: CentreReceipt): {
  receiptedMessageId: string;
  messageState: number;
  networkErrorCode?: Uint8Array;
} {
  const { networkError } = receipt;
  return {
    receiptedMessageId: receipt.id,
    messageState: receipt.messageState,
    ...(networkError === undefined
      ? {}
      : {
          networkErrorCode: Uint8Array.of(
            networkError.type,
            networkError.code >> 8,
            networkError.code & 0xff,
          ),
        }),
  };
}

function fieldsOf(receipt: CentreReceipt, dialect: ReceiptDialect): string[] {
  const fields = [`id:${receiptId(receipt)}`];
  if (dialect.counts) fields.push(`sub:${three(receipt.parts)}`, `dlvrd:${three(receipt.delivered)}`);
  fields.push(
    `submit date:${dateText(receipt.submitAt, dialect)}`,
    `done date:${dateText(receipt.doneAt, dialect)}`,
    `stat:${dialect.words[receipt.state] ?? receipt.state}`,
    `err:${receipt.errorCode}`,
  );
  if (dialect.textField !== 'none') fields.push(`${dialect.textField}:${receipt.textStart}`);
  return fields;
}

function dateText(at: number, { dateDigits, utcOffsetMinutes }: ReceiptDialect): string {
  const digits = new Date(at + utcOffsetMinutes * 60_000).toISOString().replace(/\D/g, '');
  if (dateDigits === 14) return digits.slice(0, 14);
  return digits.slice(2, 2 + dateDigits);
}

function three(count: number): string {
  return String(count).padStart(3, '0');
}
