import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_READY_PATIENCE_MS, waitReady } from './cli/wait-ready.js';
import { createSimulator } from './simulator.js';
import {
  DEFAULT_SIMULATOR_OPTIONS,
  SettingsError,
  optionsFromEnvironment,
  type SimulatorOptions,
} from './simulator.options.js';
import { takenPortText } from './taken-port.js';

const USAGE = `Starts the carrier simulator. --wait-ready waits until one that was started answers. Settings come from the environment:
PORT (default 4000), SMPP_PORT (2775), HOST (127.0.0.1), CHAPPE_CLOCK_MODE (real or manual) and more, see README.md.`;

try {
  const unknown = process.argv.slice(2).find(argument => !['--wait-ready', '--help'].includes(argument));
  const options = optionsFromEnvironment(process.env);
  if (unknown !== undefined) {
    console.error(`${USAGE}\n\n${unknown} is no option.`);
    process.exitCode = 2;
  } else if (process.argv.includes('--help')) console.log(USAGE);
  // With the settings that the simulator itself was given: for health checks, and for scripts that have started one.
  else if (process.argv.includes('--wait-ready')) await waitForOther(options);
  else await serve(options);
} catch (cause) {
  console.error(cause instanceof SettingsError ? cause.message : (takenPortText(cause) ?? cause));
  process.exitCode = 1;
}

async function serve(options: SimulatorOptions): Promise<void> {
  const simulator = await createSimulator(options);
  console.log(`listening on ${simulator.url}`);
  console.log(`smpp listening on ${simulator.smppUrl}`);
  if (simulator.smppsUrl !== undefined) console.log(`smpps listening on ${simulator.smppsUrl}`);
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    simulator.close().then(
      () => process.exit(0),
      (cause: unknown) => {
        console.error(cause);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

async function waitForOther(options: SimulatorOptions): Promise<void> {
  const { host, port } = { ...DEFAULT_SIMULATOR_OPTIONS, ...options };
  // Who listens on all addresses is asked on loopback.
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = `http://${reached.includes(':') ? `[${reached}]` : reached}:${String(port)}`;
  const surroundings = { clock: () => performance.now(), fetch: globalThis.fetch, pause };
  const trouble = await waitReady(url, DEFAULT_READY_PATIENCE_MS, surroundings);
  if (trouble === undefined) return;
  console.error(trouble);
  process.exitCode = 1;
}
