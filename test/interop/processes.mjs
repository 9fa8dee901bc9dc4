import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The processes of one run; ended in the opposite order of their start, by their ids. */
export class Processes {
  #running = [];

  /** Starts a command. Its output goes to ours when `isHeard`. */
  start(command, args, { env = {}, isHeard = false } = {}) {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', isHeard ? 'pipe' : 'ignore', isHeard ? 'inherit' : 'ignore'],
    });
    child.on('error', error => {
      throw new Error(`${command} could not be started: ${error.message}`);
    });
    this.#running.push(child);
    return child;
  }

  async stop() {
    for (const child of this.#running.splice(0).reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(patience);
    }
  }
}

/** Ports that nobody listens on at the moment. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise(resolve => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map(server => server.address().port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}

/** Resolves when somebody listens on a port. */
export async function listening(port, withinMs = 10_000) {
  await until(
    () =>
      new Promise(resolve => {
        const socket = connect(port, '127.0.0.1', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.on('connect', () => socket.destroy());
      }),
    `somebody listens on port ${port}`,
    withinMs,
  );
}

/** Resolves when `question` answers true; throws, with what was waited for, when it does not within `withinMs`. */
export async function until(question, what, withinMs) {
  const limit = performance.now() + withinMs;
  while (!(await question())) {
    if (performance.now() > limit) throw new Error(`Waited ${withinMs} ms in vain until ${what}.`);
    await pause(20);
  }
}
