import type { Message, MessageRepository, Move, ReasonKey } from '../messages/index.js';
import type { SubmissionResult } from './carrier.js';

/** Refusals that tell of the way to a phone and not of the phone: final for the carrier that says so, and for it alone. */
const DEAD_ENDS: ReadonlySet<ReasonKey> = new Set(['no_route', 'portability']);

/** Whether a refusal with this reason may be the carrier's alone, however permanent. */
export function isDeadEnd(reason: ReasonKey | null): reason is ReasonKey {
  return reason !== null && DEAD_ENDS.has(reason);
}

/** The carriers that have said that they know no way for a message. */
export function deadEnds(moves: readonly Move[]): ReadonlySet<string> {
  return new Set(moves.flatMap(({ reason, carrier }) => (isDeadEnd(reason) && carrier ? [carrier] : [])));
}

/** Whether it is possible that some carrier has said so: only then the timeline is worth reading. */
export function mayHaveDeadEnds({ attempts, reason }: Message): boolean {
  return attempts > 0 && (isDeadEnd(reason) || reason === 'throttled');
}

/** Whether another carrier than this one, and than those that know no way, may take a message that was refused. */
export async function hasDetour(
  messages: MessageRepository,
  message: Message,
  refusedBy: string,
  result: SubmissionResult,
  carriersFor: (message: Message) => readonly string[],
): Promise<boolean> {
  if (result.kind !== 'rejected' || !isDeadEnd(result.reason)) return false;
  const tried = deadEnds(await messages.moves(message.id));
  return carriersFor(message).some(carrier => carrier !== refusedBy && !tried.has(carrier));
}
