import { reasons, type MessagePart, type PartState, type ReasonKey } from '../messages/index.js';

const FINAL_PART_STATES: ReadonlySet<PartState> = new Set([
  'delivered',
  'undelivered',
  'rejected',
  'expired',
]);

/** Whether a part stays as it is for ever. */
export function isFinalPart(state: PartState): boolean {
  return FINAL_PART_STATES.has(state);
}

/** What the parts of a message amount to. */
export interface Aggregate {
  readonly state: PartState;
  readonly reason: ReasonKey | null;
  readonly rawCode: string | null;
}

/**
 * The state of a message from those of its parts: delivered when all are, failed when all have ended and one has failed,
 * and on its way before that. Which failure is told does not depend on the order in which the parts ended: the first
 * permanent one by part number, or else the first.
 *
 * @param parts those that are known; the message is not at its end before there are `partCount` of them
 */
export function aggregate(parts: readonly MessagePart[], partCount: number): Aggregate {
  const inOrder = [...parts].sort((a, b) => a.number - b.number);
  const ended = inOrder.filter(part => isFinalPart(part.state));
  if (ended.length < partCount) {
    const held = inOrder.find(part => part.state === 'buffered');
    return held ? told(held) : { state: 'sent', reason: null, rawCode: null };
  }
  const failed = ended.filter(part => part.state !== 'delivered');
  const worst =
    failed.find(part => part.reason !== null && reasons[part.reason].permanence === 'permanent') ?? failed[0];
  return worst ? told(worst) : told(ended[0]!);
}

function told({ state, reason, rawCode }: MessagePart): Aggregate {
  return { state, reason, rawCode };
}
