import type { DeliveryReceipt, Instant, PartQuery } from '@chappe/sms';
import { readEvent } from './carrier-events.js';

/** Asks the door about messages by its own ids, all at once; what it does not know is left out. */
export async function askAbout(
  parts: readonly PartQuery[],
  messageOf: (reference: string) => Promise<unknown>,
  now: () => Instant,
): Promise<readonly DeliveryReceipt[]> {
  const asked = parts.map(async ({ messageId, partNumber, reference }) => {
    // Without an answer there is no id; the door is asked by handing the message over again, which it recognises.
    const message = reference === null ? undefined : await messageOf(reference);
    const told = readEvent({ ...(message as object | undefined), type: 'receipt' }, now());
    return told?.kind === 'receipt' && told.receipt.reference === reference
      ? [{ ...told.receipt, ours: { messageId, partNumber } }]
      : [];
  });
  return (await Promise.all(asked)).flat();
}
