/** `npm start`: builds what changed, starts the carrier simulator and the host beside it, and says what to try. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = path => fileURLToPath(new URL(`../${path}`, import.meta.url));

console.log('Building what has changed…');
for (const [tool, ...parameters] of [
  ['node_modules/typescript/bin/tsc', '-b'],
  ['node_modules/vite/bin/vite.js', 'build', 'apps/carrier-simulator/page', '--logLevel', 'warn'],
]) {
  const build = spawnSync(process.execPath, [inRoot(tool), ...parameters], { cwd: root, stdio: 'inherit' });
  if (build.status !== 0) process.exit(build.status ?? 1);
}

const children = [];

/** Starts one of the apps, repeats what it prints under its name, and resolves with its address once it listens. */
async function start(name, env) {
  const child = spawn(process.execPath, [inRoot(`apps/${name}/dist/main.js`)], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const exited = once(child, 'exit').then(([code]) => {
    if (!stopping) {
      console.error(`${name} ended by itself (exit code ${code}); stopping the other one too.`);
      stop(code || 1);
    }
  });
  const { promise: address, resolve } = Promise.withResolvers();
  createInterface({ input: child.stdout }).on('line', line => {
    console.log(`[${name}] ${line}`);
    const found = /listening on (http:\S+)/.exec(line);
    if (found) resolve(found[1]);
  });
  const url = await Promise.race([address, exited]);
  if (typeof url !== 'string') process.exit(1);
  return url;
}

let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
  Promise.all(children.map(child => child.exitCode ?? child.signalCode ?? once(child, 'exit'))).then(() =>
    process.exit(code),
  );
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

const { PORT, HOST, CHAPPE_SIMULATOR_PORT, ...env } = process.env;
const simulator = await start('carrier-simulator', {
  ...env,
  PORT: CHAPPE_SIMULATOR_PORT ?? '4000',
  HOST: HOST ?? '127.0.0.1',
});
await start('host', {
  ...env,
  PORT: PORT ?? '3000',
  HOST: HOST ?? '127.0.0.1',
  CHAPPE_CLOCK: env.CHAPPE_CLOCK ?? 'simulator',
  CHAPPE_SIMULATOR_URL: simulator,
  CHAPPE_CARRIER_URL: env.CHAPPE_CARRIER_URL ?? simulator,
});
console.log(`[start] see the phones ring, and turn the clock: ${simulator}/
[start] or switch a phone off, send to it, and turn the clock two days on:
  curl -s -X PUT ${simulator}/control/subscribers/+33612345679 -H 'Content-Type: application/json' -d '{"state":"off"}'
  curl -s -X POST ${simulator}/control/clock/advance -H 'Content-Type: application/json' -d '{"by":"PT48H"}'
[start] Ctrl-C stops both.`);
