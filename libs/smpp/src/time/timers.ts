/** Takes a timer back; may be called any number of times, before or after it has run. */
export type Cancel = () => void;

/**
 * Time as a session sees it. Called on every request and for every watch, so it must be cheap. Give your own to run
 * sessions in virtual time.
 */
export interface Timers {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Runs `run` once, `ms` from now, never before this call has returned. */
  after(ms: number, run: () => void): Cancel;
}

/** The system's clock. Its timers do not keep the process alive; open sockets do. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
