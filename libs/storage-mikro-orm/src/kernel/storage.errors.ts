import { SmsError } from '@chappe/sms';

/** A number came that cannot be kept faithfully. */
export function unsafeInteger(value: number): SmsError {
  return new SmsError(
    'unsafe_integer',
    `${value} is not an integer within 2^53, and would come back as another number. Keep amounts and dates within it.`,
  );
}

/** A row is there already that may be there only once. */
export function duplicate(cause: Error): SmsError {
  return new SmsError(
    'duplicate',
    `The storage has this already, and may have it only once (${cause.message}). Nothing was stored; look it up, or choose another id or name.`,
    { cause },
  );
}

/** A figure would have become impossible: a negative balance, or one beyond 2^53. */
export function impossibleFigure(cause: Error): SmsError {
  return new SmsError(
    'impossible_figure',
    `The storage refuses a value that cannot be right (${cause.message}). Nothing was stored; check the amounts of this call.`,
    { cause },
  );
}

/** There is no room for what was to be written. */
export function storageFull(cause: Error): SmsError {
  return new SmsError(
    'storage_full',
    `There is no room left to write (${cause.message}). Nothing was stored; what is stored can be read. Make room on the disk of the database: no restart is needed.`,
    { cause },
  );
}

/** All readers are at it, and none has ended in time. */
export function noPlaceFree(placesMax: number, waitMaxMs: number): SmsError {
  return new SmsError(
    'storage_unavailable',
    `${placesMax} transactions are reading, and none has ended within ${waitMaxMs} ms. Nothing was read; ask again later, or for less.`,
  );
}

/** A statement took longer than it may. */
export function tookTooLong(cause: Error): SmsError {
  return new SmsError(
    'storage_unavailable',
    `The database gave a statement up that took too long (${cause.message}). Nothing was stored; ask again later, or for less.`,
    { cause },
  );
}

/** The database is not there, or no longer, or takes nothing at present. */
export function unreachable(cause: unknown): SmsError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SmsError(
    'storage_unavailable',
    `The database cannot be used at present (${why}). Nothing was stored; ask again later, and see that its server runs, has connections to give and may be written to.`,
    { cause },
  );
}

/** Another process writes to this file. */
export function fileInUse(path: string): SmsError {
  return new SmsError(
    'database_in_use',
    `Another process writes to ${path}, and one at a time may: two would hand over the same messages. Stop the other first, or use PostgreSQL, which any number of processes may share.`,
  );
}

/** A transaction was used after it had ended, by work that nobody waited for. */
export function endedTransaction(): SmsError {
  return new SmsError(
    'transaction_ended',
    'This transaction has ended. Use it only inside the function it was handed to, and await everything in there.',
  );
}

/** Somebody wrote, or locked, through `Storage.read`. */
export function writeInRead(): SmsError {
  return new SmsError(
    'write_in_read',
    'Storage.read() only reads. Change and lock rows in Storage.transaction() instead.',
  );
}

/** A transaction was opened inside another one, where SQLite would wait for itself for ever. */
export function nestedTransaction(): SmsError {
  return new SmsError(
    'nested_transaction',
    'A transaction was opened inside another one of the same storage, which would wait for itself. Hand the outer transaction over instead.',
  );
}

/** A repository was asked for that this storage does not fill. */
export function unknownRepository(name: string): SmsError {
  return new SmsError(
    'unknown_repository',
    `This storage has no ${name}. Ask for one of the repository ports of @chappe/sms, in the version this storage was made for.`,
  );
}

/** The storage was used before `open()` or after `close()`. */
export function notOpen(): SmsError {
  return new SmsError(
    'storage_not_open',
    'The storage is not open. Await open() first, and stop using it before close().',
  );
}

/** The storage was set up wrongly; lists all mistakes at once. */
export function invalidOptions(mistakes: readonly string[]): SmsError {
  return new SmsError(
    'invalid_options',
    `The storage cannot work with these options:\n${mistakes.map(mistake => `  - ${mistake}`).join('\n')}\nCorrect them where mikroOrmStorage is called.`,
  );
}

/** An options object that names no database we know. */
export function unknownUrl(url: string): SmsError {
  return new SmsError(
    'unknown_storage_url',
    `Cannot tell the database from "${url}". Write sqlite:path/to/file.db, sqlite::memory:, or postgresql://user:password@host:5432/database.`,
  );
}

/** The database was written by a version that knows more than this one. */
export function newerSchema(unknown: readonly string[]): SmsError {
  return new SmsError(
    'newer_schema',
    `The database has migrations that this version does not know: ${unknown.join(', ')}. A newer version has used it. Run "npm install @chappe/sms@latest @chappe/storage-mikro-orm@latest", or point this version at another database.`,
  );
}

/** The database is behind, and the host said not to touch it. */
export function olderSchema(pending: readonly string[]): SmsError {
  return new SmsError(
    'older_schema',
    `The database lacks migrations: ${pending.join(', ')}. Run them once, with the Node that runs the host: node --input-type=module -e "import { migrateStorage } from '@chappe/storage-mikro-orm'; await migrateStorage({ url: process.env.DATABASE_URL })", or open with migrate: 'auto'.`,
  );
}

/** The database is not there, or does not let us in. */
export function cannotOpen(url: string, cause: unknown): SmsError {
  return new SmsError(
    'database_unreachable',
    `The database ${withoutPassword(url)} could not be opened (${causeOf(cause)}). See to it that it is there, that its URL, user and password are right, and that the user may make tables in it; then start again.`,
    { cause },
  );
}

/** The migrations failed, and left nothing behind. */
export function migrationFailed(pending: readonly string[], cause: unknown): SmsError {
  return new SmsError(
    'migration_failed',
    `The migrations ${pending.join(', ')} could not be run (${causeOf(cause)}); the database is as it was before. Where tables of ours are there already, something else has made them: restore the database from a backup, or use an empty one.`,
    { cause },
  );
}

/** All migrations are noted as run, and what they make is not there. */
export function incompleteSchema(missing: readonly string[]): SmsError {
  return new SmsError(
    'incomplete_schema',
    `The database says that all migrations have run, and lacks ${missing.join(', ')}. It was restored in part, changed by hand, or made by a version that was never released: restore it from a backup, or use an empty one.`,
  );
}

function causeOf(cause: unknown): string {
  const { message, errors } = cause as Partial<AggregateError>;
  // Of a name with several addresses, each has its own failure, and the whole has none.
  const told = message || (errors ?? []).map(one => (one as Error).message).join('; ') || String(cause);
  return told.split('\n')[0]!;
}

function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:/@\s]*):[^@\s]*@/g, '$1:***@');
}

/** The connection broke while the database was committing, and it did not come back to say what it did. */
export function unknownOutcome(cause: unknown): SmsError {
  return new SmsError(
    'unknown_outcome',
    'The connection broke during the commit and the database did not come back in time to say whether it was done. Look before you do it again, or repeat it under the same Idempotency-Key.',
    { cause },
  );
}

/** A statement failed, its error was swallowed, and PostgreSQL rolled back instead of committing. */
export function swallowedFailure(): SmsError {
  return new SmsError(
    'transaction_rolled_back',
    'A statement of this transaction failed and its error was caught inside, so the database rolled everything back. Let errors leave the transaction.',
  );
}

/** A changed row is not there. */
export function missingRows(table: string, expected: number, found: number): SmsError {
  return new SmsError(
    'missing_rows',
    `${expected} rows of ${table} were to be changed and ${found} are there. Save only what was read, locked or claimed in the same transaction.`,
  );
}

/** The chain of a wallet grew while somebody who had locked it was adding to it. */
export function forkedChain(accountId: string, asset: string): SmsError {
  return new SmsError(
    'forked_chain',
    `The ${asset} wallet of ${accountId} was changed by somebody who did not wait for its lock, so nothing was stored. Change wallets through this library alone.`,
  );
}

/** A hold was to be captured for more than it is. */
export function captureBeyondHold(holdId: string, heldMicros: number, capturedMicros: number): SmsError {
  return new SmsError(
    'capture_beyond_hold',
    `Hold ${holdId} is of ${heldMicros} micro-units and cannot be captured for ${capturedMicros}. Capture from 0 to the held amount.`,
  );
}

/** A cursor was not made by the list it was given to. */
export function foreignCursor(cursor: string): SmsError {
  return new SmsError(
    'invalid_cursor',
    `"${cursor}" is not a place in this list. Give back the next of the page before, unchanged, or none for the first page.`,
  );
}
