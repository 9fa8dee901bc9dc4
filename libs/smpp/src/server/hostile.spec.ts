import { once } from 'node:events';
import { CommandStatus, encodePdu } from '../codec/index.js';
import type { ClientSession, EndReason, SessionEnd } from '../session/index.js';
import { corpus, dice, mutate } from '../framing/mutants.contract-spec.js';
import { Loopback } from '../session/loopback.contract-spec.js';
import type { RawPeer } from '../session/loopback.contract-spec.js';
import type { ServerSession } from './server-session.js';
import type { SmppServer } from './server.js';

const { ROK, RINVCMDLEN, RINVCMDID, RINVMSGLEN, RINVTLVLEN, RINVBNDSTS } = CommandStatus;

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** A header with this command_length and whatever follows it. */
function lengthOf(length: number, rest = Buffer.alloc(28)): Buffer {
  const octets = Buffer.concat([Buffer.alloc(4), rest]);
  octets.writeUInt32BE(length);
  return octets;
}

/** A frame whose length is right and whose body is not. */
function frame(commandId: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(16 + body.length, 0);
  header.writeUInt32BE(commandId, 4);
  header.writeUInt32BE(7, 12);
  return Buffer.concat([header, body]);
}

const TLS_HELLO = hex('16 03 01 02 00 01 00 01 fc 03 03 aa bb cc dd ee ff 00 11 22 33 44 55 66 77 88 99');
const RDP_PROBE = hex('03 00 00 2f 2a e0 00 00 00 00 00 43 6f 6f 6b 69 65 3a 20 6d 73 74 73 68 61 73 68');
const SUBMIT_1R = frame(4, Buffer.concat([Buffer.alloc(11), Buffer.from('1R\0'), Buffer.alloc(5)]));

const CLOSES: readonly (readonly [string, Buffer])[] = [
  ['random octets', hex('d1 9f 3c 77 e2 04 aa 51 90 8b 5d 21 f3 66 0e c8 17 bd 4a 99')],
  ['an HTTP GET', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ['an HTTP answer', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['an AMQP header', Buffer.from('AMQP\x00\x00\x09\x01')],
  ['an RDP probe', RDP_PROBE],
  ['a TLS hello', TLS_HELLO],
  ['an SSH banner', Buffer.from('SSH-2.0-probe\r\n')],
  ...[0, 1, 2, 3, 4, 8, 15, 65_537, 0x7fffffff, 0xffffffff].map(
    length => [`command_length ${length}`, lengthOf(length)] as const,
  ),
];

/** Whole frames that cannot be read, with the status of the generic_nack they get. */
const NACKED: readonly (readonly [string, Buffer, number])[] = [
  ['a command nobody knows', frame(0x00000333, Buffer.alloc(0)), RINVCMDID],
  ['a submit_sm without a body', frame(4, Buffer.alloc(0)), RINVCMDLEN],
  ['a submit_sm cut within a string', frame(4, Buffer.from('WA')), RINVCMDLEN],
  ['a truncated submit_multi', frame(0x21, hex('00 00 00 00 ff 01 01 01 33 00')), RINVCMDLEN],
  ['sm_length beyond the PDU', frame(4, Buffer.concat([Buffer.alloc(16), hex('fe 41')])), RINVMSGLEN],
  [
    'a TLV length beyond the PDU',
    frame(4, Buffer.concat([Buffer.alloc(17), hex('0424 7fff 41')])),
    RINVTLVLEN,
  ],
  ['half a TLV', frame(4, Buffer.concat([Buffer.alloc(17), hex('0424')])), CommandStatus.RINVTLVSTREAM],
  ['an alert_notification without a body', frame(0x102, Buffer.alloc(0)), RINVCMDLEN],
  ['an outbind without a body', frame(0x0b, Buffer.alloc(0)), RINVCMDLEN],
];

/** PDUs that are well-formed and out of place: they are dropped, or refused without harm. */
const DROPPED: readonly (readonly [string, Buffer])[] = [
  ['a response nobody asked for', encodePdu({ command: 'submit_sm_resp', sequence: 99, messageId: 'x' })],
  ['a generic_nack', encodePdu({ command: 'generic_nack', status: 3, sequence: 99 })],
  ['a generic_nack with sequence 0', encodePdu({ command: 'generic_nack', status: 3 })],
  ['an alert_notification', encodePdu({ command: 'alert_notification', sequence: 3, sourceAddr: '1' })],
  ['an outbind', encodePdu({ command: 'outbind', sequence: 3, systemId: 'x' })],
  ['a response that cannot be read', frame(0x80000004, Buffer.concat([Buffer.alloc(1), hex('0424 ffff')]))],
  ['a response nobody knows', frame(0x80000333, Buffer.alloc(0))],
];

const net = new Loopback();
let server: SmppServer;
let port: number;
let witness: ClientSession;

beforeEach(async () => {
  const handlers = { submit_sm: () => ({ messageId: 'm' }) };
  ({ server, port, client: witness } = await net.pair({ server: { handlers } }));
});

/** Whatever happened: a session bound before goes on, and the next one binds. */
afterEach(async () => {
  expect(await witness.request('submit_sm', {})).toMatchObject({ response: { status: ROK } });
  const next = await net.client(port);
  expect(await next.bind('transceiver', { systemId: 'next' })).toMatchObject({ response: { status: ROK } });
  await net.close();
});

async function attacker(bound: boolean): Promise<{ peer: RawPeer; ended: Promise<SessionEnd> }> {
  const accepted = once(server, 'session') as Promise<[ServerSession]>;
  const peer = await net.raw(port);
  const [session] = await accepted;
  if (bound) await peer.bind();
  return { peer, ended: session.closed };
}

describe.each([
  ['before the bind', false],
  ['after the bind', true],
])('%s', (_when, bound) => {
  it.each(CLOSES)('%s closes the connection and nothing else', async (_what, octets) => {
    const { peer, ended } = await attacker(bound);
    peer.write(octets);
    expect((await ended).reason).toBe<EndReason>('bad-frame');
    await peer.closed;
  });

  it.each(NACKED)('%s gets generic_nack, and the session goes on', async (_what, octets, status) => {
    const { peer } = await attacker(bound);
    peer.write(octets);
    expect(await peer.inbox.next()).toMatchObject({ command: 'generic_nack', status, sequence: 7 });
    expect(await peer.ask({ command: 'enquire_link', sequence: 8 })).toMatchObject({
      command: 'enquire_link_resp',
      status: bound ? ROK : RINVBNDSTS,
    });
  });

  it.each(DROPPED)('%s is dropped', async (_what, octets) => {
    const { peer } = await attacker(bound);
    peer.write(octets);
    expect(await peer.ask({ command: 'enquire_link', sequence: 8 })).toMatchObject({ sequence: 8 });
  });

  it('a truncated PDU and then FIN closes the connection and nothing else', async () => {
    const { peer, ended } = await attacker(bound);
    peer.socket.end(encodePdu({ command: 'submit_sm', sequence: 2 }).subarray(0, 20));
    expect((await ended).reason).toBe('peer-closed');
  });

  it('a truncated PDU and then RST closes the connection and nothing else', async () => {
    const { peer, ended } = await attacker(bound);
    peer.write(encodePdu({ command: 'submit_sm', sequence: 2 }).subarray(0, 20));
    peer.socket.resetAndDestroy();
    expect(['peer-closed', 'socket-error']).toContain((await ended).reason);
  });

  it('a truncated PDU and then silence has ten seconds', async () => {
    const { peer, ended } = await attacker(bound);
    const session = [...server.sessions].at(-1) as ServerSession;
    peer.write(encodePdu({ command: 'submit_sm', sequence: 2 }).subarray(0, 20));
    while (session.bufferedOctets === 0) await new Promise(setImmediate);
    net.timers.advance(10_000);
    expect(['unfinished-pdu', 'not-bound-in-time']).toContain((await ended).reason);
  });
});

describe('after the bind', () => {
  it('a validity_period of 1R is taken as it is', async () => {
    const { peer } = await attacker(true);
    peer.write(SUBMIT_1R);
    expect(await peer.inbox.next()).toMatchObject({ command: 'submit_sm_resp', status: ROK, sequence: 7 });
  });

  it('a thousand unreadable frames in one write get a thousand generic_nacks', async () => {
    const { peer } = await attacker(true);
    peer.write(Buffer.concat(Array.from({ length: 1_000 }, () => NACKED[0]?.[1] as Buffer)));
    for (let i = 0; i < 1_000; i++) expect((await peer.inbox.next()).command).toBe('generic_nack');
    expect(await peer.ask({ command: 'enquire_link', sequence: 8 })).toMatchObject({ status: ROK });
  });
});

describe('many at once', () => {
  it('10,000 mutated PDUs to a real port cost the connections they came by', async () => {
    const roll = dice(34);
    const seeds = corpus();
    let sent = 0;
    const reasons = new Set<EndReason>();
    while (sent < 10_000) {
      const { peer, ended } = await attacker(roll(2) === 0);
      const burst = Array.from({ length: 1 + roll(30) }, () => mutate(seeds, roll));
      sent += burst.length;
      peer.socket.end(Buffer.concat(burst));
      reasons.add((await ended).reason);
      peer.socket.destroy();
    }
    // Ended by what they sent or by their own FIN; never by something of ours that broke.
    for (const reason of reasons) {
      expect(['bad-frame', 'bind-refused', 'peer-closed', 'socket-error', 'unbound']).toContain(reason);
    }
    expect([...reasons]).toEqual(expect.arrayContaining(['bad-frame', 'peer-closed']));
  });

  it('are held off beyond the number of sessions allowed', async () => {
    const { server: small, port: smallPort } = await net.server({ maxSessions: 2 });
    const first = await net.raw(smallPort);
    await first.bind();
    await (await net.raw(smallPort)).bind();
    const refused = once(small, 'refused');
    const third = await net.raw(smallPort);
    await Promise.all([refused, third.closed]);
    expect(small.sessions.size).toBe(2);
    first.socket.destroy();
    while (small.sessions.size === 2) await new Promise(setImmediate);
    await (await net.raw(smallPort)).bind();
  });

  it('hostile connections leave nothing behind', async () => {
    for (let round = 0; round < 5; round++) {
      const peers = await Promise.all(Array.from({ length: 20 }, () => net.raw(port)));
      peers.forEach((peer, i) => peer.write((CLOSES[i % CLOSES.length] as readonly [string, Buffer])[1]));
      await Promise.all(peers.map(peer => peer.closed));
    }
    while (server.sessions.size > 1) await new Promise(setImmediate);
    expect(server.sessions.size).toBe(1);
  });
});
