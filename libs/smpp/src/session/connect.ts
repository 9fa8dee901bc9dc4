import { connect as connectPlain, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { ClientSession } from './client-session.js';
import type { Handlers } from './handlers.js';
import { checkWhole, resolveOptions } from './session.options.js';
import type { SessionOptions } from './session.options.js';

/** Where to connect, and how the session shall behave. */
export interface ConnectOptions extends SessionOptions<ClientSession> {
  readonly host: string;
  readonly port: number;
  /** TLS, with the system's certificates (`true`) or with options of `node:tls`. */
  readonly tls?: boolean | ConnectionOptions;
  /** TCP and TLS together; 10,000 by default. */
  readonly connectTimeoutMs?: number;
  /** From the bind to its answer; 10,000 by default. */
  readonly bindTimeoutMs?: number;
  /** What to do with deliver_sm and data_sm. */
  readonly handlers?: Handlers<ClientSession>;
}

/** The names of what OpenSSL and Node find wrong with a certificate. */
const CERTIFICATE_FAULTS = /CERT|^UNABLE_TO_VERIFY|^ERR_TLS_CERT/;

/** The connection was not made: nothing was sent. */
export class SmppConnectError extends Error {
  override readonly name = 'SmppConnectError';

  constructor(
    message: string,
    readonly reason: 'unreachable' | 'timeout',
    cause: unknown,
  ) {
    super(message, { cause });
  }

  static unreachable(where: string, cause: Error): SmppConnectError {
    return new SmppConnectError(
      `No connection to ${where}: ${cause.message}. Check host, port and TLS.`,
      'unreachable',
      cause,
    );
  }

  /**
   * What was wrong with the other side's certificate, as Node names it (`CERT_HAS_EXPIRED`); undefined when that was not the reason.
   * Time alone does not mend it.
   */
  get certificateFault(): string | undefined {
    const code: unknown = (this.cause as { readonly code?: unknown } | undefined)?.code;
    return typeof code === 'string' && CERTIFICATE_FAULTS.test(code) ? code : undefined;
  }

  static timeout(where: string, ms: number): SmppConnectError {
    return new SmppConnectError(
      `No connection to ${where} within ${ms} ms. Check that a firewall lets it through.`,
      'timeout',
      undefined,
    );
  }
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Connects to a message centre. The session is not bound yet: call {@link ClientSession.bind} next.
 *
 * @throws SmppConnectError (as a rejection) when there is no connection.
 * @throws SmppOptionError (as a rejection) when an option makes no sense.
 * @example
 * const session = await connect({ host: 'smsc.example', port: 2775, handlers: { deliver_sm: pdu => store(pdu) } });
 * const outcome = await session.bind('transceiver', { systemId: 'chappe', password: 'secret' });
 */
export async function connect(options: ConnectOptions): Promise<ClientSession> {
  const {
    host,
    port,
    tls,
    connectTimeoutMs = DEFAULT_TIMEOUT_MS,
    bindTimeoutMs = DEFAULT_TIMEOUT_MS,
  } = options;
  checkWhole('connectTimeoutMs', connectTimeoutMs, 1);
  checkWhole('bindTimeoutMs', bindTimeoutMs, 1);
  const resolved = resolveOptions(options);
  const where = `${host}:${port}`;
  const socket: Socket = tls
    ? // A server name may not be an address (RFC 6066 §3).
      connectTls({ ...(isIP(host) ? {} : { servername: host }), ...(tls === true ? {} : tls), host, port })
    : connectPlain({ host, port });
  return new Promise((resolve, reject) => {
    const cancel = resolved.timers.after(connectTimeoutMs, () =>
      fail(SmppConnectError.timeout(where, connectTimeoutMs)),
    );
    const failed = (cause: Error) => fail(SmppConnectError.unreachable(where, cause));
    const fail = (error: SmppConnectError) => {
      cancel();
      // Once destroyed a socket may still report an error; nobody is left to hear it but it must be heard.
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    socket.once('error', failed);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      cancel();
      socket.removeListener('error', failed);
      resolve(new ClientSession(socket, resolved, options.handlers ?? {}, bindTimeoutMs));
    });
  });
}
