import type { DeliveryReceipt } from '@chappe/sms';
import type { KnownPart } from '../answers/index.js';
import type { ResolvedOptions } from '../options/index.js';
import { phoneKey } from '../submission/index.js';
import type { ReceiptReport } from './receipt-report.js';

/** The receipts for the library that one receipt of the carrier makes, and whether it fits the message it names. */
export interface MatchedReceipts {
  readonly receipts: readonly DeliveryReceipt[];
  /** True when the id is one of ours and the phone is not: the carrier gave the id out twice, or mixed messages up. */
  readonly foreign: boolean;
}

/**
 * Finds the parts a report speaks of, by what is remembered of late submissions.
 *
 * A report about another phone than the one the id belongs to settles nothing: it goes on under a reference that no part
 * has, and is kept as it came. Either address may be the phone, since carriers differ in whether receipts swap them.
 *
 * @param addresses source and destination of the receipt, as they came
 * @param covers whether the carrier's receipts speak of parts or of whole messages
 */
export function receiptsOf(
  { understood: _, id: __, ...report }: ReceiptReport,
  known: KnownPart | undefined,
  addresses: readonly string[],
  covers: ResolvedOptions['receiptsPer'],
): MatchedReceipts {
  const receipt = covers === 'message' ? { ...report, covers } : report;
  // The library knows the message where this process does not, and compares the phone itself.
  if (!known) return { receipts: [{ ...receipt, phones: addresses }], foreign: false };
  const phones = addresses.flatMap(address => phoneKey(address) ?? []);
  if (phones.length > 0 && !phones.includes(phoneKey(known.to) ?? '')) {
    const reference = `${report.reference}@${addresses[0] ?? ''}`;
    return { receipts: [{ ...receipt, reference }], foreign: true };
  }
  const { messageId } = known;
  // One part stands for all of them: the library knows how many there are.
  const numbers = covers === 'message' ? known.numbers.slice(0, 1) : known.numbers;
  return {
    receipts: numbers.map(partNumber => ({ ...receipt, ours: { messageId, partNumber } })),
    foreign: false,
  };
}
