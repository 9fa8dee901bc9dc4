import { setTimeout as pause } from 'node:timers/promises';
import { command } from './command.js';

process.exitCode = await command(process.argv.slice(2), {
  print: line => console.log(line),
  complain: line => console.error(line),
  clock: () => performance.now(),
  fetch: globalThis.fetch,
  pause,
  isColoured: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
});
