/**
 * Our SMPP carrier against a message centre made of Perl's Net::SMPP, which nobody here wrote: binds, texts in every form, receipts,
 * refusals, silence, queries, replies in parts, and leave taken from both sides. Needs `libnet-smpp-perl` (Debian:
 * `apt-get install libnet-smpp-perl`) and a build (`npm run build`).
 *
 * Ends with code 0 when all was as it should be, 1 when something was not, 3 when Net::SMPP is not installed.
 */
import { SmppCarrier } from '@chappe/carrier-smpp';
import { segment, SystemClock, SystemRandom } from '@chappe/sms';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { Processes, until } from './processes.mjs';

const PATIENCE_MS = 10_000;
const ANSWER_MS = 1_000;
const CROWD = 500;
const GSM = 'Été à Zürich: 10 € pour ¿Qué? [ok] {~} @Chappe_Δ';
const UNICODE = 'Привет, 你好, 👩‍🚀 ẞ';
const LONG_GSM = 'Il était une fois un télégraphe à 10 €. '.repeat(10).trim();
const LONG_UNICODE = `${'Слава телеграфу 🚩 '.repeat(10)}конец`;

try {
  execFileSync('perl', ['-MNet::SMPP', '-e1'], { stdio: 'ignore' });
} catch {
  console.error('Net::SMPP is not installed; on Debian: apt-get install libnet-smpp-perl');
  process.exit(3);
}

/** What the centre has heard, in order. */
const heard = [];
const carriers = [];
const processes = new Processes();
try {
  await run();
  console.log('Net::SMPP and our carrier understand each other.');
} catch (cause) {
  console.error(cause);
  process.exitCode = 1;
} finally {
  for (const { carrier } of carriers) await carrier.stop();
  await processes.stop();
}

async function run() {
  const port = await startCentre();

  const stranger = open(port, { name: 'stranger', password: 'wrong' });
  await stranger.carrier.start(stranger);
  const health = stranger.carrier.health();
  assert.ok(!health.up && health.why.includes('ESME_RINVPASWD'), JSON.stringify(health));
  console.log('a wrong password: told as a misconfiguration');

  for (const [longMessages, how] of [
    ['udh8', 'udh8'],
    ['udh16', 'udh16'],
    ['sar', 'sar'],
    ['payload', 'payload'],
  ])
    await texts(port, longMessages, how);

  const pairs = open(port, { name: 'pairs', bindMode: 'tx+rx', binds: 2 });
  const bindsBefore = of('bind').length;
  await pairs.carrier.start(pairs);
  const modes = (await heardMore('bind', bindsBefore, 4)).map(({ mode }) => mode);
  assert.deepEqual(modes, ['transmitter', 'receiver', 'transmitter', 'receiver']);
  await crowd(pairs);
  await badDays(pairs);
  await questions(pairs);
  await replies(pairs);
  await leave(pairs);
}

/** Short and long texts of both alphabets: each arrives as it was sent, and each part is reported on. */
async function texts(port, longMessages, how) {
  const ear = open(port, { name: longMessages, longMessages });
  await ear.carrier.start(ear);
  let parts = 0;
  for (const [index, text] of [GSM, UNICODE, LONG_GSM, LONG_UNICODE].entries()) {
    const before = of('submit').length;
    const answer = await submit(ear, { messageId: `${how}-${index}`, text });
    assert.equal(answer.kind, 'accepted', JSON.stringify(answer));
    const isLong = answer.parts.length > 1;
    const pdus = await heardMore('submit', before, isLong && how !== 'payload' ? answer.parts.length : 1);
    assert.deepEqual(
      [...new Set(pdus.map(pdu => [pdu.how, pdu.from, pdu.from_ton, pdu.registered, pdu.total].join()))],
      [
        [
          isLong ? how : 'short',
          'CHAPPE',
          5,
          1,
          isLong && how !== 'payload' ? answer.parts.length : 1,
        ].join(),
      ],
    );
    assert.equal(new Set(pdus.map(({ reference }) => reference)).size, 1);
    const inOrder = pdus.toSorted((a, b) => a.part - b.part).map(pdu => pdu.text);
    assert.equal(inOrder.join(''), text);
    const references = new Set(answer.parts.map(({ reference }) => reference));
    await until(
      () => receiptsFor(ear, references).length >= references.size,
      'all receipts are there',
      PATIENCE_MS,
    );
    for (const receipt of receiptsFor(ear, references)) {
      assert.deepEqual(
        [receipt.state, receipt.reason, receipt.ours?.messageId, receipt.covers],
        ['delivered', null, `${how}-${index}`, how === 'payload' ? 'message' : undefined],
      );
    }
    parts += pdus.length;
  }
  await ear.carrier.stop();
  console.log(`texts by ${how}: GSM and Unicode, short and long, ${parts} submit_sm, all reported on`);
}

/** Many at once, over all binds: nothing is lost, and every receipt finds its message. */
async function crowd(ear) {
  const results = await Promise.all(
    Array.from({ length: CROWD }, (_, index) =>
      submit(ear, { messageId: `crowd-${index}`, text: `No ${index}`, to: `+336${10_000 + index}00` }),
    ),
  );
  assert.equal(results.filter(({ kind }) => kind === 'accepted').length, CROWD);
  // Receipts come on other binds than answers, and may be first: what they have in common is the reference.
  const references = new Set(results.map(({ parts }) => parts[0].reference));
  assert.equal(references.size, CROWD);
  await until(() => receiptsFor(ear, references).length === CROWD, 'all receipts are there', PATIENCE_MS);
  console.log(`${CROWD} at once over two pairs of binds: all accepted, all reported on`);
}

/** Too fast, refused, undeliverable, silent, a receipt for nobody: each is what it is. */
async function badDays(ear) {
  const throttled = await submit(ear, { to: '+33612345658' });
  assert.deepEqual([throttled.kind, throttled.scope], ['throttled', 'carrier']);
  assert.equal((await submit(ear, { to: '+33612345658' })).kind, 'accepted');

  const refused = await submit(ear, { to: '+33612345611' });
  assert.deepEqual(
    [refused.kind, refused.reason, refused.permanent],
    ['rejected', 'invalid_destination', true],
  );

  const undeliverable = await submit(ear, { messageId: 'dead', to: '+33612345605' });
  assert.equal(undeliverable.kind, 'accepted');
  const [{ reference: dead }] = undeliverable.parts;
  const reportOf = () => ear.receipts.find(({ reference }) => reference === dead);
  await until(reportOf, 'it is reported on', PATIENCE_MS);
  assert.deepEqual([reportOf().state, reportOf().reason], ['undelivered', 'unknown_subscriber']);

  const silent = await submit(ear, { to: '+33612345699' });
  assert.deepEqual([silent.kind, silent.cause], ['unknown', 'timeout']);

  await submit(ear, { text: 'Report on nobody' });
  await until(() => ear.receipts.some(({ reference }) => reference === '4711'), 'it is told', PATIENCE_MS);
  assert.equal(ear.receipts.find(({ reference }) => reference === '4711').ours, undefined);
  await allThanked();
  console.log(
    'throttled, refused, undeliverable, silent, a receipt for an unknown id: each understood, every receipt thanked for',
  );
}

/** query_sm: what was handed over is told of, by its id as the centre wrote it; what nobody knows is not. */
async function questions(ear) {
  const answer = await submit(ear, { messageId: 'asked' });
  const [{ reference }] = answer.parts;
  const parts = [reference, '123456789', null].map((of, index) => ({
    ...{ messageId: 'asked', partNumber: index + 1 },
    ...{ reference: of, from: 'CHAPPE' },
  }));
  const told = await ear.carrier.query(parts, { signal: new AbortController().signal });
  assert.deepEqual(
    told.map(({ reference, state }) => [reference, state]),
    [[reference, 'delivered']],
  );
  const queries = await heardMore('query', 0, 3);
  assert.equal(queries.find(({ known }) => known === 1).id, BigInt(reference).toString(16).padStart(8, '0'));
  console.log('asked by query_sm: one delivered, one unknown, one that has no id not asked');
}

/** A phone answers in three parts that come in the wrong order, and once in Unicode. */
async function replies(ear) {
  await submit(ear, { text: 'Answer me' });
  await until(() => ear.inbounds.length === 2, 'the replies are there', PATIENCE_MS);
  const long = ['First', 'Second', 'Third']
    .map(which => `${which} part: ${'à vos ordres, '.repeat(8)}`)
    .join('');
  assert.deepEqual(
    ear.inbounds.map(({ from, to, text }) => [from, to, text]).toSorted((a, b) => a[2].length - b[2].length),
    [
      ['+33612345678', '36180', 'Привет'],
      ['+33612345678', '36180', long],
    ],
  );
  await allThanked();
  console.log('replies: three parts in the wrong order made one text; Unicode read');
}

/** The centre takes leave of one bind, and is bound again; then we take leave of all. */
async function leave(ear) {
  const bindsBefore = of('bind').length;
  await submit(ear, { text: 'Say goodbye' });
  await until(() => of('bind').length > bindsBefore, 'it is bound again', PATIENCE_MS);
  assert.equal((await submit(ear, { text: 'Back again' })).kind, 'accepted');
  const unbindsBefore = of('unbind').length;
  await until(() => ear.carrier.stats.bound === 4, 'all binds are there', PATIENCE_MS);
  await ear.carrier.stop();
  await until(() => of('unbind').length >= unbindsBefore + 4, 'all have taken leave', PATIENCE_MS);
  assert.equal(ear.carrier.stats.oddities.nonsense, undefined);
  assert.deepEqual(
    of('other').filter(({ command }) => command !== 'unbind_resp'),
    [],
  );
  console.log('leave: taken by the centre and bound again by itself; taken by us on all binds');
}

/** Starts the centre. Resolves with its port. */
async function startCentre() {
  const script = fileURLToPath(new URL('net-smpp.pl', import.meta.url));
  const child = processes.start('perl', [script], { isHeard: true });
  createInterface({ input: child.stdout }).on('line', line => heard.push(JSON.parse(line)));
  await until(() => heard.length > 0, 'the centre listens', PATIENCE_MS);
  return heard[0].port;
}

/** A carrier with an ear of its own, as the library would have. */
function open(port, { name, password = 'secret', ...options }) {
  const url = `smpp://chappe:${password}@127.0.0.1:${port}`;
  const messageIds = { answer: 'hex', tlv: 'decimal', text: 'decimal' };
  const settings = { name, url, messageIds, requestTimeoutMs: ANSWER_MS, ...options };
  const carrier = new SmppCarrier(settings, new SystemClock(), new SystemRandom());
  const ear = { carrier, receipts: [], inbounds: [] };
  ear.receipt = async receipt => void ear.receipts.push(receipt);
  ear.inbound = async message => void ear.inbounds.push(message);
  carriers.push(ear);
  return ear;
}

function submit({ carrier }, given) {
  const text = given.text ?? 'Bonjour';
  const { encoding, parts } = segment(text);
  const submission = {
    ...{ messageId: 'msg_1', attempt: 1, to: '+33612345678', country: 'FR', from: 'CHAPPE', text, encoding },
    parts: parts.map((part, index) => ({ number: index + 1, text: part.text })),
    ...{ purpose: 'transactional', messageClass: null, priority: 'medium', validityMs: 3_600_000 },
    ...given,
  };
  return carrier.submit(submission, { signal: new AbortController().signal });
}

function of(event) {
  return heard.filter(one => one.event === event);
}

/** What the centre has heard since, once it is so much: its word comes by another way than its answers. */
async function heardMore(event, before, count) {
  await until(() => of(event).length >= before + count, `${count} more of ${event}`, PATIENCE_MS);
  return of(event).slice(before);
}

function receiptsFor(ear, references) {
  return ear.receipts.filter(({ reference }) => references.has(reference));
}

/** Everything that the centre delivered was answered with status 0. */
async function allThanked() {
  await until(() => of('thanked').length === of('delivered').length, 'all is thanked for', PATIENCE_MS);
  assert.deepEqual([...new Set(of('thanked').map(({ status }) => status))], [0]);
}
