import type { Clock } from '@chappe/sms';
import {
  commandStatus,
  CommandStatus,
  connect,
  PduEncodeError,
  SmppConnectError,
  type AnyPdu,
  type BindMode,
  type ClientSession,
  type Pdu,
  type PduBody,
  type Timers,
} from '@chappe/smpp';
import type { ResolvedOptions } from '../options/index.js';
import { Slots } from './slots.js';

/** What became of one submit_sm. */
export type SubmitOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly messageId: string }
  /** It certainly did not leave. */
  | { readonly kind: 'not-sent'; readonly cause: string }
  /** It left, or a piece of it, and there is no answer. */
  | { readonly kind: 'unanswered'; readonly cause: string }
  /** SMPP cannot carry it. */
  | { readonly kind: 'not-encodable'; readonly field: string };

/** What answers a query_sm, whatever its status. */
export type QueryAnswer = Pdu<'query_sm_resp'> | Pdu<'generic_nack'>;

/** How an attempt to bind ended: `refused` is a matter of set-up, `failed` one of time. */
export type BindAttempt =
  | { readonly kind: 'bound' }
  /** `status` is null when it is our side that refused, since it does not trust the certificate. */
  | {
      readonly kind: 'refused';
      readonly status: number | null;
      readonly name: string;
      readonly meaning: string;
    }
  | { readonly kind: 'failed'; readonly why: string };

/** What a {@link Link} is made with. */
export interface LinkParts<Tag> {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Takes what the carrier delivers. Resolves with the command_status to thank it with. */
  readonly deliver: (pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>) => Promise<number>;
  /** An answer came after its time was over. */
  readonly late: (tag: Tag, pdu: Pdu<'submit_sm_resp'>) => void;
  /** The carrier said something that makes no sense. */
  readonly nonsense: (what: string) => void;
  /** The carrier owes answers on it, and says nothing. */
  readonly silent: (link: Link<Tag>) => void;
  /** A bound session is gone. */
  readonly lost: (link: Link<Tag>, why: string) => void;
}

/** A submission that was given up; its answer may still come. */
interface Overdue<Tag> {
  readonly tag: Tag;
  readonly settle: () => void;
}

/** Submissions given up on one session whose answers may still come, at most. */
const OVERDUE_MAX = 1000;

/** One bind: a session that can be opened again and again. `Tag` says what a submission was, should its answer come late. */
export class Link<Tag> {
  private session: ClientSession | undefined;
  private opening: ClientSession | undefined;
  /** The session is bound still, and takes nothing more: one side has said unbind. */
  private leaving = false;
  private closed = false;
  /** It is not to be opened, until somebody opens it. */
  private away = false;
  private readonly slots: Slots;
  private readonly overdue = new Map<number, Overdue<Tag>>();

  constructor(
    readonly mode: BindMode,
    private readonly parts: LinkParts<Tag>,
  ) {
    this.slots = new Slots(parts.options.window, parts.clock);
  }

  get isBound(): boolean {
    return this.session !== undefined;
  }

  /** Whether messages can be handed over on it now. */
  get takesSubmissions(): boolean {
    return this.isBound && !this.leaving && this.mode !== 'receiver';
  }

  /** Whether the carrier has been asked if it is there, and has said nothing since. */
  get isSilent(): boolean {
    return this.session?.isSilent ?? false;
  }

  /** Submissions under way and waiting. */
  get load(): number {
    return this.slots.load;
  }

  /** Connects and binds, once. Never throws. */
  async open(): Promise<BindAttempt> {
    const { server, systemType, addressRange } = this.parts.options;
    this.away = false;
    try {
      const session = await this.connect();
      if (this.closed || this.away) {
        session.destroy();
        return { kind: 'failed', why: 'stopping' };
      }
      this.opening = session;
      session.once('bound', () => {
        this.session = session;
        this.leaving = false;
      });
      session.on('close', ({ reason }) => this.lose(session, reason));
      session.on('silent', () => this.parts.silent(this));
      session.on('unsolicited', pdu => this.takeUnsolicited(session, pdu));
      session.on('malformed', error => this.parts.nonsense(error.message));
      const { systemId, password } = server;
      const outcome = await session.bind(this.mode, { systemId, password, systemType, addressRange });
      if (outcome.kind === 'unanswered')
        return { kind: 'failed', why: `no answer to the bind: ${outcome.reason}` };
      const { status } = outcome.response;
      if (status === CommandStatus.ROK) return { kind: 'bound' };
      const { name, meaning } = commandStatus(status);
      return isSetUp(status)
        ? { kind: 'refused', status, name, meaning }
        : { kind: 'failed', why: `the bind was answered with ${name}` };
    } catch (error) {
      const name = error instanceof SmppConnectError ? error.certificateFault : undefined;
      if (name) return { kind: 'refused', status: null, name, meaning: (error as SmppConnectError).message };
      return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    } finally {
      this.opening = undefined;
    }
  }

  /**
   * Hands one submit_sm over, within the window. Never throws.
   *
   * @param waitMaxMs how long it may wait for room
   */
  async submit(
    body: PduBody<'submit_sm'>,
    tag: Tag,
    { waitMaxMs, signal }: { readonly waitMaxMs: number; readonly signal: AbortSignal },
  ): Promise<SubmitOutcome> {
    if (!(await this.slots.take(waitMaxMs, signal)))
      return { kind: 'not-sent', cause: signal.aborted ? 'aborted' : 'window_full' };
    try {
      return await this.request(body, tag, signal);
    } catch (error) {
      if (!(error instanceof PduEncodeError)) throw error;
      return { kind: 'not-encodable', field: error.field };
    } finally {
      this.slots.free();
    }
  }

  /** Asks what became of one message, within the window. Undefined when nothing came that answers it. Never throws. */
  async query(body: PduBody<'query_sm'>, signal: AbortSignal): Promise<QueryAnswer | undefined> {
    const { session, parts } = this;
    if (!session || !(await this.slots.take(parts.options.requestTimeoutMs, signal))) return undefined;
    try {
      const outcome = await parts.clock.outside(session.request('query_sm', body, { signal }));
      return outcome.kind === 'answered' ? outcome.response : undefined;
    } catch (error) {
      // An id that cannot be written is no id of this carrier's.
      if (!(error instanceof PduEncodeError)) throw error;
      return undefined;
    } finally {
      this.slots.free();
    }
  }

  /** Asks the carrier now whether it is there. */
  probe(): void {
    this.session?.probe();
  }

  /** Ends the session, politely; whoever watches the link will open it again. */
  reset(): void {
    this.leaving = true;
    void this.session?.unbind();
  }

  /**
   * Leaves until it is opened again: what is under way ends first.
   *
   * @param withinMs when that takes longer, the connection is cut; null for the time that a session has for it
   */
  async leave(withinMs: number | null): Promise<void> {
    this.away = true;
    this.leaving = true;
    this.opening?.destroy();
    const { session } = this;
    if (!session) return;
    const cut = withinMs === null ? undefined : this.parts.clock.after(withinMs, () => session.destroy());
    await session.unbind();
    session.destroy();
    await session.closed;
    cut?.cancel();
  }

  /** Leaves for good: what is under way ends first. */
  async close(): Promise<void> {
    this.closed = true;
    this.opening?.destroy();
    const { session } = this;
    if (!session) return;
    await session.unbind();
    session.destroy();
    await session.closed;
  }

  private connect(): Promise<ClientSession> {
    const { options, timers, deliver } = this.parts;
    return connect({
      host: options.server.host,
      port: options.server.port,
      tls: options.server.tls && options.tls,
      timers,
      window: options.window,
      connectTimeoutMs: options.connectTimeoutMs,
      bindTimeoutMs: options.bindTimeoutMs,
      requestTimeoutMs: options.requestTimeoutMs,
      enquireLinkIntervalMs: options.enquireLinkIntervalMs,
      awaitingEnquireLinkIntervalMs: options.awaitingEnquireLinkIntervalMs,
      missedEnquireLinks: options.missedEnquireLinks,
      tcpKeepAliveMs: options.tcpKeepAliveMs,
      drainTimeoutMs: options.drainTimeoutMs,
      overlengthOctets: options.overlengthOctets,
      handlers: { deliver_sm: deliver, data_sm: deliver },
    });
  }

  private async request(body: PduBody<'submit_sm'>, tag: Tag, signal: AbortSignal): Promise<SubmitOutcome> {
    const { session } = this;
    if (!session) return { kind: 'not-sent', cause: 'not_bound' };
    const answer = Promise.withResolvers<void>();
    void this.parts.clock.outside(answer.promise);
    let isOverdue = false;
    try {
      const outcome = await session.request('submit_sm', body, { signal });
      if (outcome.kind === 'answered') return answered(outcome.response);
      if (outcome.reason === 'unbound') this.leaving = true;
      if (!outcome.left) return { kind: 'not-sent', cause: outcome.reason };
      if (outcome.sequence !== undefined && this.session === session) {
        isOverdue = true;
        this.expectLate(outcome.sequence, { tag, settle: answer.resolve });
      }
      return { kind: 'unanswered', cause: outcome.reason };
    } finally {
      if (!isOverdue) answer.resolve();
    }
  }

  private lose(session: ClientSession, why: string): void {
    if (this.session !== session) return;
    this.session = undefined;
    for (const { settle } of this.overdue.values()) settle();
    this.overdue.clear();
    if (!this.closed) this.parts.lost(this, why);
  }

  /** A carrier on our own virtual time may hold what we have given up: it is on the wire until it is answered or the session ends. */
  private expectLate(sequence: number, late: Overdue<Tag>): void {
    this.overdue.set(sequence, late);
    for (const [oldest, { settle }] of this.overdue) {
      if (this.overdue.size <= OVERDUE_MAX) break;
      this.overdue.delete(oldest);
      settle();
    }
  }

  private takeUnsolicited(session: ClientSession, pdu: AnyPdu): void {
    const late = this.session === session ? this.overdue.get(pdu.sequence) : undefined;
    // It was asked by a query that has been given up, and will be asked again.
    if (pdu.command === 'query_sm_resp') return;
    if (late === undefined || pdu.command !== 'submit_sm_resp') {
      this.parts.nonsense(`${pdu.command} ${pdu.sequence} answers nothing that was asked`);
      return;
    }
    this.overdue.delete(pdu.sequence);
    late.settle();
    this.parts.late(late.tag, pdu);
  }
}

function answered(response: Pdu<'submit_sm_resp'> | Pdu<'generic_nack'>): SubmitOutcome {
  if (response.command === 'submit_sm_resp')
    return { kind: 'answered', status: response.status, messageId: response.messageId };
  // A nack without a status still says that the PDU was not understood, and so not taken.
  return { kind: 'answered', status: response.status || CommandStatus.RUNKNOWNERR, messageId: '' };
}

/** Whether a refused bind is a matter of set-up, and so not worth trying again soon: credentials, rights, kind of bind. */
function isSetUp(status: number): boolean {
  switch (commandStatus(status).class) {
    case 'bind':
    case 'permanent-sender':
    case 'permanent-message':
    case 'vendor':
      return true;
    default:
      return status === CommandStatus.RINVCMDID || status === CommandStatus.RINVCMDLEN;
  }
}
