/** Runs the shell commands of a document in one session, against a host and a simulator of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '../processes.js';
import { blocksOf, root, type Block, type Document } from './markdown.js';

/** The token of the demo account, where a document chooses none. */
const TOKEN = 'chp_docs_token_4711';
const SESSION_LIMIT_MS = 30_000;
/** `npm start`, `npm run build`, with settings before it. */
const NPM = /^((?:\w+=\S+\s+)*)npm (?:run (?:--\S+ )*)?([\w:-]+)/;
const NPM_ITSELF = new Set(['install', 'ci']);

/** The blocks that are to be run. */
export function commandsOf(document: Document): readonly Block[] {
  return blocksOf(document).filter(
    ({ language, note }) => ['sh', 'bash', 'shell'].includes(language) && !note.startsWith('not run:'),
  );
}

/** A document that starts the apps itself is run as it stands. */
const STARTS_APPS = /^(?:\w+=\S+ |  )*.*node apps\/\S+ &$/m;
/** What it starts, and where: the ports of the apps, as documents have them. */
const PORTS = ['3000', '4000', '2775'];

/**
 * Runs the blocks in order, in one shell. `npm …` lines are not run: what they start is running, and that there is such a
 * script is checked; settings before `npm start` are given to both apps. A request answered with an error fails. Answers `ended well`, or where it failed
 * and what was printed.
 */
export async function runCommands(document: Document): Promise<string> {
  const commands = commandsOf(document);
  if (commands.some(({ text }) => STARTS_APPS.test(text))) return runLiterally(document, commands);
  const settings = settingsIn(commands);
  const token = settings['CHAPPE_DEMO_TOKEN'] ?? TOKEN;
  const script = scriptOf(
    document,
    commands.map(block => ({ ...block, text: runnable(block.text) })),
  );
  const folder = folderWith('node_modules');
  mkdirSync(join(folder, '.data'));
  const simulator = await startApp('carrier-simulator', { SMPP_PORT: '0', ...settings });
  try {
    const host = await startApp('host', {
      DATABASE_URL: `sqlite:${join(folder, '.data/chappe.db')}`,
      CHAPPE_CARRIER_URL: simulator.url,
      CHAPPE_CLOCK: 'simulator',
      CHAPPE_SIMULATOR_URL: simulator.url,
      CHAPPE_DEMO_TOKEN: token,
      ...settings,
    });
    try {
      return await shell(
        script
          .replaceAll(/http:\/\/(127\.0\.0\.1|localhost):3000/g, host.url)
          .replaceAll(/http:\/\/(127\.0\.0\.1|localhost):4000/g, simulator.url)
          .replaceAll(/chp_(test|live)_[\w…<>.]+|<token>/g, token),
        folder,
        { TOKEN: token },
      );
    } finally {
      await host.stop();
    }
  } finally {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Every line as it stands, in a folder that has what was built; only the ports are others, for several runs beside one another. What
 * it started and did not end is ended.
 */
async function runLiterally(document: Document, commands: readonly Block[]): Promise<string> {
  const folder = folderWith('node_modules', 'apps');
  const ports = await freePorts(PORTS.length);
  const script = PORTS.reduce(
    (text, port, index) => text.replaceAll(new RegExp(`(?<=[:=])${port}\\b`, 'g'), String(ports[index])),
    scriptOf(document, commands),
  );
  try {
    return await shell(script, folder, {});
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scriptOf({ path }: Document, commands: readonly Block[]): string {
  return [
    // An answer of 400 or more is a failure, wherever the request stands in a pipe.
    'curl() { command curl --fail-with-body --silent --show-error "$@"; }',
    ...commands.flatMap(({ line, text }) => [`printf '\\n::${path}:${line}\\n'`, text]),
  ].join('\n');
}

/** A folder with what stands in the repository's, and nothing else. */
function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-docs-session-'));
  for (const name of names) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  return ports;
}

/** What stands before `npm start`. */
function settingsIn(commands: readonly Block[]): Record<string, string> {
  const started = commands.flatMap(({ text }) => text.split('\n')).map(line => NPM.exec(line));
  const assignments = started.flatMap(match =>
    match?.[2]?.startsWith('start') ? match[1]!.trim().split(/\s+/) : [],
  );
  return Object.fromEntries(
    assignments.filter(Boolean).map(one => [one.split('=')[0]!, one.slice(one.indexOf('=') + 1)]),
  );
}

/** A block without its `npm` lines; throws for one that the package does not have. */
function runnable(text: string): string {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return text
    .split('\n')
    .filter(line => {
      const script = NPM.exec(line)?.[2];
      if (script === undefined) return true;
      if (!NPM_ITSELF.has(script) && !(script in scripts))
        throw new Error(`package.json has no script ${script}.`);
      return false;
    })
    .join('\n');
}

async function shell(script: string, cwd: string, env: Record<string, string>): Promise<string> {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(':');
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: path, ...env },
    timeout: SESSION_LIMIT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it leaves in the background can be ended.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const allSaid = once(child, 'close');
  const [code] = (await once(child, 'exit')) as [number | null];
  endGroup(child.pid!);
  await allSaid;
  const last = output
    .match(/^::.*$/gm)
    ?.at(-1)
    ?.slice(2);
  return code === 0 ? 'ended well' : `failed at ${last}:\n${output}`;
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGTERM');
  } catch (cause) {
    // Nothing was left.
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}
