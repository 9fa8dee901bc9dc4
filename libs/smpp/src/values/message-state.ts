/** The states of a message at the message centre (SMPP 3.4 §5.2.28; SCHEDULED and SKIPPED are of 5.0). */
export const MessageState = {
  SCHEDULED: 0,
  ENROUTE: 1,
  DELIVERED: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIVERABLE: 5,
  ACCEPTED: 6,
  UNKNOWN: 7,
  REJECTED: 8,
  SKIPPED: 9,
} as const;

/** The states by name (SMPP 3.4 §5.2.28). */
export type MessageStateName = keyof typeof MessageState;

const NAMES: ReadonlyMap<number, MessageStateName> = new Map(
  (Object.keys(MessageState) as MessageStateName[]).map(name => [MessageState[name], name]),
);

/** The word for each state in the text of a receipt (SMPP 3.4 appendix B; the first and the last as 5.0 has them). */
const WORDS: { readonly [name in MessageStateName]: string } = {
  SCHEDULED: 'SCHEDLD',
  ENROUTE: 'ENROUTE',
  DELIVERED: 'DELIVRD',
  EXPIRED: 'EXPIRED',
  DELETED: 'DELETED',
  UNDELIVERABLE: 'UNDELIV',
  ACCEPTED: 'ACCEPTD',
  UNKNOWN: 'UNKNOWN',
  REJECTED: 'REJECTD',
  SKIPPED: 'SKIPPED',
};

/** Spellings met on the wire beside the standard's, and the state each one means. */
const OTHER_WORDS: ReadonlyMap<string, MessageStateName> = new Map([
  ['DELIVERED', 'DELIVERED'],
  ['UNDELIVERED', 'UNDELIVERABLE'],
  ['UNDELIVERABLE', 'UNDELIVERABLE'],
  ['FAILED', 'UNDELIVERABLE'],
  ['NACK', 'REJECTED'],
  ['REJECTED', 'REJECTED'],
  ['ACCEPTED', 'ACCEPTED'],
  ['BUFFERD', 'ENROUTE'],
  ['BUFFERED', 'ENROUTE'],
  ['EN_ROUTE', 'ENROUTE'],
]);

const BY_WORD: ReadonlyMap<string, MessageStateName> = new Map([
  ...(Object.keys(WORDS) as MessageStateName[]).map(name => [WORDS[name], name] as const),
  ...OTHER_WORDS,
]);

/** The name of a message_state, or undefined for a number that has none. */
export function messageStateName(state: number): MessageStateName | undefined {
  return NAMES.get(state);
}

/** The word of appendix B, for example `DELIVRD`. */
export function receiptWordOf(state: MessageStateName): string {
  return WORDS[state];
}

/** The state a receipt's `stat` means, in any case; undefined for words of the carrier's own. */
export function messageStateOfWord(word: string): MessageStateName | undefined {
  return BY_WORD.get(word.toUpperCase());
}
