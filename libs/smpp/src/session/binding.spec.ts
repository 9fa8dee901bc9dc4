import { once } from 'node:events';
import { CommandStatus, PduEncodeError } from '../codec/index.js';
import type { PduInput, RequestName } from '../codec/index.js';
import type { ServerSession } from '../server/index.js';
import { mayRequest } from './bind-states.js';
import { connect, SmppConnectError } from './connect.js';
import { NEVER_ANSWER } from './handlers.js';
import { deferred, Loopback } from './loopback.contract-spec.js';
import { SmppOptionError } from './session.options.js';

const { ROK, RINVBNDSTS, RALYBND, RINVPASWD, RSYSERR } = CommandStatus;
const net = new Loopback();
afterEach(() => net.close());

describe('binding', () => {
  it.each(['transmitter', 'receiver', 'transceiver'] as const)('as a %s, told on both sides', async mode => {
    const { client, session } = await net.pair({ mode, server: { systemId: 'centre' } });
    expect([client.boundAs, session.boundAs]).toEqual([mode, mode]);
    expect(session.systemId).toBe('chappe');
    expect(session.bindRequest).toMatchObject({ interfaceVersion: 0x34, password: '' });
  });

  it('is decided by the server, which sees the password', async () => {
    const { port } = await net.server({ onBind: ({ password }) => (password === 'right' ? ROK : RINVPASWD) });
    const client = await net.client(port);
    const outcome = await client.bind('transceiver', { systemId: 'chappe', password: 'wrong' });
    expect(outcome).toMatchObject({ kind: 'answered', response: { status: RINVPASWD } });
    expect(await client.closed).toMatchObject({ reason: 'bind-refused' });
  });

  it('tells the version we speak to peers of 3.4 and later, and sends no TLV to older ones', async () => {
    const { port } = await net.server({ systemId: 'centre' });
    for (const [interfaceVersion, tlvs] of [
      [0x33, {}],
      [0x34, { scInterfaceVersion: 0x34 }],
      [0x50, { scInterfaceVersion: 0x34 }],
    ] as const) {
      const peer = await net.raw(port);
      const answer = await peer.ask({
        command: 'bind_transceiver',
        sequence: 1,
        systemId: 'a',
        interfaceVersion,
      });
      expect(answer).toMatchObject({
        command: 'bind_transceiver_resp',
        status: ROK,
        systemId: 'centre',
        tlvs,
      });
    }
  });

  it('twice is refused with RALYBND, and the session goes on', async () => {
    const { peer, session } = await net.rawOfServer();
    expect(await peer.ask({ command: 'bind_receiver', sequence: 2, systemId: 'raw' })).toMatchObject({
      command: 'bind_receiver_resp',
      status: RALYBND,
    });
    expect(await peer.ask({ command: 'enquire_link', sequence: 3 })).toMatchObject({ status: ROK });
    expect(session.boundAs).toBe('transceiver');
  });

  it('may be decided later; what comes behind it waits for the decision', async () => {
    const decision = deferred<number>();
    const { port } = await net.server({
      onBind: () => decision.promise,
      handlers: { submit_sm: () => ({ messageId: '1' }) },
    });
    const peer = await net.raw(port);
    peer.send({ command: 'bind_transceiver', sequence: 1, systemId: 'a' });
    peer.send({ command: 'submit_sm', sequence: 2 });
    peer.send({ command: 'bind_transceiver', sequence: 3, systemId: 'a' });
    decision.resolve(ROK);
    const answers = [await peer.inbox.next(), await peer.inbox.next(), await peer.inbox.next()];
    expect(answers.map(({ sequence, status }) => [sequence, status])).toEqual([
      [1, ROK],
      [2, ROK],
      [3, RALYBND],
    ]);
  });

  it('fails with RSYSERR when the decision throws', async () => {
    const { server, port } = await net.server({ onBind: () => Promise.reject(new Error('no database')) });
    const failed = new Promise(resolve =>
      server.once('session', session => session.once('handlerError', error => resolve(error))),
    );
    const peer = await net.raw(port);
    expect(await peer.ask({ command: 'bind_transceiver', sequence: 1 })).toMatchObject({ status: RSYSERR });
    expect(await failed).toMatchObject({ message: 'no database' });
  });

  it('that is never answered ends after ten seconds on our side', async () => {
    const { server, port } = await net.server({ onBind: () => NEVER_ANSWER, unboundTimeoutMs: 60_000 });
    const accepted = once(server, 'session') as Promise<[ServerSession]>;
    const client = await net.client(port);
    const [session] = await accepted;
    const asked = new Promise(resolve => (session as ServerSession).on('close', resolve));
    const bound = client.bind('transceiver', { systemId: 'a' });
    net.timers.advance(9_999);
    expect(client.isClosed).toBe(false);
    net.timers.advance(1);
    expect(await bound).toMatchObject({ kind: 'unanswered', reason: 'timeout' });
    expect(await client.closed).toMatchObject({ reason: 'bind-refused' });
    session.destroy();
    await asked;
  });

  it('needs credentials that fit, and says which one does not', async () => {
    const { port } = await net.server();
    const client = await net.client(port);
    await expect(client.bind('transceiver', { password: 'longer than eight' })).rejects.toThrow(
      PduEncodeError,
    );
    const lenient = await net.client(port, { overlengthOctets: 16 });
    expect(await lenient.bind('transceiver', { password: 'longer than eight' })).toMatchObject({
      kind: 'answered',
    });
  });

  it('is not asked for twice by the same session', async () => {
    const { client } = await net.pair();
    expect(await client.bind('receiver', {})).toEqual({
      kind: 'unanswered',
      reason: 'wrong-state',
      left: false,
      sequence: undefined,
    });
  });

  it('is what an outbind asks for', async () => {
    const { server, port } = await net.server();
    server.on('session', session => session.send({ command: 'outbind', systemId: 'centre', password: 'pw' }));
    const client = await net.client(port);
    const [outbind] = await once(client, 'outbind');
    expect(outbind).toMatchObject({ systemId: 'centre', password: 'pw' });
  });
});

describe('before the bind', () => {
  it.each([
    'submit_sm',
    'submit_multi',
    'data_sm',
    'deliver_sm',
    'query_sm',
    'cancel_sm',
    'replace_sm',
    'enquire_link',
    'unbind',
  ] as const)('%s is refused with RINVBNDSTS', async command => {
    const { port } = await net.server({ handlers: { submit_sm: () => ({ messageId: '1' }) } });
    const peer = await net.raw(port);
    expect(await peer.ask({ command, sequence: 5 } as PduInput<RequestName>)).toMatchObject({
      command: `${command}_resp`,
      status: RINVBNDSTS,
      sequence: 5,
    });
  });

  it('a connection has ten seconds, whatever it sends', async () => {
    const { server, port } = await net.server();
    const accepted = once(server, 'session') as Promise<[ServerSession]>;
    const peer = await net.raw(port);
    const [session] = await accepted;
    net.timers.advance(9_999);
    await peer.ask({ command: 'enquire_link', sequence: 1 });
    net.timers.advance(1);
    expect(await session.closed).toMatchObject({ reason: 'not-bound-in-time' });
    await peer.closed;
    expect(server.sessions.size).toBe(0);
  });

  it('a frame may have 4 KiB, and 64 KiB afterwards', async () => {
    const big = { command: 'data_sm', sequence: 2, tlvs: { messagePayload: Buffer.alloc(60_000) } } as const;
    const handlers = { data_sm: () => ({ messageId: 'big' }) };
    const { peer, port } = await net.rawOfServer({ handlers });
    expect(await peer.ask(big)).toMatchObject({ status: ROK, messageId: 'big' });
    const stranger = await net.raw(port);
    stranger.send(big);
    await stranger.closed;
    expect(stranger.inbox.size).toBe(0);
  });

  it('our client sends nothing but a bind', async () => {
    const { port } = await net.server();
    const client = await net.client(port);
    expect(await client.request('submit_sm', {})).toMatchObject({ reason: 'wrong-state', left: false });
  });
});

describe('which way a command may go (SMPP 3.4 table 2-1)', () => {
  it('submissions from the ESME unless it is a receiver, deliveries to it unless it is a transmitter', () => {
    const who = (command: Parameters<typeof mayRequest>[0]) =>
      (['esme', 'smsc'] as const).flatMap(side =>
        (['transmitter', 'receiver', 'transceiver'] as const)
          .filter(mode => mayRequest(command, side, mode))
          .map(mode => `${side} ${mode}`),
      );
    for (const command of ['submit_sm', 'submit_multi', 'query_sm', 'cancel_sm', 'replace_sm'] as const) {
      expect(who(command)).toEqual(['esme transmitter', 'esme transceiver']);
    }
    for (const command of ['deliver_sm', 'alert_notification'] as const) {
      expect(who(command)).toEqual(['smsc receiver', 'smsc transceiver']);
    }
    for (const command of ['data_sm', 'enquire_link', 'unbind'] as const)
      expect(who(command)).toHaveLength(6);
  });

  it('holds on the wire', async () => {
    const handlers = { submit_sm: () => ({ messageId: '1' }), deliver_sm: () => ROK };
    const { peer } = await net.rawOfServer({ handlers }, 'receiver');
    expect(await peer.ask({ command: 'submit_sm', sequence: 2 })).toMatchObject({ status: RINVBNDSTS });
    expect(await peer.ask({ command: 'deliver_sm', sequence: 3 })).toMatchObject({ status: RINVBNDSTS });
  });

  it('holds for what we would send', async () => {
    const { client, session } = await net.pair({ mode: 'transmitter' });
    expect(await session.request('deliver_sm', {})).toMatchObject({ reason: 'wrong-state', left: false });
    expect(await client.request('deliver_sm', {})).toMatchObject({ reason: 'wrong-state', left: false });
  });
});

describe('connecting', () => {
  it('fails with a reason when nobody listens', async () => {
    const { server, port } = await net.server();
    await server.close();
    const attempt = connect({ host: '127.0.0.1', port });
    await expect(attempt).rejects.toThrow(SmppConnectError);
    await expect(attempt).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('is given up after ten seconds', async () => {
    // TLS towards a plain server: the connection is there, and the handshake never ends.
    const { port } = await net.server({ unboundTimeoutMs: 60_000, maxUnboundFrameOctets: 0x7fffffff });
    const attempt = connect({ host: '127.0.0.1', port, tls: { servername: '' }, timers: net.timers });
    net.timers.advance(10_000);
    await expect(attempt).rejects.toMatchObject({ name: 'SmppConnectError', reason: 'timeout' });
  });

  it('refuses options that make no sense', async () => {
    await expect(connect({ host: 'localhost', port: 1, window: 0 })).rejects.toThrow(SmppOptionError);
    await expect(net.server({ maxQueuedOctets: 1.5 })).rejects.toThrow('maxQueuedOctets is 1.5');
    await expect(net.server({ maxSessions: 0 })).rejects.toThrow('at least 1');
  });
});
