import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The browsers that a machine may have of its own. */
const OWN_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Builds the page into a folder of its own, so that no test sees one of yesterday. */
export async function buildPage(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-page-'));
  const vite = fromHere('../../../../node_modules/vite/bin/vite.js');
  const built = spawnSync(
    process.execPath,
    [vite, 'build', fromHere('../../page'), '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
    { encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(`The page cannot be built:\n${built.stderr}${built.stdout}`);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A headless Chromium: the machine's, or the one that comes with the dependencies. */
export async function openBrowser(): Promise<Browser> {
  const own = OWN_BROWSERS.find(path => existsSync(path));
  return chromium.launch({
    executablePath: own ?? (await sparticuz.executablePath()),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
    ],
  });
}
