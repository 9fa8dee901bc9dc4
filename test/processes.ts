/** Starts the two apps as real processes, as they are built, each on a free port. Imports nothing but Node, so that benches can use it too. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
/** A process that has not said by then where it listens is taken for broken. */
const START_LIMIT_MS = 30_000;

/** Compiled modules are kept here from run to run: a fifth of what a start costs. */
const COMPILED = join(tmpdir(), 'chappe-compiled');

/** A running app. */
export interface RunningApp {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it has printed. */
  readonly output: readonly string[];
  /** The first line that matches, now or as soon as it is printed. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to end (SIGTERM) and waits until it has; answers its exit code. */
  stop(): Promise<number | null>;
  /** Ends it without warning (SIGKILL). */
  kill(): Promise<void>;
}

/** Starts an app and resolves once it listens. Rejects with what it printed when it ends before. */
export async function startApp(
  name: 'host' | 'carrier-simulator',
  env: Readonly<Record<string, string>>,
): Promise<RunningApp> {
  const child = spawn(process.execPath, [join(root, 'apps', name, 'dist', 'main.js')], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', PORT: '0', NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      output.push(line);
      child.emit('line', line);
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found) resolve(found[1]!);
    });
  }
  const exited = once(child, 'exit');
  void exited.then(([code]) =>
    reject(new Error(`${name} ended with ${code} before it listened:\n${output.join('\n')}`)),
  );
  const limit = setTimeout(
    () => reject(new Error(`${name} does not listen after ${START_LIMIT_MS} ms:\n${output.join('\n')}`)),
    START_LIMIT_MS,
  );
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  try {
    const url = await promise;
    const line: RunningApp['line'] = async pattern => {
      for (;;) {
        const found = output.map(printed => pattern.exec(printed)).find(match => match !== null);
        if (found) return found;
        await Promise.race([
          once(child, 'line'),
          exited.then(() =>
            Promise.reject(new Error(`${name} ended and did not print ${pattern}:\n${output.join('\n')}`)),
          ),
        ]);
      }
    };
    return {
      url,
      process: child,
      output,
      line,
      stop: () => end('SIGTERM'),
      kill: async () => void (await end('SIGKILL')),
    };
  } catch (cause) {
    await end('SIGKILL');
    throw cause;
  } finally {
    clearTimeout(limit);
  }
}

/** Calls an HTTP route with JSON and answers the status and the parsed body. */
export async function call(
  url: string,
  options: {
    readonly method?: string;
    readonly token?: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<{ readonly status: number; readonly body: never }> {
  const { method, token, body, headers } = options;
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as never };
}
