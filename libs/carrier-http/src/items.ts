import { encodePart, type Submission } from '@chappe/sms';

/** One part as the simulator's door takes it. */
export interface WireItem {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
  readonly ud: string;
  readonly udh?: string;
  readonly dataCoding: number;
  /** Milliseconds. */
  readonly validity: number;
  readonly priority: number;
  readonly purpose: string;
}

const PRIORITIES = { high: 3, medium: 2, low: 1, veryLow: 0 } as const;
const CLASSES = { flash: 0, phone: 1, sim: 2, toolkit: 3 } as const;
/** Coding group 00 with the class bits meant (3GPP TS 23.038 section 4). */
const HAS_CLASS = 0x10;

/** A message as items of the door: one for each part, in order. */
export function itemsOf(submission: Submission, defaultSender: string): readonly WireItem[] {
  const { messageId, parts, messageClass, sending } = submission;
  // What is sent anew must not be recognised as what was sent before.
  const anew = sending === undefined ? '' : `r${String(sending)}`;
  const classBits = messageClass === null ? 0 : HAS_CLASS | CLASSES[messageClass];
  return parts.map(({ number, text }) => {
    const { dataCoding, header, userData } = encodePart({
      text,
      encoding: submission.encoding,
      ...(parts.length > 1 && {
        concatenation: {
          reference: concatenationReference(messageId),
          total: parts.length,
          sequence: number,
          bits: 8 as const,
        },
      }),
    });
    return {
      ref: `${messageId}.${String(number)}${anew}`,
      from: submission.from ?? defaultSender,
      to: submission.to,
      ud: hex(userData),
      ...(header.length > 0 && { udh: hex(header) }),
      dataCoding: dataCoding | classBits,
      validity: submission.validityMs,
      priority: PRIORITIES[submission.priority],
      purpose: submission.purpose,
    };
  });
}

/** Which part of which message of ours a reference of {@link itemsOf} is; undefined for any other. */
export function oursOf(
  ref: unknown,
): { readonly messageId: string; readonly partNumber: number } | undefined {
  const found = typeof ref === 'string' ? /^(.+)\.(\d{1,3})(?:r\d)?$/.exec(ref) : null;
  return found === null ? undefined : { messageId: found[1]!, partNumber: Number(found[2]) };
}

/**
 * The 8-bit reference that the parts of a message share (3GPP TS 23.040 9.2.3.24.1): the same at every attempt, and rarely
 * that of another message to the same phone (FNV-1a, folded).
 */
export function concatenationReference(messageId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < messageId.length; index += 1) {
    hash = Math.imul(hash ^ messageId.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & 0xff;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}
