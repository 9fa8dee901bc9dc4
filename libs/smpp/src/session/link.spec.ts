import { jest } from '@jest/globals';
import { Socket } from 'node:net';
import { CommandStatus, encodePdu } from '../codec/index.js';
import type { AnyPdu } from '../codec/index.js';
import { NEVER_ANSWER } from './handlers.js';
import { Inbox, Loopback } from './loopback.contract-spec.js';
import type { ServerSession } from '../server/index.js';

const net = new Loopback();
afterEach(() => net.close());

const KIB = 1024;

describe('a silent link', () => {
  it('is asked after thirty seconds, and lives when it answers', async () => {
    const { client, peer } = await net.clientOfRaw();
    for (let round = 0; round < 4; round++) {
      net.timers.advance(30_000);
      const enquiry = await peer.inbox.next();
      expect(enquiry.command).toBe('enquire_link');
      const heard = client.stats.framesIn;
      peer.send({ command: 'enquire_link_resp', sequence: enquiry.sequence });
      while (client.stats.framesIn === heard) await new Promise(setImmediate);
    }
    expect(client.isClosed).toBe(false);
  });

  it('is not asked while something comes', async () => {
    const { client, peer } = await net.clientOfRaw({ handlers: { deliver_sm: () => undefined } });
    for (let round = 0; round < 5; round++) {
      net.timers.advance(20_000);
      const { command } = await peer.ask({ command: 'deliver_sm', sequence: 100 + round });
      expect(command).toBe('deliver_sm_resp');
    }
    expect(client.isClosed).toBe(false);
  });

  it('is dead after two questions without an answer, from either end', async () => {
    const { client, peer } = await net.clientOfRaw();
    for (const seconds of [30, 60]) {
      net.timers.advance(30_000);
      expect([seconds, (await peer.inbox.next()).command]).toEqual([seconds, 'enquire_link']);
    }
    expect(client.isClosed).toBe(false);
    net.timers.advance(30_000);
    expect(await client.closed).toMatchObject({ reason: 'dead-link' });

    const { session } = await net.rawOfServer();
    net.timers.advance(90_000);
    expect(await session.closed).toMatchObject({ reason: 'dead-link' });
  });

  it('is not asked past a full window only: enquire_link does not wait for room', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1 });
    void client.request('submit_sm', {});
    await peer.inbox.next();
    net.timers.advance(4_000);
    expect((await peer.inbox.next()).command).toBe('enquire_link');
  });

  it('is not called dead while it is we who do not listen', async () => {
    const { client } = await net.clientOfRaw();
    client.pauseReading();
    net.timers.advance(300_000);
    expect(client.isClosed).toBe(false);
    client.resumeReading();
    net.timers.advance(120_000);
    expect(await client.closed).toMatchObject({ reason: 'dead-link' });
  });
});

describe('a link on which answers are awaited', () => {
  it('is asked after four seconds of silence, and is dead after two questions without an answer', async () => {
    const { client, peer } = await net.clientOfRaw();
    net.timers.advance(29_000);
    const outcome = client.request('submit_sm', {});
    await peer.inbox.next();
    for (const seconds of [4, 8]) {
      net.timers.advance(4_000);
      expect([seconds, (await peer.inbox.next()).command]).toEqual([seconds, 'enquire_link']);
    }
    expect(client.isClosed).toBe(false);
    net.timers.advance(4_000);
    expect(await client.closed).toMatchObject({ reason: 'dead-link' });
    expect(await outcome).toMatchObject({ kind: 'unanswered', reason: 'closed', left: true });
  });

  it('lives as long as the peer says anything, however long the answer itself takes', async () => {
    const { client, peer } = await net.clientOfRaw({ requestTimeoutMs: 60_000 });
    const outcome = client.request('submit_sm', {});
    const { sequence } = await peer.inbox.next();
    for (let round = 0; round < 10; round++) {
      net.timers.advance(4_000);
      const enquiry = await peer.inbox.next();
      const heard = client.stats.framesIn;
      peer.send({ command: 'enquire_link_resp', sequence: enquiry.sequence });
      while (client.stats.framesIn === heard) await new Promise(setImmediate);
    }
    peer.send({ command: 'submit_sm_resp', sequence, messageId: '1' });
    expect(await outcome).toMatchObject({ kind: 'answered' });
  });

  it('goes back to the slow cycle once all is answered', async () => {
    const { client, peer } = await net.clientOfRaw();
    const outcome = client.request('submit_sm', {});
    const { sequence } = await peer.inbox.next();
    peer.send({ command: 'submit_sm_resp', sequence, messageId: '1' });
    await outcome;
    net.timers.advance(29_999);
    expect(client.isSilent).toBe(false);
    net.timers.advance(1);
    expect((await peer.inbox.next()).command).toBe('enquire_link');
  });

  it('is dead though each request is given up before the silence is long enough', async () => {
    const { client } = await net.clientOfRaw({ requestTimeoutMs: 1_000 });
    for (let second = 0; second < 12; second++) {
      void client.request('submit_sm', {});
      net.timers.advance(1_000);
    }
    expect(await client.closed).toMatchObject({ reason: 'dead-link' });
  });

  it('tells that it is silent before it is dead', async () => {
    const { client, peer } = await net.clientOfRaw();
    let told = 0;
    client.on('silent', () => told++);
    void client.request('submit_sm', {});
    await peer.inbox.next();
    net.timers.advance(4_000);
    expect([told, client.isSilent]).toEqual([1, true]);
    const enquiry = await peer.inbox.next();
    peer.send({ command: 'enquire_link_resp', sequence: enquiry.sequence });
    while (client.isSilent) await new Promise(setImmediate);
  });

  it('is never asked where it is not to be asked at all', async () => {
    const { client } = await net.clientOfRaw({ enquireLinkIntervalMs: 0, requestTimeoutMs: 600_000 });
    void client.request('submit_sm', {});
    net.timers.advance(300_000);
    expect(client.isClosed).toBe(false);
  });
});

describe('a link that is suspected from outside', () => {
  it('is asked at once, and is dead within seconds though nothing was under way', async () => {
    const { client, peer } = await net.clientOfRaw();
    client.probe();
    client.probe();
    expect((await peer.inbox.next()).command).toBe('enquire_link');
    net.timers.advance(7_999);
    expect(client.isClosed).toBe(false);
    net.timers.advance(1);
    expect(await client.closed).toMatchObject({ reason: 'dead-link' });
  });
});

describe('a connection', () => {
  it.each([
    [{}, [[true, 15_000]]],
    [{ tcpKeepAliveMs: 0 }, []],
  ])('with %j is watched by TCP itself: %j', async (options, asked) => {
    const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive');
    try {
      const { port } = await net.server({ tcpKeepAliveMs: 0 });
      await net.client(port, options);
      expect(keepAlive.mock.calls).toEqual(asked);
    } finally {
      keepAlive.mockRestore();
    }
  });
});

describe('a peer that goes while we do not listen', () => {
  it('is missed all the same', async () => {
    const { client, peer } = await net.clientOfRaw();
    client.pauseReading();
    peer.socket.resetAndDestroy();
    while (!client.isClosed) {
      net.timers.advance(30_000);
      await new Promise(setImmediate);
    }
    expect(await client.closed).toMatchObject({ reason: 'socket-error' });
  });
});

describe('a PDU that is begun', () => {
  it('has ten seconds to end, however many octets drip in meanwhile', async () => {
    const { peer, session } = await net.rawOfServer();
    const pdu = encodePdu({ command: 'submit_sm', sequence: 2 });
    for (let i = 0; i < 5; i++) {
      const before = session.bufferedOctets;
      peer.write(pdu.subarray(i, i + 1));
      while (session.bufferedOctets === before) await new Promise(setImmediate);
      net.timers.advance(1_999);
    }
    expect(session.isClosed).toBe(false);
    net.timers.advance(5);
    expect(await session.closed).toMatchObject({ reason: 'unfinished-pdu' });
  });

  it('and ended in time leaves no timer behind', async () => {
    const { peer, session } = await net.rawOfServer();
    const pdu = encodePdu({ command: 'enquire_link', sequence: 2 });
    peer.write(pdu.subarray(0, 7));
    while (session.bufferedOctets === 0) await new Promise(setImmediate);
    const waiting = net.timers.waiting;
    peer.write(pdu.subarray(7));
    expect(await peer.inbox.next()).toMatchObject({ command: 'enquire_link_resp', sequence: 2 });
    expect(net.timers.waiting).toBe(waiting - 1);
  });
});

describe('a peer that does not read', () => {
  it('makes requests come back as queue-full, with a queue that stays below its bound', async () => {
    const { peer, session } = await net.rawOfServer({ maxQueuedOctets: 256 * KIB, window: 100_000 });
    peer.socket.pause();
    const body = { tlvs: { messagePayload: Buffer.alloc(32 * KIB) } };
    const reasons: string[] = [];
    let refused = false;
    while (!refused) {
      const outcome = session.request('data_sm', body).then(({ kind, ...rest }) => {
        reasons.push('reason' in rest ? `${rest.reason} ${rest.left ? 'left' : 'not left'}` : kind);
        refused ||= 'reason' in rest && rest.reason === 'queue-full';
      });
      expect(session.queuedOctets).toBeLessThanOrEqual(256 * KIB);
      await Promise.race([outcome, new Promise(setImmediate)]);
    }
    expect(reasons).toEqual(['queue-full not left']);
    session.destroy();
    await session.closed;
    await new Promise(setImmediate);
    // What the system had taken may have arrived; what still lay here has certainly not.
    expect(new Set(reasons)).toEqual(new Set(['queue-full not left', 'closed left', 'closed not left']));
  });

  it('is no longer read from, so that its questions pile up on its own side; in the end its link is dead', async () => {
    const handlers = { query_sm: () => ({ messageId: 'x'.repeat(64) }) };
    const { peer, session } = await net.rawOfServer({ maxQueuedOctets: 64 * KIB, handlers });
    peer.socket.pause();
    const questions = Buffer.concat(
      Array.from({ length: 1_000 }, (_, i) =>
        encodePdu({ command: 'query_sm', sequence: i + 2, messageId: '1' }),
      ),
    );
    while (peer.socket.writableLength < 1_024 * KIB) {
      peer.write(questions);
      await new Promise(setImmediate);
    }
    expect(session.isClosed).toBe(false);
    expect(session.queuedOctets).toBeLessThanOrEqual(64 * KIB);
    net.timers.advance(90_000);
    expect(await session.closed).toMatchObject({ reason: 'dead-link' });
  });

  it('is told from a host that asks for much: its own waiting requests do not count against answers', async () => {
    const { client, peer } = await net.clientOfRaw({ maxQueuedOctets: 4 * KIB, window: 1 });
    let refused = false;
    while (!refused) {
      void client.request('submit_sm', {}).then(outcome => {
        refused ||= outcome.kind === 'unanswered' && outcome.reason === 'queue-full';
      });
      await Promise.resolve();
    }
    await peer.inbox.next();
    expect(await peer.ask({ command: 'enquire_link', sequence: 5 })).toMatchObject({
      command: 'enquire_link_resp',
    });
    expect(client.isClosed).toBe(false);
  });

  it('is read from again as soon as it reads', async () => {
    const handlers = { query_sm: () => ({ messageId: 'x'.repeat(64) }) };
    const { peer } = await net.rawOfServer({ maxQueuedOctets: 8 * KIB, handlers });
    const questions = 2_000;
    for (let i = 0; i < questions; i++) peer.send({ command: 'query_sm', sequence: i + 2, messageId: '1' });
    for (let i = 0; i < questions; i++) expect((await peer.inbox.next()).sequence).toBe(i + 2);
  });

  it('is cut when what must be sent passes the bound', async () => {
    const { peer, session } = await net.rawOfServer({ maxQueuedOctets: 64 * KIB });
    peer.socket.pause();
    while (session.send({ command: 'alert_notification' })) {
      /* until the bound is met */
    }
    expect(await session.closed).toMatchObject({ reason: 'not-reading' });
  });
});

describe('a peer that misbehaves on purpose', () => {
  it('can send any octets, cut in the middle', async () => {
    const { peer, session } = await net.rawOfServer({
      handlers: {
        submit_sm: (_pdu, self) => {
          const half = encodePdu({ command: 'submit_sm_resp', messageId: 'never whole' }).subarray(0, 20);
          void self.sendRaw(half).then(sent => {
            if (sent) self.destroy();
          });
          return NEVER_ANSWER;
        },
      },
    });
    const received: Buffer[] = [];
    peer.socket.on('data', (chunk: Buffer) => received.push(chunk));
    peer.send({ command: 'submit_sm', sequence: 2 });
    await peer.closed;
    expect(Buffer.concat(received)).toHaveLength(20);
    expect(await session.closed).toMatchObject({ reason: 'destroyed' });
  });

  it('can cut with a reset', async () => {
    const { client, session } = await net.pair();
    session.destroy({ reset: true });
    expect(await client.closed).toMatchObject({ reason: 'socket-error', error: { code: 'ECONNRESET' } });
  });

  it('can hang: connected, and deaf', async () => {
    const { client, session } = await net.pair({
      server: { handlers: { submit_sm: () => ({ messageId: '1' }) } },
    });
    session.pauseReading();
    const outcome = client.request('submit_sm', {});
    // The request has left once the socket has taken it, though nobody reads it.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(session.stats.framesIn).toBe(1);
    session.resumeReading();
    expect(await outcome).toMatchObject({ kind: 'answered' });
  });

  it('can answer twice and answer what nobody asked', async () => {
    const { client } = await net.pair({
      server: {
        handlers: {
          submit_sm: ({ sequence }, self) => {
            for (const messageId of ['a', 'b']) self.send({ command: 'submit_sm_resp', sequence, messageId });
            self.send({ command: 'submit_sm_resp', sequence: 9_999, messageId: 'c' });
            return NEVER_ANSWER;
          },
        },
      },
    });
    const unsolicited = new Inbox<AnyPdu>();
    client.on('unsolicited', pdu => unsolicited.put(pdu));
    expect(await client.request('submit_sm', {})).toMatchObject({ response: { messageId: 'a' } });
    expect(await unsolicited.next()).toMatchObject({ messageId: 'b' });
    expect(await unsolicited.next()).toMatchObject({ sequence: 9_999, messageId: 'c' });
    expect(client.isClosed).toBe(false);
  });
});

describe('a trace', () => {
  it('sees every frame of both directions as octets', async () => {
    const seen: string[] = [];
    const { peer } = await net.rawOfServer({
      trace: (direction, octets, session: ServerSession) =>
        seen.push(`${direction} ${octets.readUInt32BE(4).toString(16)} ${session.side}`),
    });
    const unreadable = encodePdu({ command: 'submit_sm', sequence: 2 }).subarray(0, 20);
    unreadable.writeUInt32BE(20);
    peer.write(unreadable);
    expect(await peer.inbox.next()).toMatchObject({
      command: 'generic_nack',
      status: CommandStatus.RINVCMDLEN,
    });
    expect(seen).toEqual(['in 9 smsc', 'out 80000009 smsc', 'in 4 smsc', 'out 80000000 smsc']);
  });
});
