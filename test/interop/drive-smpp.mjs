/**
 * Our SMPP carrier against Kannel's own SMSC for tests, `drive_smpp`: the same SMPP code as in its gateway, on the other side of the
 * wire. It knows transmitters and receivers only, answers submit_sm without an id, asks whether the line is alive after each
 * message that it delivers, and writes down what it read. Needs `drive_smpp` (Debian: `apt-get install kannel-extras`) and a
 * build (`npm run build`).
 *
 * Ends with code 0 when all was as it should be, 1 when something was not, 3 when it is not installed.
 */
import { SmppCarrier } from '@chappe/carrier-smpp';
import { segment, SystemClock, SystemRandom } from '@chappe/sms';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, Processes, until } from './processes.mjs';

const CENTRE = '/usr/lib/kannel/test/drive_smpp';
/** Where it expects Kannel's other half; without it, it ends after three seconds. It cannot be told of another port. */
const SMSBOX_PORT = 13001;
const DELIVERED = 200;
const CROWD = 500;
const PATIENCE_MS = 20_000;

if (!existsSync(CENTRE)) {
  console.error('drive_smpp is not installed; on Debian: apt-get install kannel-extras');
  process.exit(3);
}

const processes = new Processes();
const folder = await mkdtemp(join(tmpdir(), 'drive-smpp-'));
const log = join(folder, 'centre.log');
const smsbox = createServer(socket => socket.on('error', () => {})).listen(SMSBOX_PORT, '127.0.0.1');
smsbox.on('error', cause => {
  console.error(`drive_smpp needs port ${SMSBOX_PORT} of this machine: ${cause.message}`);
  process.exit(1);
});
try {
  await run();
  console.log("Kannel's SMSC and our carrier understand each other.");
} catch (cause) {
  console.error(cause);
  process.exitCode = 1;
} finally {
  await processes.stop();
  smsbox.close();
  await rm(folder, { recursive: true, force: true });
}

async function run() {
  const [port] = await freePorts(1);
  const centre = processes.start(CENTRE, ['-p', String(port), '-m', String(DELIVERED), '-l', log]);
  const ended = new Promise(resolve => centre.once('exit', resolve));

  const receipts = [];
  const inbounds = [];
  const url = `smpp://chappe:secret@127.0.0.1:${port}`;
  const carrier = new SmppCarrier(
    { name: 'kannel', url, bindMode: 'tx+rx', window: 50, reconnectMinMs: 100 },
    new SystemClock(),
    new SystemRandom(),
  );
  await carrier.start({
    receipt: async receipt => void receipts.push(receipt),
    inbound: async message => void inbounds.push(message),
  });
  // It ends with the first connection that does, so nobody looks before whether it listens already.
  await until(() => carrier.stats.bound === 2, 'both lines are bound', PATIENCE_MS);
  console.log('bound as transmitter and as receiver');

  // What it delivers names a message in receipted_message_id, and is none the less what a phone says.
  await until(() => inbounds.length === DELIVERED, `${DELIVERED} messages are there`, PATIENCE_MS);
  assert.deepEqual(
    inbounds.map(({ from, to, text }) => [from, to, text]),
    Array.from({ length: DELIVERED }, (_, index) => ['456', '123', String(index + 1)]),
  );
  assert.equal(receipts.length, 0);
  console.log(`${DELIVERED} messages from phones, each with its question whether the line is alive`);

  const texts = ['Bonjour, 10 EUR', '[x] {~} ^|', 'Привет', 'All work and no play makes Jack '.repeat(10)];
  for (const [index, text] of texts.entries()) await accepted(carrier, `text-${index}`, text);
  const read = (await logged()).matchAll(/submit_sm: short_message = <(.*)>$/gm);
  const octets = [...read].map(([, text]) => text);
  assert.equal(octets[0], texts[0]);
  // The escape of the extension table and a letter: two septets, as they travel.
  assert.equal(octets[1], '\x1b<x\x1b> \x1b(\x1b=\x1b) \x1b\x14\x1b@');
  console.log('texts of both alphabets, short and in parts, read by the code of Kannel');

  await Promise.all(
    Array.from({ length: CROWD }, (_, index) => accepted(carrier, `crowd-${index}`, 'Salut')),
  );
  const parts = texts.reduce((sum, text) => sum + segment(text).parts.length, CROWD);
  assert.equal(carrier.stats.accepted, parts);
  // An accepted part without an id is told, because no receipt will find it.
  assert.deepEqual(carrier.stats.oddities, { 'empty-id': parts });
  console.log(`${CROWD} at once in a window of 50: all accepted, and that they have no id is told`);

  await carrier.stop();
  await until(() => centre.exitCode !== null, 'it has ended as both lines had', PATIENCE_MS);
  assert.equal(await ended, 0);
  const last = await logged();
  assert.match(last, new RegExp(`Number of messages sent to SMSC: ${parts}$`, 'm'));
  assert.match(last, new RegExp(`Number of messages sent to ESME: ${DELIVERED}$`, 'm'));
  assert.doesNotMatch(last, /(ERROR|WARNING|PANIC):/);
  console.log('leave taken on both; it counted what we counted, and complained of nothing');
}

async function logged() {
  return existsSync(log) ? await readFile(log, 'latin1') : '';
}

/** Hands a text over; every part is taken, under a reference that says that it has no id. */
async function accepted(carrier, messageId, text) {
  const { encoding, parts } = segment(text);
  const submission = {
    ...{ messageId, attempt: 1, to: '+33612345678', country: 'FR', from: 'CHAPPE', text, encoding },
    parts: parts.map((part, index) => ({ number: index + 1, text: part.text })),
    ...{ purpose: 'transactional', messageClass: null, priority: 'medium', validityMs: 3_600_000 },
  };
  const answer = await carrier.submit(submission, { signal: new AbortController().signal });
  assert.deepEqual(
    answer.parts?.map(part => [part.accepted, part.reference]),
    parts.map((_, index) => [true, `no id: ${messageId}.${index + 1}`]),
  );
}
