/**
 * The journal: all that happened, in order, bounded. It can be read with a filter, listened to, and written out as lines
 * of JSON that are the same octets for the same seed and script.
 */
export type { JournalEntry, JournalFilter } from './entry.js';
export { Journal, matches, type JournalNote } from './journal.js';
