#!/usr/bin/env node
/** Stands for the command where it was not built yet: npm links a command when it installs, before there is anything to run. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/cli/main.js', import.meta.url);
if (existsSync(fileURLToPath(main))) await import(main.href);
else {
  console.error('chappe-sim is not built yet. Run: npm run build');
  process.exitCode = 2;
}
