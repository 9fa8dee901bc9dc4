import 'reflect-metadata';
import { createSimulator } from './simulator.js';
import { SettingsError, optionsFromEnvironment } from './simulator.options.js';

try {
  const simulator = await createSimulator(optionsFromEnvironment(process.env));
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
} catch (cause) {
  console.error(cause instanceof SettingsError ? cause.message : cause);
  process.exitCode = 1;
}
