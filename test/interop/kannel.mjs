/**
 * Kannel, the message gateway that operators' clients run, against the simulator's SMPP door: 1,000 messages, their
 * receipts, and 10 replies. Needs `bearerbox` and `smsbox` (Debian: `apt-get install kannel`) and a build (`npm run build`).
 *
 * Ends with code 0 when all came, 1 when something did not, 3 when Kannel is not installed.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execFileSync } from 'node:child_process';
import { freePorts, listening, Processes, until } from './processes.mjs';

const MESSAGES = 1_000;
const REPLIES = 10;
const SENDERS = 20;
const SHORT_CODE = '36180';
/** How many times as fast as the wall clock the simulator's phones live. */
const SPEED = 20;
const PATIENCE_MS = 60_000;

const root = new URL('../..', import.meta.url).pathname;
const phone = index => `336${String(10_000_000 + index)}`;
/** Every tenth is Unicode, every hundredth is long. */
const textOf = index => {
  if (index % 100 === 7) return `Long message ${index}: ${'all work and no play '.repeat(9)}end`;
  return index % 10 === 3 ? `Привет №${index} 🎉` : `Votre code est ${index}, à demain @Chappe`;
};
const replyOf = index =>
  index === 0 ? `Long reply: ${'so be it '.repeat(25)}end` : index === 1 ? 'Да ✓' : `Oui ${index}`;

for (const command of ['bearerbox', 'smsbox']) {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
  } catch {
    console.error(`${command} is not installed; on Debian: apt-get install kannel`);
    process.exit(3);
  }
}

const receipts = new Map();
const replies = [];
let doubled = 0;

/** Where Kannel reports to: receipts and replies come as GET requests. */
const sink = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://sink');
  if (pathname === '/receipt') {
    const index = Number(searchParams.get('i'));
    if (receipts.has(index)) doubled += 1;
    receipts.set(index, Number(searchParams.get('status')));
  } else {
    const octets = octetsOf(/[?&]text=([^&]*)/.exec(request.url)[1]);
    const text =
      searchParams.get('coding') === '2' ? octets.swap16().toString('utf16le') : octets.toString('utf8');
    replies.push({ from: searchParams.get('from'), to: searchParams.get('to'), text });
  }
  response.end('');
});

const processes = new Processes();
const folder = await mkdtemp(join(tmpdir(), 'kannel-'));
try {
  await run();
  console.log('Kannel and the simulator understand each other.');
} catch (cause) {
  console.error(cause);
  process.exitCode = 1;
} finally {
  await processes.stop();
  sink.close();
  sink.closeAllConnections();
  await rm(folder, { recursive: true });
}

async function run() {
  const simulator = await startSimulator();
  await new Promise(resolve => sink.listen(0, '127.0.0.1', resolve));
  const [admin, box, send] = await freePorts(3);
  const conf = join(folder, 'kannel.conf');
  await writeFile(
    conf,
    fill(await readFile(new URL('kannel.conf.in', import.meta.url), 'utf8'), {
      ADMIN: admin,
      BOX: box,
      SEND: send,
      SINK: sink.address().port,
      SMPP: simulator.smppPort,
      DIR: folder,
    }),
  );
  processes.start('bearerbox', ['-v', '4', conf]);
  await listening(box);
  processes.start('smsbox', ['-v', '4', conf]);
  await listening(send);
  await until(() => isBound(simulator.url), 'Kannel is bound', PATIENCE_MS);

  const startedAt = performance.now();
  await sendAll(send);
  await until(() => receipts.size === MESSAGES, `${MESSAGES} receipts have come`, PATIENCE_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const states = [...receipts.values()];
  assert.equal(states.filter(status => status === 1).length, MESSAGES, 'every message is delivered');
  assert.equal(doubled, 0, 'no final receipt comes twice');
  console.log(`${MESSAGES} messages, ${MESSAGES} receipts in ${seconds.toFixed(1)} s`);

  for (const index of [0, 3, 7, 103, 999])
    assert.equal(await textOnPhone(simulator.url, index), textOf(index));
  console.log('texts arrived on the phones as they were sent: GSM, Unicode, and in parts');

  for (let index = 0; index < REPLIES; index++) await reply(simulator.url, index);
  await until(() => replies.length === REPLIES, `${REPLIES} replies have come`, PATIENCE_MS);
  for (let index = 0; index < REPLIES; index++) {
    const found = replies.find(({ from }) => from.replace(/^\+/, '') === phone(index));
    assert.deepEqual({ to: found?.to, text: found?.text }, { to: SHORT_CODE, text: replyOf(index) });
  }
  console.log(`${REPLIES} replies, one of them in parts, one in Unicode`);

  const summary = await get(`${simulator.url}/control/summary`);
  assert.equal(summary.accepted >= MESSAGES, true);
  assert.equal(
    summary.receipts.acknowledged,
    summary.receipts.offered,
    'Kannel has acknowledged every receipt',
  );
}

async function startSimulator() {
  const child = processes.start(process.execPath, [join(root, 'apps/carrier-simulator/dist/main.js')], {
    env: {
      PORT: '0',
      SMPP_PORT: '0',
      CHAPPE_CLOCK_MODE: 'real',
      CHAPPE_CLOCK_SPEED: String(SPEED),
      CHAPPE_SMPP_USERS: 'kannel:secret',
      CHAPPE_SMPP_ALLOWED_IPS: 'kannel=127.0.0.1',
    },
    isHeard: true,
  });
  const found = {};
  for await (const line of createInterface({ input: child.stdout })) {
    found.url ??= /^listening on (http:\S+)/.exec(line)?.[1];
    found.smppPort ??= /smpp:\/\/\S+:(\d+)$/.exec(line)?.[1];
    if (found.url && found.smppPort) return found;
  }
  throw new Error('The simulator ended before it listened. Build it first: npm run build');
}

async function isBound(url) {
  const { data } = await get(`${url}/control/smpp/lines`);
  return data.some(({ boundAs }) => boundAs === 'transceiver');
}

/** A few requests at a time, as Kannel's own clients do it. */
async function sendAll(port) {
  let next = 0;
  const sender = async () => {
    while (next < MESSAGES) {
      const index = next++;
      const text = textOf(index);
      const query = new URLSearchParams({
        username: 'interop',
        password: 'interop',
        from: SHORT_CODE,
        to: phone(index),
        text,
        charset: 'UTF-8',
        coding: index % 10 === 3 ? '2' : '0',
        'dlr-mask': '3',
        'dlr-url': `http://127.0.0.1:${sink.address().port}/receipt?i=${index}&status=%d`,
      });
      const response = await fetch(`http://127.0.0.1:${port}/cgi-bin/sendsms?${query}`);
      assert.equal(response.status, 202, `${index}: ${await response.text()}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

async function textOnPhone(url, index) {
  const { data } = await get(`${url}/control/phones/${phone(index)}/messages`);
  assert.equal(data.length, 1, `one message is on phone ${index}`);
  return data[0].text;
}

async function reply(url, index) {
  const response = await fetch(`${url}/control/phones/${phone(index)}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: SHORT_CODE, text: replyOf(index) }),
  });
  assert.ok(response.ok, await response.text());
}

async function get(url) {
  const response = await fetch(url);
  assert.ok(response.ok, url);
  return response.json();
}

/** Kannel gives Unicode as octets, which no URL parser leaves alone. */
function octetsOf(escaped) {
  const latin1 = escaped
    .replace(/\+/g, ' ')
    .replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}

function fill(template, values) {
  return template.replace(/@([A-Z]+)@/g, (_, name) => String(values[name]));
}
