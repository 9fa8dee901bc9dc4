/** How the message centre shall handle the message (esm_class bits 1-0, ESME to message centre). */
export const EsmMode = { default: 0, datagram: 1, forward: 2, storeAndForward: 3 } as const;

/** What kind of message it is (esm_class bits 5-2). */
export const EsmType = {
  message: 0,
  /** A receipt of the message centre. */
  receipt: 1,
  /** The phone's application says that it got the message. */
  deliveryAcknowledgement: 2,
  /** The phone's user says so. */
  userAcknowledgement: 4,
  conversationAbort: 6,
  /** The message centre says how things stand; a final receipt is still to come. */
  intermediateNotification: 8,
} as const;

/** esm_class taken apart (SMPP 3.4 §5.2.12). */
export interface EsmClass {
  /** 0 to 3, see {@link EsmMode}. */
  readonly mode: number;
  /** 0 to 15, see {@link EsmType}. */
  readonly type: number;
  /** The message begins with a user data header. */
  readonly udhi: boolean;
  readonly replyPath: boolean;
}

/** Takes esm_class apart. Every octet has a meaning, so nothing is refused. */
export function parseEsmClass(octet: number): EsmClass {
  return {
    mode: octet & 0b11,
    type: (octet >> 2) & 0b1111,
    udhi: (octet & 0x40) !== 0,
    replyPath: (octet & 0x80) !== 0,
  };
}

/**
 * Writes an esm_class octet (SMPP 3.4 §5.2.12).
 *
 * @example buildEsmClass({ type: EsmType.receipt }) // 0x04
 */
export function buildEsmClass({
  mode = 0,
  type = 0,
  udhi = false,
  replyPath = false,
}: Partial<EsmClass>): number {
  return (mode & 0b11) | ((type & 0b1111) << 2) | (udhi ? 0x40 : 0) | (replyPath ? 0x80 : 0);
}
