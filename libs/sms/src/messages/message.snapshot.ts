import type { Message } from './message.js';

/** A message as it stood at one moment: its data without its rules, fit for JSON. */
export type MessageSnapshot = Readonly<Omit<Message, 'moveTo' | 'noteEdit' | 'isFinal'>>;

/** Takes a snapshot. Later changes of the message do not show in it. */
export function snapshotOf(message: Message): MessageSnapshot {
  return { ...message, costMicros: message.costMicros };
}
