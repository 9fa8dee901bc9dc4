const TIMED_OUT = 408;

/** The control door of a simulator that runs, for one run or for all. */
export class ControlDoor {
  constructor(
    private readonly simulator: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** The same door, for one run. */
  ofRun(id: string): ControlDoor {
    return new ControlDoor(this.simulator, { 'x-chappe-run': id });
  }

  /** Throws an Error with the simulator's own words where it refuses. */
  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const text = await succeeded(await this.send(method, path, body));
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The same by POST, and undefined where what was waited for did not come in time. */
  async askUnlessLate<T>(path: string, body: object): Promise<T | undefined> {
    const answer = await this.send('POST', path, body);
    if (answer.status === TIMED_OUT) return undefined;
    return JSON.parse(await succeeded(answer)) as T;
  }

  async text(path: string): Promise<string> {
    return succeeded(await this.send('GET', path));
  }

  private send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(new URL(`/control${path}`, this.simulator), {
      method,
      headers: { ...this.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

async function succeeded(answer: Response): Promise<string> {
  const text = await answer.text();
  if (answer.ok) return text;
  throw new Error(`The simulator answered ${String(answer.status)}: ${detailOf(text)}`);
}

function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? detail : text;
  } catch {
    return text.slice(0, 500);
  }
}
