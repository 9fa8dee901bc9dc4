import { duplicate, impossibleFigure, storageFull } from '../kernel/index.js';

/** An error of SQLite (its extended result codes) as our callers know it. */
export function translated(cause: unknown): unknown {
  switch ((cause as { readonly code?: unknown } | null)?.code) {
    case 'SQLITE_CONSTRAINT_UNIQUE':
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
      return duplicate(cause as Error);
    case 'SQLITE_CONSTRAINT_CHECK':
      return impossibleFigure(cause as Error);
    // The file system says it either way, depending on which of its files has no room left.
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR_WRITE':
    case 'SQLITE_IOERR_SHMSIZE':
      return storageFull(cause as Error);
    default:
      return cause;
  }
}
