import { CommandStatus, SESSION_DEFAULTS, type BindRequest, type Timers } from '@chappe/smpp';
import type { MessageCentre } from '@chappe/smsc';
import type { Followers, ObservedTime, Wire } from '../clock/index.js';
import type { Traffic } from '../traffic/index.js';
import { ClientMemories } from './client-memories.js';
import { Doorman } from './doorman.js';
import { Exchange } from './exchange.js';
import { Line, type SessionParts } from './line.js';
import { LineLink } from './line-link.js';
import { Lines } from './lines.js';
import { Outbinds } from './outbind.js';
import { makeCertificate } from './own-certificate.js';
import { PduLog } from './pdu-log.js';
import { RequestDesk } from './request-desk.js';
import { DEFAULT_SMPP_OPTIONS, type SmppOptions, type SmppTls } from './smpp.options.js';

/** Who the centre is in its answers to binds. */
const CENTRE_SYSTEM_ID = 'chappe';
/** How long an unbind waits for answers that are being made, in real milliseconds. */
const DRAIN_TIMEOUT_MS = 1_000;

/** What the door opens on. */
export interface SmppDoorContext {
  readonly centre: MessageCentre;
  readonly time: ObservedTime;
  readonly wire: Wire;
  readonly followers: Followers;
  /** Real time, by which clients are found to be silent. */
  readonly timers: Timers;
  /** Remembers what goes through the door. */
  readonly traffic: Traffic;
}

/** A line as a page shows it. */
export interface LineView {
  /** Undefined before the bind. */
  readonly clientId: string | undefined;
  readonly boundAs: 'transmitter' | 'receiver' | 'transceiver' | undefined;
  /** interface_version of the bind: 0x34 for SMPP 3.4. */
  readonly version: number | undefined;
  readonly address: string | undefined;
  readonly isTls: boolean;
  readonly isHalfOpen: boolean;
  /** Deliveries that the client has not answered. */
  readonly undelivered: number;
  /** Requests of the client that have not been answered. */
  readonly unanswered: number;
  readonly framesIn: number;
  readonly pdusOut: number;
}

/** The carrier's SMPP door: what it takes, whom it lets in, and what it says. */
export class SmppDoor {
  /** The last PDUs of all lines. */
  readonly pdus: PduLog;
  private readonly lines: Lines;
  private readonly doorman: Doorman;
  private readonly desk: RequestDesk;
  private readonly outbinds: Outbinds;
  private readonly memories = new ClientMemories();
  private readonly settings: Omit<Required<SmppOptions>, 'users' | 'tls' | 'outbind'>;
  private readonly endListening: () => void;

  constructor(
    private readonly options: SmppOptions,
    private readonly context: SmppDoorContext,
  ) {
    const { centre, time } = context;
    this.settings = { ...DEFAULT_SMPP_OPTIONS, ...options };
    this.pdus = new PduLog(() => time.now());
    this.doorman = new Doorman(options.users);
    this.desk = new RequestDesk({
      centre,
      exchange: new Exchange(context),
      memories: this.memories,
    });
    this.lines = new Lines({
      maxLines: this.settings.maxLines,
      makeLine: socket => this.makeLine(socket),
      turnedAway: why => this.note('smpp.turned_away', undefined, { why }),
    });
    this.outbinds = new Outbinds({
      adopt: socket => this.lines.adopt(socket),
      retryMs: this.settings.outbindRetryMs,
      note: (kind, { host, port }, why) => this.note(kind, undefined, { host, port, why }),
    });
    this.endListening = centre.journal.subscribe(({ kind, clientId = '' }) => {
      if (kind === 'world.reset') this.forget();
      else if (kind === 'client.forgotten') this.memories.forget(clientId);
    });
  }

  /** Opens the ports and calls those who want to be called. Rejects with the system's error when a port is taken. */
  async open(host: string): Promise<{ readonly port: number; readonly tlsPort: number | undefined }> {
    const { tls = {}, outbind = [] } = this.options;
    try {
      const port = await this.lines.listen({ host, port: this.settings.port });
      const tlsPort = tls === 'off' ? undefined : await this.listenWithTls(host, tls);
      this.outbinds.start(outbind);
      return { port, tlsPort };
    } catch (cause) {
      await this.close();
      throw cause;
    }
  }

  /** Says unbind to all, and closes. */
  async close(): Promise<void> {
    this.endListening();
    this.outbinds.close();
    await this.lines.close();
  }

  /** The lines there are, bound or not. */
  views(): LineView[] {
    return [...this.lines].map(line => ({
      clientId: line.systemId,
      boundAs: line.boundAs,
      version: line.bindRequest?.interfaceVersion,
      address: line.remoteAddress,
      isTls: line.isTls,
      isHalfOpen: line.isHalfOpen,
      undelivered: line.openRequests,
      unanswered: line.unansweredRequests + line.held.size,
      framesIn: line.stats.framesIn,
      pdusOut: line.stats.pdusOut,
    }));
  }

  /** The port that nobody has asked for need not be this one, so that two simulators can run with what they know. */
  private async listenWithTls(host: string, { port, key, cert }: SmppTls): Promise<number> {
    const tls = key === undefined || cert === undefined ? makeCertificate : { key, cert };
    if (port !== undefined || this.settings.port === 0) {
      return this.lines.listen({ host, port: port ?? 0, tls });
    }
    try {
      return await this.lines.listen({ host, port: DEFAULT_SMPP_OPTIONS.tlsPort, tls });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
      return this.lines.listen({ host, port: 0, tls });
    }
  }

  private makeLine(socket: SessionParts[0]): Line {
    const { window, deliverTimeoutMs, unboundTimeoutMs, unfinishedPduTimeoutMs, enquireLinkIntervalMs } =
      this.settings;
    const options: SessionParts[1] = {
      ...SESSION_DEFAULTS,
      window,
      requestTimeoutMs: deliverTimeoutMs,
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
      unfinishedPduTimeoutMs,
      timers: this.context.timers,
      trace: (direction, octets, session) => this.pdus.write(direction, octets, session.systemId),
    };
    const server: SessionParts[3] = {
      onBind: (bind, session) => this.bind(bind, session as Line),
      systemId: CENTRE_SYSTEM_ID,
      unboundTimeoutMs,
    };
    const line = new Line(socket, options, this.desk.handlers, server, {
      wire: this.context.wire,
      enquireLinkIntervalMs,
    });
    line.once('close', ({ reason, error }) =>
      this.note('smpp.closed', line.systemId, { reason, address: line.remoteAddress, why: error?.message }),
    );
    return line;
  }

  private bind(bind: BindRequest, line: Line): number {
    const { centre, wire } = this.context;
    const { systemId, interfaceVersion } = bind;
    wire.stir();
    const refusal = this.doorman.refusalOf(bind, line.remoteAddress);
    if (refusal !== undefined) return this.turnAway(bind, line, refusal.commandStatus, refusal.detail);
    const decision = centre.faults.atLink(systemId, 'bind');
    if (decision.kind === 'refuse_bind') return this.turnAway(bind, line, decision.commandStatus, 'a fault');
    if (!centre.meet(systemId)) return this.turnAway(bind, line, CommandStatus.RBINDFAIL, 'too many clients');
    if (bind.command !== 'bind_transmitter') this.connect(systemId, interfaceVersion, line);
    this.note('smpp.bound', systemId, {
      mode: bind.command.slice('bind_'.length),
      version: interfaceVersion,
      address: line.remoteAddress,
    });
    return CommandStatus.ROK;
  }

  /** From now on receipts and messages from phones go out through this line too. */
  private connect(clientId: string, interfaceVersion: number, line: Line): void {
    const { centre, followers, wire, traffic } = this.context;
    const { deliverTimeoutMs } = this.settings;
    const link = new LineLink(clientId, line, interfaceVersion, this.memories, {
      faults: centre.faults,
      followers,
      wire,
      traffic,
      deliverTimeoutMs,
    });
    const connection = centre.connect(link);
    line.once('close', () => connection.disconnect());
  }

  private turnAway(bind: BindRequest, line: Line, status: number, why: string): number {
    this.note('smpp.bind_refused', bind.systemId, { status, why, address: line.remoteAddress });
    return status;
  }

  /** The messages are gone; who waits for an answer about one is told that it failed. */
  private forget(): void {
    this.memories.clear();
    for (const line of this.lines) line.held.giveUp();
  }

  private note(kind: string, clientId: string | undefined, detail: Readonly<Record<string, unknown>>): void {
    this.context.centre.journal.write({ kind, ...(clientId === undefined ? {} : { clientId }), detail });
  }
}
