import type { Message, MessagePart } from '../messages/index.js';
import type { DeliveryReceipt } from './carrier.js';

/**
 * The numbers of the parts that a receipt speaks of: the one it was matched with, the others that its carrier has under the same
 * reference, and all of the message where the carrier sends one receipt for a whole text.
 *
 * @param number the part it was matched with
 * @param parts all of the message that are known
 */
export function partsTold(
  { covers, reference }: Pick<DeliveryReceipt, 'covers' | 'reference'>,
  number: number,
  { partCount }: Pick<Message, 'partCount'>,
  carrier: string,
  parts: readonly MessagePart[],
): readonly number[] {
  if (covers === 'message') return Array.from({ length: partCount }, (_, index) => index + 1);
  const alike = parts.filter(part => part.carrier === carrier && part.reference === reference);
  return [...new Set([number, ...alike.map(part => part.number)])];
}
