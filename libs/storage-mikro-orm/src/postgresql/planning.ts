/**
 * How statements are planned on our connections. Each has its index, and must use it from the first row on: the planner goes by
 * statistics, and keeps a plan that it made for an empty table while the table grows to a million rows. (On SQLite the
 * statements name their indexes instead.)
 */
export const PLAN_BY_INDEX = [
  'set enable_seqscan = off',
  'set enable_hashjoin = off',
  'set enable_mergejoin = off',
  // Planned once, and not again for each of the first five lists of values.
  'set plan_cache_mode = force_generic_plan',
  'set jit = off',
].join('; ');

/** How long a statement that reads whole tables may take. */
const SCAN_MAX_MS = 600_000;
/** How long its answer may take, before the connection counts as lost. */
export const SCAN_ANSWER_MAX_MS = SCAN_MAX_MS + 5000;

/** Undoes it until the end of a transaction, for what reads whole tables; a single statement, so that it can be prepared. */
export const PLAN_SCANS = `select ${['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']
  .map(name => `set_config('${name}', 'on', true)`)
  .join(', ')}, set_config('statement_timeout', '${SCAN_MAX_MS}', true)`;
