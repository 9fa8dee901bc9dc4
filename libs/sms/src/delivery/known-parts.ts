import type { MessagePart } from '../messages/index.js';
import { isFinalPart } from './part-aggregate.js';

/** Parts by the message they belong to. */
export function partsByMessage(parts: readonly MessagePart[]): Map<string, readonly MessagePart[]> {
  return Map.groupBy(parts, part => part.messageId);
}

/** The parts of a message after some of them have changed. */
export function merged(
  parts: readonly MessagePart[],
  changed: readonly MessagePart[],
): readonly MessagePart[] {
  if (changed.length === 0) return parts;
  const numbers = new Set(changed.map(part => part.number));
  return [...parts.filter(part => !numbers.has(part.number)), ...changed];
}

/**
 * The parts without those of which no more is known than that another carrier's copy has failed: the copy that this carrier has, or
 * is being given, may still reach the phone.
 */
export function partsOfCopyAt(carrier: string | null, parts: readonly MessagePart[]): readonly MessagePart[] {
  const isElse = (part: MessagePart) => carrier !== null && part.carrier !== carrier;
  return parts.filter(part => !(isElse(part) && isFinalPart(part.state) && part.state !== 'delivered'));
}

/** How many parts a carrier took, of those that are known: one that it refused, or never took, has no name of the carrier's. */
export function takenParts(parts: readonly MessagePart[]): number {
  const neverTaken = parts.filter(
    ({ state, reference }) => reference === null && (state === 'rejected' || state === 'expired'),
  );
  return parts.length - neverTaken.length;
}
