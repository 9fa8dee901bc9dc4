import type { MessagePart } from '../messages/index.js';

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

/** How many parts a carrier took, of those that are known: one that it refused, or never took, has no name of the carrier's. */
export function takenParts(parts: readonly MessagePart[]): number {
  const neverTaken = parts.filter(
    ({ state, reference }) => reference === null && (state === 'rejected' || state === 'expired'),
  );
  return parts.length - neverTaken.length;
}
