import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';

/** One event of the simulator's clock. With a `step` it wants an answer. */
export interface ClockEvent {
  readonly step: number | undefined;
  /** Milliseconds of the epoch. */
  readonly now: number;
  readonly mode: 'manual' | 'real';
  readonly speed: number;
}

/** What is answered to a step. */
export interface StepAnswer {
  readonly step: number;
  readonly busy?: true;
  readonly nextDueAt?: string | null;
  readonly outside?: number;
}

/** The simulator says something at least every 15 s. */
const SILENCE_MAX_MS = 45_000;
const ANSWER_TIMEOUT_MS = 60_000;
const RETRY_MS = 250;
/** One event is a line of some hundred octets. */
const MAX_BACKLOG = 1_048_576;

/** The stream by which a host follows the simulator's clock, and the way back. */
export class ClockStream {
  private readonly agent = new Agent({ headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: SILENCE_MAX_MS });
  private readonly ending = new AbortController();

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly clients: readonly string[],
  ) {}

  /**
   * Follows until closed, and tries again whenever the stream ends. `now` is asked for the date to begin with. Tells `lost`
   * of every failure.
   */
  async follow(
    now: () => number,
    heard: (event: ClockEvent) => void,
    lost: (cause: unknown) => void,
  ): Promise<void> {
    while (!this.ending.signal.aborted) {
      try {
        await this.readOnce(now(), heard);
        lost(new Error('The stream has ended.'));
      } catch (cause) {
        lost(cause);
      }
      await pause(RETRY_MS, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  /** Answers a step. Whether it is heard the next event will show. */
  async answer(answer: StepAnswer): Promise<void> {
    try {
      const { body } = await request(`${this.url}/control/clock/followers/${this.name}`, {
        dispatcher: this.agent,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer),
        signal: this.ending.signal,
      });
      await body.dump();
    } catch {
      // The stream tells when the simulator is gone.
    }
  }

  close(): void {
    this.ending.abort();
    void this.agent.destroy();
  }

  private async readOnce(now: number, heard: (event: ClockEvent) => void): Promise<void> {
    const query = new URLSearchParams();
    if (this.clients.length > 0) query.set('clients', this.clients.join(','));
    if (now > 0) query.set('now', new Date(now).toISOString());
    const { statusCode, body } = await request(
      `${this.url}/control/clock/followers/${this.name}/stream?${query.toString()}`,
      { dispatcher: this.agent, signal: this.ending.signal },
    );
    if (statusCode !== 200) throw new Error(`It answered ${String(statusCode)}: ${await body.text()}`);
    let backlog = '';
    body.setEncoding('utf8');
    for await (const chunk of body as AsyncIterable<string>) {
      backlog += chunk;
      const lines = backlog.split('\n');
      backlog = lines.pop() ?? '';
      if (backlog.length > MAX_BACKLOG) throw new Error('It sent a line without end.');
      for (const line of lines) if (line.startsWith('data: ')) heard(readClockEvent(line.slice(6)));
    }
  }
}

function readClockEvent(text: string): ClockEvent {
  const { step, now, mode, speed } = JSON.parse(text) as Record<string, unknown>;
  const at = Date.parse(String(now));
  if (!Number.isFinite(at) || (mode !== 'manual' && mode !== 'real') || !(Number(speed) > 0)) {
    throw new Error(`It sent what is no event of a clock: ${text.slice(0, 200)}`);
  }
  return { step: typeof step === 'number' ? step : undefined, now: at, mode, speed: Number(speed) };
}
