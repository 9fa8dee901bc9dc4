/** What waiting needs of the outside. */
export interface WaitSurroundings {
  /** Real milliseconds. */
  readonly clock: () => number;
  readonly fetch: typeof fetch;
  /** Resolves after that many real milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** How long to wait where nothing is said. */
export const DEFAULT_READY_PATIENCE_MS = 30_000;
/** The longest wait there is. */
export const MAX_READY_PATIENCE_MS = 600_000;

const NO_SIMULATOR = 'is ready, and no carrier simulator';
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Waits until a simulator says that it is ready, or `patienceMs` are over. Answers undefined, or why it was in vain.
 *
 * @example
 * await waitReady('http://127.0.0.1:4000', 10_000, surroundings); // undefined
 */
export async function waitReady(
  url: string,
  patienceMs: number,
  { clock, fetch: ask, pause }: WaitSurroundings,
): Promise<string | undefined> {
  const endsAt = clock() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const why = await trouble(url, Math.max(Math.ceil(endsAt - clock()), 1), ask);
    if (why === undefined) return undefined;
    // It will not become one.
    if (why === NO_SIMULATOR) return `${url} ${why}: is another program there?`;
    const leftMs = endsAt - clock();
    if (leftMs <= 0) return `${url} ${why}, ${String(patienceMs / 1_000)} s long. Is the simulator running?`;
    await pause(Math.min(pauseMs, leftMs));
  }
}

async function trouble(url: string, limitMs: number, ask: typeof fetch): Promise<string | undefined> {
  try {
    const answer = await ask(`${url}/health/ready`, { signal: AbortSignal.timeout(limitMs) });
    await answer.body?.cancel();
    if (!answer.ok) return `answered ${String(answer.status)}`;
    // Others are ready too, the host for one; only a simulator has a clock to turn.
    const clock = await ask(`${url}/control/clock`, { signal: AbortSignal.timeout(limitMs) });
    await clock.body?.cancel();
    return clock.ok ? undefined : NO_SIMULATOR;
  } catch {
    return 'did not answer';
  }
}
