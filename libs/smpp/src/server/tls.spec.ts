import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { CommandStatus } from '../codec/index.js';
import { connect } from '../session/index.js';
import { Loopback } from '../session/loopback.contract-spec.js';
import { SmppServer } from './server.js';

/** Made for these tests, for localhost, self-signed, valid from 2020 to 2120; it protects nothing. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXMp1JqqGa9f2g2sj
ALLvx95f/PMwv1SPc50UxSmerRKhRANCAAQvdOrmvVT/FIvGEREhh5llcSuPrEZY
UfshtvKO5+sajBKIi517UEOfRQ9L/J/AZLBvIhyTIAaQXHlmTMtxZLYG
-----END PRIVATE KEY-----`;
const CERT = `-----BEGIN CERTIFICATE-----
MIIBZjCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABC906ua9VP8Ui8YR
ESGHmWVxK4+sRlhR+yG28o7n6xqMEoiLnXtQQ59FD0v8n8BksG8iHJMgBpBceWZM
y3FktgajTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBQqC5mNdw20Fs5dLFfrHLbUK03VeDAKBggqhkjOPQQD
AgNHADBEAiBz3xRCW5vp4CxQVskEAVH23BKsZyZ2aabRsvng5Ha9ewIgcmrTpcPX
jp56lYHjlHIXb7MgOdIE5AG2VXrGf7G2Bfs=
-----END CERTIFICATE-----`;

const net = new Loopback();
const servers: SmppServer[] = [];
afterEach(async () => {
  await net.close();
  for (const server of servers.splice(0)) await server.close({ force: true });
});

async function listen(): Promise<{ server: SmppServer; tlsPort: number; plainPort: number }> {
  const server = new SmppServer({
    timers: net.timers,
    onBind: () => CommandStatus.ROK,
    handlers: { submit_sm: () => ({ messageId: 'over TLS' }) },
  });
  servers.push(server);
  const { port: tlsPort } = await server.listen({ tls: { key: KEY, cert: CERT } });
  const { port: plainPort } = await server.listen();
  return { server, tlsPort, plainPort };
}

async function submitsOn(port: number): Promise<void> {
  const client = await net.client(port, { tls: { ca: CERT, servername: 'localhost' } });
  expect(await client.bind('transceiver', { systemId: 'chappe' })).toMatchObject({ kind: 'answered' });
  expect(await client.request('submit_sm', {})).toMatchObject({ response: { messageId: 'over TLS' } });
  expect(await client.unbind()).toMatchObject({ kind: 'answered' });
}

describe('over TLS', () => {
  it('a session binds, submits and unbinds', async () => {
    const { tlsPort } = await listen();
    await submitsOn(tlsPort);
  });

  it('a client refuses a certificate it has no reason to trust', async () => {
    const { tlsPort } = await listen();
    const attempt = connect({
      host: '127.0.0.1',
      port: tlsPort,
      tls: { servername: 'localhost' },
      timers: net.timers,
    });
    await expect(attempt).rejects.toMatchObject({
      reason: 'unreachable',
      cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });

  it('octets can be sent raw, and are gone when told so', async () => {
    const { server, tlsPort } = await listen();
    server.on('session', session => {
      void session.sendRaw(Buffer.from('half')).then(() => session.destroy());
    });
    const socket = connectTls({ port: tlsPort, host: '127.0.0.1', ca: CERT, servername: 'localhost' });
    socket.on('error', () => undefined);
    const [chunk] = await once(socket, 'data');
    expect(String(chunk)).toBe('half');
    socket.destroy();
  });

  it('a client that speaks plain SMPP to the TLS port costs its own connection', async () => {
    const { server, tlsPort } = await listen();
    const failed = once(server, 'connectionError');
    const peer = await net.raw(tlsPort);
    peer.send({ command: 'bind_transceiver', sequence: 1 });
    expect((await failed)[0]).toMatchObject({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    await peer.closed;
    await submitsOn(tlsPort);
  });

  it('a client that speaks TLS to the plain port costs its own connection', async () => {
    const { tlsPort, plainPort } = await listen();
    const attempt = connect({ host: '127.0.0.1', port: plainPort, tls: true, timers: net.timers });
    await expect(attempt).rejects.toMatchObject({ name: 'SmppConnectError', reason: 'unreachable' });
    await submitsOn(tlsPort);
  });
});
