/** How much of everything is done. Each is set by an environment variable; docs/performance.md lists them. */
export const settings = {
  /** Of the time in which messages are handed in without leaving. */
  seconds: read('BENCH_SECONDS', 5),
  /** Whole lives of each layout. */
  lives: read('BENCH_LIVES', 8_000),
  /** Single messages of each round beside Kannel. */
  kannelMessages: read('BENCH_KANNEL', 6_000),
  /** Submissions at each window. */
  smppMessages: read('BENCH_SMPP_MESSAGES', 10_000),
  /** Messages over two days of virtual time. */
  million: read('BENCH_MILLION', 1_000_000),
  /** The biggest table. */
  rows: read('BENCH_ROWS', 10_000_000),
};

function read(name: string, fallback: number): number {
  const value = Number(process.env[name] || fallback);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${name} is "${process.env[name]}"; it must be a whole number, at least 1.`);
  }
  return value;
}
