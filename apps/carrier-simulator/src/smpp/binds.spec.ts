import { connect as connectPlain, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { CommandStatus, decodePdu, encodePdu } from '@chappe/smpp';
import type { BindMode } from '@chappe/smpp';
import { createSimulator } from '../simulator.js';
import { CERT, KEY } from './certificate.contract-spec.js';
import { DEFAULT_SMPP_OPTIONS } from './smpp.options.js';
import { phone, Stage } from './stage.contract-spec.js';

const { ROK, RBINDFAIL, RINVPASWD, RINVSYSID, RALYBND } = CommandStatus;

let stage: Stage;
const open = async (...args: Parameters<typeof Stage.open>) => (stage = await Stage.open(...args));
afterEach(() => stage.close());

async function bind(systemId: string, password: string): Promise<number | undefined> {
  const outcome = await (await stage.connect()).bind('transceiver', { systemId, password });
  return outcome.kind === 'answered' ? outcome.response.status : undefined;
}

describe('a bind', () => {
  it.each<[BindMode, number]>([
    ['transmitter', 0x34],
    ['receiver', 0x34],
    ['transceiver', 0x34],
    ['transceiver', 0x50],
    ['transceiver', 0x33],
  ])('as %s with version %i is taken', async (mode, interfaceVersion) => {
    await open();
    const { session } = await stage.bind(mode, 'shop', { interfaceVersion });
    expect(session.boundAs).toBe(mode);
  });

  it('names the centre, and its version to those who know of versions', async () => {
    await open();
    const outcome = await (await stage.connect()).bind('transceiver', { systemId: 'shop' });
    expect(outcome).toMatchObject({ response: { systemId: 'chappe', tlvs: { scInterfaceVersion: 0x34 } } });
  });

  it('is refused to strangers and with wrong passwords, where users are listed', async () => {
    await open({ smpp: { users: [{ systemId: 'shop', password: 'secret' }] } });
    expect([
      await bind('shop', 'secret'),
      await bind('shop', 'Secret'),
      await bind('bank', 'secret'),
    ]).toEqual([ROK, RINVPASWD, RINVSYSID]);
    expect(stage.simulator.centre.journal.list({ kind: 'smpp.bind_refused' })).toMatchObject([
      { clientId: 'shop', detail: { status: RINVPASWD, address: '127.0.0.1' } },
      { clientId: 'bank', detail: { status: RINVSYSID } },
    ]);
  });

  it('is refused to whoever comes from elsewhere', async () => {
    await open({
      smpp: {
        users: [
          { systemId: 'near', password: 'secret', allowedIps: ['127.0.0.0/8'] },
          { systemId: 'far', password: 'secret', allowedIps: ['192.0.2.0/24'] },
        ],
      },
    });
    expect([await bind('near', 'secret'), await bind('far', 'secret')]).toEqual([ROK, RBINDFAIL]);
  });

  it('is refused where there are too many clients', async () => {
    await open({ limits: { maxClients: 1 } });
    expect([await bind('one', ''), await bind('two', ''), await bind('one', '')]).toEqual([
      ROK,
      RBINDFAIL,
      ROK,
    ]);
    const transmitter = await (await stage.connect()).bind('transmitter', { systemId: 'two' });
    expect(transmitter).toMatchObject({ response: { status: RBINDFAIL } });
  });

  it('happens once on a connection', async () => {
    await open();
    const peer = await stage.raw();
    await peer.bind();
    expect(await peer.bind()).toMatchObject({ status: RALYBND });
  });

  it('has its time, after which the connection is closed', async () => {
    await open({ smpp: { unboundTimeoutMs: 20 } });
    const peer = await stage.raw();
    await peer.closed;
    await stage.until(() => stage.simulator.centre.journal.find({ kind: 'smpp.closed' }) !== undefined);
    expect(stage.simulator.centre.journal.find({ kind: 'smpp.closed' })).toMatchObject({
      detail: { reason: 'not-bound-in-time' },
    });
  });

  it('of one client may be made several times, and connections are limited', async () => {
    await open({ smpp: { maxLines: 2 } });
    await stage.bind();
    await stage.bind();
    await (
      await stage.raw()
    ).closed;
    expect(stage.simulator.smpp.views()).toHaveLength(2);
    expect(stage.simulator.centre.journal.find({ kind: 'smpp.turned_away' })).toBeDefined();
  });
});

describe('a silent client', () => {
  it('is asked whether it is there, and goes on when it is', async () => {
    await open({ smpp: { enquireLinkIntervalMs: 10 } });
    const { session } = await stage.bind();
    const enquired = () =>
      stage.simulator.smpp.pdus.list().filter(({ pdu }) => pdu?.['command'] === 'enquire_link_resp').length;
    await stage.until(() => enquired() >= 3);
    expect(session.isClosed).toBe(false);
  });

  it('is cut off when it is not', async () => {
    await open({ smpp: { enquireLinkIntervalMs: 10 } });
    const peer = await stage.raw();
    await peer.bind();
    await peer.closed;
    expect(await peer.next()).toMatchObject({ command: 'enquire_link' });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the TLS port', () => {
  it('takes binds beside the plain one', async () => {
    await open({ smpp: { tls: { port: 0, key: KEY, cert: CERT } } });
    expect(stage.simulator.smppsUrl).toMatch(/^smpps:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(stage.simulator.smppsUrl!).port);
    const shop = await stage.bind('transceiver', 'shop', {
      port,
      tls: { ca: CERT, servername: 'localhost' },
    });
    expect(await shop.submit()).toMatchObject({ status: ROK });
    await stage.bind('transceiver', 'shop');
    expect(stage.simulator.smpp.views().map(({ isTls }) => isTls)).toEqual([true, false]);
  });

  it('is opened without a certificate too, with one of its own that says it is localhost', async () => {
    await open();
    const port = Number(new URL(stage.simulator.smppsUrl!).port);
    // Two at once, before there is a certificate: both get the same.
    const fingerprints = await Promise.all(
      ['shop', 'bank'].map(async systemId => {
        const client = await stage.bind('transceiver', systemId, {
          port,
          tls: {
            rejectUnauthorized: false,
            servername: 'localhost',
          },
        });
        expect(await client.submit()).toMatchObject({ status: ROK });
        const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
        await once(socket, 'secureConnect');
        const certificate = socket.getPeerX509Certificate()!;
        expect(certificate.checkHost('localhost')).toBe('localhost');
        expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
        expect(certificate.ca).toBe(false);
        socket.destroy();
        return certificate.fingerprint256;
      }),
    );
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(stage.simulator.smpp.views().filter(({ isTls }) => isTls)).toHaveLength(2);
  });

  it('refuses who insists on a certificate that others vouch for', async () => {
    await open();
    const port = Number(new URL(stage.simulator.smppsUrl!).port);
    await expect(stage.connect({ port, tls: true })).rejects.toThrow('self-signed certificate');
  });

  it('is another free one where nobody asked for it and it is taken', async () => {
    const taken = createServer();
    stage = await Stage.open({ smpp: { tls: 'off' } });
    expect(stage.simulator.smppsUrl).toBeUndefined();
    taken.listen(DEFAULT_SMPP_OPTIONS.tlsPort, '127.0.0.1');
    // Somebody else on this machine may have it already, which is as good.
    await once(taken, 'listening').catch(() => undefined);
    const free = await freePort();
    const simulator = await createSimulator({ port: 0, smpp: { port: free } });
    stage.later(() => simulator.close());
    stage.later(() => void taken.close());
    expect(new URL(simulator.smppsUrl!).port).not.toBe(String(DEFAULT_SMPP_OPTIONS.tlsPort));
    await stage.bind('transceiver', 'shop', {
      port: Number(new URL(simulator.smppsUrl!).port),
      tls: { rejectUnauthorized: false },
    });
  });

  it('is not another one where it was asked for', async () => {
    await open();
    const port = Number(new URL(stage.simulator.smppsUrl!).port);
    await expect(createSimulator({ port: 0, smpp: { tls: { port } } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('closes at once although somebody is in the middle of a handshake', async () => {
    await open({ smpp: { tls: { port: 0, key: KEY, cert: CERT } } });
    const socket = connectPlain({ port: Number(new URL(stage.simulator.smppsUrl!).port), host: '127.0.0.1' });
    await once(socket, 'connect');
    const closed = new Promise(resolve => socket.on('error', resolve).once('close', resolve));
    await stage.simulator.smpp.close();
    await closed;
  });

  it('outlives what is no TLS', async () => {
    await open({ smpp: { tls: { port: 0, key: KEY, cert: CERT } } });
    const port = Number(new URL(stage.simulator.smppsUrl!).port);
    const plain = await stage.connect({ port });
    await plain.bind('transceiver', { systemId: 'shop' });
    await plain.closed;
    await stage.bind('transceiver', 'shop', { port, tls: { ca: CERT, servername: 'localhost' } });
  });
});

describe('outbind', () => {
  /** A client that listens, and binds on the connection on which it is called. */
  async function listen(): Promise<{ port: number; called: Promise<[Socket]>; close: () => void }> {
    const server = createServer();
    const called = once(server, 'connection') as Promise<[Socket]>;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as { port: number }).port, called, close: () => server.close() };
  }

  const read = async (socket: Socket) => decodePdu(((await once(socket, 'data')) as [Buffer])[0]);

  it('calls a client, which binds and is told what waits for it', async () => {
    const client = await listen();
    await open({
      smpp: { outbind: [{ host: '127.0.0.1', port: client.port, systemId: 'centre', password: 'pw' }] },
    });
    stage.later(client.close);
    const [socket] = await client.called;
    expect(await read(socket)).toMatchObject({ command: 'outbind', systemId: 'centre', password: 'pw' });
    socket.write(
      encodePdu({ command: 'bind_receiver', sequence: 1, systemId: 'shop', interfaceVersion: 0x34 }),
    );
    expect(await read(socket)).toMatchObject({ command: 'bind_receiver_resp', status: ROK });
    const sender = await stage.bind('transmitter');
    await sender.submit({ registeredDelivery: 1 });
    const delivery = read(socket);
    const advanced = stage.advance();
    const { sequence } = await delivery;
    socket.write(encodePdu({ command: 'deliver_sm_resp', sequence }));
    await advanced;
    expect(stage.simulator.centre.summary().receipts.acknowledged).toBe(1);
    socket.destroy();
  });

  it('calls again when nobody answers, and when the line has ended', async () => {
    const client = await listen();
    const port = client.port;
    client.close();
    await open({
      smpp: { outbindRetryMs: 5, outbind: [{ host: '127.0.0.1', port, systemId: 'centre', password: '' }] },
    });
    const { journal } = stage.simulator.centre;
    await stage.until(() => journal.list({ kind: 'smpp.outbind_failed' }).length >= 2);
    const server = createServer(socket => socket.on('error', () => undefined).destroy());
    stage.later(() => void server.close());
    server.listen(port, '127.0.0.1');
    await stage.until(
      () => journal.list({ kind: 'smpp.outbind' }).filter(({ kind }) => kind === 'smpp.outbind').length >= 2,
    );
  });
});

describe('the door', () => {
  it('says unbind when it closes', async () => {
    await open();
    const { session } = await stage.bind();
    await stage.simulator.smpp.close();
    expect(await session.closed).toMatchObject({ reason: 'unbound' });
  });

  it('does not leave the other doors open when its port is taken', async () => {
    await open();
    await expect(createSimulator({ port: 0, smpp: { port: stage.port } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('keeps its clients through a reset of the world, and fails what they wait for', async () => {
    await open({ world: {} });
    stage.faults({ submitAnswerDelayMs: 3_600_000 });
    const shop = await stage.bind();
    const submission = shop.submit({ destinationAddr: phone(1) });
    await stage.until(() => stage.simulator.smpp.views()[0]!.unanswered === 1);
    await fetch(`${stage.simulator.url}/control/reset`, { method: 'POST' });
    expect(await submission).toMatchObject({ status: CommandStatus.RSYSERR });
    expect(await shop.submit()).toMatchObject({ status: ROK });
  });
});
