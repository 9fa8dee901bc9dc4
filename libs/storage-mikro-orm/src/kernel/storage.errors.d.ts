import { SmsError } from '@chappe/sms';
/** A number came that cannot be kept faithfully. */
export declare function unsafeInteger(value: number): SmsError;
/** A row is there already that may be there only once. */
export declare function duplicate(cause: Error): SmsError;
/** A figure would have become impossible: a negative balance, or one beyond 2^53. */
export declare function impossibleFigure(cause: Error): SmsError;
/** A transaction was used after it had ended, by work that nobody waited for. */
export declare function endedTransaction(): SmsError;
/** Somebody wrote, or locked, through `Storage.read`. */
export declare function writeInRead(): SmsError;
/** A transaction was opened inside another one, where SQLite would wait for itself for ever. */
export declare function nestedTransaction(): SmsError;
/** A repository was asked for that this storage does not fill. */
export declare function unknownRepository(name: string): SmsError;
/** The storage was used before `open()` or after `close()`. */
export declare function notOpen(): SmsError;
/** An options object that names no database we know. */
export declare function unknownUrl(url: string): SmsError;
/** The database was written by a version that knows more than this one. */
export declare function newerSchema(unknown: readonly string[]): SmsError;
/** The database is behind, and the host said not to touch it. */
export declare function olderSchema(pending: readonly string[]): SmsError;
/** The connection broke while the database was committing, and it did not come back to say what it did. */
export declare function unknownOutcome(cause: unknown): SmsError;
/** A statement failed, its error was swallowed, and PostgreSQL rolled back instead of committing. */
export declare function swallowedFailure(): SmsError;
/** A changed row is not there. */
export declare function missingRows(table: string, expected: number, found: number): SmsError;
/** A hold was to be captured for more than it is. */
export declare function captureBeyondHold(holdId: string, heldMicros: number, capturedMicros: number): SmsError;
/** A cursor was not made by the list it was given to. */
export declare function foreignCursor(cursor: string): SmsError;
//# sourceMappingURL=storage.errors.d.ts.map