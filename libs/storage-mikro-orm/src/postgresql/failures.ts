import { duplicate, impossibleFigure, storageFull, tookTooLong } from '../kernel/index.js';

/** The codes of PostgreSQL (appendix A of its manual) that say: do it again, and it will probably work. */
const TRY_AGAIN = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

/** The server is going away, or coming back; or it has ended this session, which did nothing for too long. */
const GOING_AWAY = new Set(['57P01', '57P02', '57P03', '25P03', '25P04']);

/**
 * The server only reads: it stands by for another, which has taken over or is about to. A connection to it is as good as none,
 * and would stay in the pool after writes have found their new server.
 */
const READS_ONLY = '25006';

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** The code of an error that the server has answered; undefined when there was no answer. */
function sqlState(cause: unknown): string | undefined {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  // Codes of the operating system, such as EPIPE, may have five letters too.
  return typeof code === 'string' && SQLSTATE.test(code) && !code.startsWith('E') ? code : undefined;
}

/**
 * Whether an error that a query ended with says that the connection is gone, so that nobody told what became of it, or that it
 * leads to a server that is of no use.
 */
export function connectionLost(cause: unknown): boolean {
  const state = sqlState(cause);
  return state === undefined || GOING_AWAY.has(state) || state === READS_ONLY || state.startsWith('08');
}

/** Whether the same work, done again, may succeed. */
export function worthRetrying(cause: unknown): boolean {
  return TRY_AGAIN.has(sqlState(cause) ?? '');
}

/** The error as our callers know it. */
export function translated(cause: unknown): unknown {
  switch (sqlState(cause)) {
    case '23505':
      return duplicate(cause as Error);
    case '23514':
    case '22003':
      return impossibleFigure(cause as Error);
    // query_canceled: by statement_timeout.
    case '57014':
    // lock_not_available: by lock_timeout, where the database sets one.
    case '55P03':
      return tookTooLong(cause as Error);
    case '53100':
      return storageFull(cause as Error);
    default:
      return cause;
  }
}
