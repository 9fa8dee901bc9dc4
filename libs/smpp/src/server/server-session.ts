import type { Socket } from 'node:net';
import { CommandStatus } from '../codec/index.js';
import type { AnyRequest, BindName, Pdu, PduBody } from '../codec/index.js';
import type { AnyAnswer } from '../session/answering.js';
import { bindModeOf } from '../session/bind-states.js';
import type { BindMode } from '../session/bind-states.js';
import { INTERFACE_VERSION_34, NEVER_ANSWER, SmppSession } from '../session/index.js';
import type { Answer, Handlers } from '../session/index.js';
import type { ResolvedOptions } from '../session/session.options.js';
import type { Cancel } from '../time/index.js';

/** A bind request of any of the three kinds. */
export type BindRequest = Pdu<BindName>;

/** Decides about a bind: a command_status, response fields, nothing (status 0), or `NEVER_ANSWER`. */
export type BindHandler = (
  bind: BindRequest,
  session: ServerSession,
) => Answer<BindName> | Promise<Answer<BindName>>;

/** What only the server's end of a session needs. */
export interface ServerSessionOptions {
  readonly onBind: BindHandler;
  readonly systemId: string;
  readonly unboundTimeoutMs: number;
}

/** The message centre's end of a connection: it is bound to, takes submissions, and delivers. */
export class ServerSession extends SmppSession {
  readonly side = 'smsc';
  private accepted: BindRequest | undefined;
  private binding = false;
  private readonly cancelUnbound: Cancel;

  /** Made by `SmppServer`. */
  constructor(
    socket: Socket,
    options: ResolvedOptions<ServerSession>,
    handlers: Handlers<ServerSession>,
    private readonly server: ServerSessionOptions,
  ) {
    super(socket, options, handlers);
    this.cancelUnbound = this.later(server.unboundTimeoutMs, () => this.cut('not-bound-in-time'));
  }

  /** Who is bound; undefined before. */
  get systemId(): string | undefined {
    return this.accepted?.systemId;
  }

  /** The bind request that was accepted, its password left out. */
  get bindRequest(): Omit<BindRequest, 'password'> | undefined {
    return this.accepted;
  }

  /** What comes after a bind is read when the bind is decided. */
  protected override get holdsInput(): boolean {
    return this.binding;
  }

  protected override takeOwn(pdu: AnyRequest): boolean {
    const mode = bindModeOf(pdu.command);
    if (!mode) return false;
    if (this.state !== 'open') {
      this.respond(pdu, CommandStatus.RALYBND);
      return true;
    }
    const bind = pdu as BindRequest;
    this.binding = true;
    this.ask(
      pdu,
      () => this.server.onBind(bind, this) as AnyAnswer | Promise<AnyAnswer>,
      answer => this.conclude(bind, mode, answer as Answer<BindName>),
    );
    return true;
  }

  private conclude(bind: BindRequest, mode: BindMode, answer: Answer<BindName>): void {
    // Input stays held: only the timer for unbound connections ends this one.
    if (answer === NEVER_ANSWER || this.state !== 'open') return;
    const body: PduBody<'bind_transceiver_resp'> & { readonly status?: number } =
      typeof answer === 'object' ? answer : {};
    const status = typeof answer === 'number' ? answer : (body.status ?? CommandStatus.ROK);
    const request = bind as Pdu<'bind_transceiver'>;
    if (status === CommandStatus.ROK) {
      // A peer older than 3.4 must not be sent optional parameters (§1.6).
      const tlvs =
        bind.interfaceVersion >= INTERFACE_VERSION_34 ? { scInterfaceVersion: INTERFACE_VERSION_34 } : {};
      this.respond(request, { systemId: this.server.systemId, tlvs, ...body });
      this.cancelUnbound();
      this.accepted = { ...bind, password: '' };
      this.becomeBound(mode);
      this.emit('bound');
    } else {
      this.respond(request, { ...body, status });
      this.endAs('bind-refused');
    }
    this.binding = false;
    this.updateReading();
  }
}
