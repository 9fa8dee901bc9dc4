/** registered_delivery taken apart (SMPP 3.4 §5.2.17): which receipts the sender asks for. */
export interface RegisteredDelivery {
  /** Receipt of the message centre: `success` is of SMPP 5.0. */
  readonly receipt: 'none' | 'always' | 'failure' | 'success';
  /** The phone's application shall say that it got the message. */
  readonly deliveryAcknowledgement: boolean;
  /** The phone's user shall say so. */
  readonly userAcknowledgement: boolean;
  /** The message centre shall tell of states that are not final. */
  readonly intermediate: boolean;
}

const RECEIPTS = ['none', 'always', 'failure', 'success'] as const;

/** Takes registered_delivery apart. Every octet has a meaning, so nothing is refused. */
export function parseRegisteredDelivery(octet: number): RegisteredDelivery {
  return {
    receipt: RECEIPTS[octet & 0b11] ?? 'none',
    deliveryAcknowledgement: (octet & 0b100) !== 0,
    userAcknowledgement: (octet & 0b1000) !== 0,
    intermediate: (octet & 0b10000) !== 0,
  };
}

/**
 * Writes a registered_delivery octet (SMPP 3.4 §5.2.17).
 *
 * @example buildRegisteredDelivery({ receipt: 'always', intermediate: true }) // 0x11
 */
export function buildRegisteredDelivery({
  receipt = 'none',
  deliveryAcknowledgement = false,
  userAcknowledgement = false,
  intermediate = false,
}: Partial<RegisteredDelivery>): number {
  return (
    RECEIPTS.indexOf(receipt) |
    (deliveryAcknowledgement ? 0b100 : 0) |
    (userAcknowledgement ? 0b1000 : 0) |
    (intermediate ? 0b10000 : 0)
  );
}
