import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import {
  CommandStatus,
  decodeHeader,
  decodePdu,
  isResponseId,
  PduDecodeError,
  responseNameOf,
} from '../codec/index.js';
import type {
  AnswerableName,
  AnyPdu,
  AnyRequest,
  CommandName,
  Pdu,
  PduBody,
  PduInput,
  RequestName,
} from '../codec/index.js';
import { encodeParts } from '../codec/pdu.js';
import type { Cancel } from '../time/index.js';
import { AbortHooks } from './abort-hooks.js';
import { Answering } from './answering.js';
import type { AnyAnswer } from './answering.js';
import { mayRequest } from './bind-states.js';
import type { BindMode, Side } from './bind-states.js';
import { FrameIntake } from './frame-intake.js';
import { NEVER_ANSWER } from './handlers.js';
import type { AnyHandler, Handlers } from './handlers.js';
import { LinkWatch } from './link-watch.js';
import { OutQueue } from './out-queue.js';
import { unanswered } from './outcome.js';
import type { RequestOutcome, UnansweredReason } from './outcome.js';
import { RequestWindow } from './request-window.js';
import type { Settlement } from './request-window.js';
import type { EndReason, SessionEnd, SessionEvents, SessionStats } from './session.events.js';
import type { ResolvedOptions } from './session.options.js';

/** `open`: connected, not bound. `unbinding`: draining before or after an unbind. `closed`: nothing goes any more. */
export type SessionState = 'open' | 'bound' | 'unbinding' | 'closed';

/** What may be said about one request. */
export interface RequestOptions {
  /** Instead of the session's `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Takes the request back: it settles as `aborted`; octets that have not left will not leave. */
  readonly signal?: AbortSignal;
}

/**
 * One SMPP connection, the same on both ends: frames in, PDUs out, requests paired with answers, a window, timers, a watch
 * over the link. Whatever the peer sends, it costs this session at most. Made by `connect` and by `SmppServer`.
 */
export abstract class SmppSession extends EventEmitter<SessionEvents> {
  abstract readonly side: Side;
  readonly stats: SessionStats = { framesIn: 0, pdusOut: 0, malformed: 0, unsolicited: 0, handlerErrors: 0 };
  /** Settles when the connection is gone. Never rejects. */
  readonly closed: Promise<SessionEnd>;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;

  protected state: SessionState = 'open';
  private mode: BindMode | undefined;
  private readonly intake: FrameIntake;
  private readonly answering: Answering;
  private readonly out: OutQueue;
  private readonly window: RequestWindow;
  private readonly aborts = new AbortHooks();
  private readonly link: LinkWatch;
  private readonly timers = new Set<Cancel>();
  private pausedByHost = false;
  private readonly idleWaiters = new Set<() => void>();
  private readonly rawWaiters = new Set<(sent: boolean) => void>();
  private endReason: EndReason | undefined;
  private endError: Error | undefined;

  protected constructor(
    protected readonly socket: Socket,
    protected readonly options: ResolvedOptions<never>,
    private readonly handlers: Handlers<never>,
  ) {
    super();
    const { timers } = options;
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    this.intake = new FrameIntake({
      socket,
      timers,
      maxFrameOctets: options.maxUnboundFrameOctets,
      unfinishedPduTimeoutMs: options.unfinishedPduTimeoutMs,
      willing: () => this.reading,
      take: frame => this.takeFrame(frame),
      heard: () => this.link.heard(),
      spoilt: (reason, error) => this.cut(reason, error),
    });
    this.answering = new Answering({
      failed: (error, request) => {
        this.stats.handlerErrors++;
        this.emit('handlerError', error, request);
      },
      settled: () => {
        this.checkIdle();
        this.intake.update();
      },
    });
    this.out = new OutQueue(socket, () => this.intake.update());
    this.window = new RequestWindow({
      timers,
      size: options.window,
      send: (octets, departure) => {
        this.stats.pdusOut++;
        this.traceOut(octets);
        this.out.push(octets, departure);
      },
      asked: () => this.link.asked(),
      settled: () => this.checkIdle(),
    });
    this.link = new LinkWatch({
      timers,
      intervalMs: options.enquireLinkIntervalMs,
      awaitingIntervalMs: options.awaitingEnquireLinkIntervalMs,
      missedLimit: options.missedEnquireLinks,
      enquire: () => this.enquire(),
      silent: () => this.emit('silent'),
      dead: () => this.cut('dead-link'),
      listening: () => this.listening,
      awaiting: () => this.window.unanswered > 0,
    });
    this.closed = new Promise(resolve => this.once('close', resolve));
    socket.setNoDelay(true);
    if (options.tcpKeepAliveMs > 0) socket.setKeepAlive(true, options.tcpKeepAliveMs);
    socket.on('end', () => (this.endReason ??= 'peer-closed'));
    socket.on('error', error => {
      this.endReason ??= 'socket-error';
      this.endError ??= error;
    });
    socket.on('close', () => this.finish());
  }

  /** What the session is bound as; undefined before and after. */
  get boundAs(): BindMode | undefined {
    return this.state === 'closed' ? undefined : this.mode;
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** Whether the peer has been asked if it is there, and has said nothing since. */
  get isSilent(): boolean {
    return this.link.isSilent;
  }

  /** Requests of ours that have no answer yet, waiting ones included. */
  get openRequests(): number {
    return this.window.open;
  }

  /** Requests of the peer whose handlers have not answered yet. */
  get unansweredRequests(): number {
    return this.answering.open;
  }

  /** Octets that came and are not taken yet: an unfinished PDU, or what waits while we do not read. */
  get bufferedOctets(): number {
    return this.intake.bufferedOctets;
  }

  /** Octets that wait to be sent. */
  get queuedOctets(): number {
    return this.out.octets + this.window.waitingOctets;
  }

  /**
   * Sends a request and waits for its answer, within the window.
   *
   * @returns how it ended, in every case, connection lost included: see {@link RequestOutcome}.
   * @throws PduEncodeError (as a rejection) for a value that does not fit: nothing was sent.
   * @example
   * const outcome = await session.request('submit_sm', { destinationAddr: '33612345678', shortMessage });
   * if (outcome.kind === 'answered' && outcome.response.status === 0) …
   */
  request<C extends AnswerableName>(
    command: C,
    body: PduBody<C>,
    options: RequestOptions = {},
  ): Promise<RequestOutcome<C>> {
    return new Promise(resolve => {
      const refusal = this.refusalOf(command);
      if (refusal) return resolve(unanswered(refusal, false));
      this.post(command, body, options, false, settlement => resolve(settlement as RequestOutcome<C>));
    });
  }

  /**
   * Queues a PDU as it is, unpaired and whatever the state: an alert_notification, an outbind, a second answer, an answer
   * that no request asked for.
   *
   * @returns false when the session is closed.
   * @throws PduEncodeError for a value that does not fit.
   */
  send<C extends CommandName>(pdu: PduInput<C>): boolean {
    const { command, status = 0, sequence = 0 } = pdu;
    return this.queue(encodeParts(command, status, sequence, pdu, this.options.overlengthOctets));
  }

  /**
   * Queues octets as they are: half a PDU, rubbish, anything.
   *
   * @returns true once they were handed to the system, false when the session closed before.
   */
  sendRaw(octets: Uint8Array): Promise<boolean> {
    return new Promise(resolve => {
      const settle = (sent: boolean) => {
        this.rawWaiters.delete(settle);
        resolve(sent);
      };
      // An empty write calls back after all before it have gone down; a destroy earlier would take the octets back.
      const left = () => void this.socket.write(NO_OCTETS, error => settle(!error));
      this.rawWaiters.add(settle);
      if (!this.queue(Buffer.from(octets), { wanted: true, left })) settle(false);
    });
  }

  /**
   * Asks the peer now whether it is there, for reasons that the session cannot see. Unless it says something, the link is dead
   * after `missedEnquireLinks` times `awaitingEnquireLinkIntervalMs`.
   */
  probe(): void {
    this.link.probe();
  }

  /** Stops taking what the peer sends, until {@link resumeReading}: a peer that hangs, seen from the other end. */
  pauseReading(): void {
    this.pausedByHost = true;
    this.updateReading();
  }

  resumeReading(): void {
    this.pausedByHost = false;
    this.updateReading();
  }

  /**
   * Leaves politely: takes no new requests, waits up to `drainTimeoutMs` for what is under way on both sides, says unbind,
   * and closes.
   *
   * @returns how the unbind ended; the connection is closed in every case.
   */
  async unbind(): Promise<RequestOutcome<'unbind'>> {
    if (this.state !== 'bound') {
      this.end();
      return unanswered(this.state === 'open' ? 'wrong-state' : this.closedReason(), false);
    }
    this.state = 'unbinding';
    await this.idle(() => this.window.open + this.answering.open === 0);
    this.window.settleWaiting('unbound');
    if (this.isClosed) return unanswered(this.closedReason(), false);
    const outcome = await new Promise<Settlement>(resolve => this.post('unbind', {}, {}, true, resolve));
    this.endAs('unbound');
    return outcome as RequestOutcome<'unbind'>;
  }

  /** Sends what is queued and closes, without unbind. */
  end(): void {
    this.endAs('ended');
  }

  /** Cuts the connection at once; what is queued is lost. @param reset with RST instead of FIN. */
  destroy({ reset = false }: { readonly reset?: boolean } = {}): void {
    if (reset) {
      this.endReason ??= 'destroyed';
      this.socket.resetAndDestroy();
    } else {
      this.cut('destroyed');
    }
  }

  /** The side's own requests (binds, outbind) first. @returns true when the request has been looked after. */
  protected abstract takeOwn(pdu: AnyRequest): boolean;

  protected becomeBound(mode: BindMode): void {
    this.state = 'bound';
    this.mode = mode;
    this.intake.maxFrameOctets = this.options.maxFrameOctets;
    this.link.heard();
    this.link.start();
  }

  /** Queues the response to a request of the peer. @returns false when the session is closed. */
  protected respond(request: AnyRequest, answer: AnyAnswer): boolean {
    const command = responseNameOf(request.command as RequestName);
    if (answer === NEVER_ANSWER || command === undefined || this.isClosed) return false;
    const body = typeof answer === 'object' ? answer : {};
    const status = typeof answer === 'number' ? answer : ((body as { status?: number }).status ?? 0);
    return this.queue(encodeParts(command, status, request.sequence, body, this.options.overlengthOctets));
  }

  /** Sends a request past all checks of state. */
  protected post<C extends AnswerableName>(
    command: C,
    body: PduBody<C>,
    { timeoutMs = this.options.requestTimeoutMs, signal }: RequestOptions,
    urgent: boolean,
    settle: (settlement: Settlement) => void,
  ): void {
    if (signal?.aborted) return settle(unanswered('aborted', false));
    const octets = encodeParts(command, 0, 0, body, this.options.overlengthOctets);
    if (this.queuedOctets + octets.length > this.options.maxQueuedOctets) {
      return settle(unanswered('queue-full', false));
    }
    const responseName = responseNameOf(command);
    if (!signal) {
      this.window.add({ octets, responseName, timeoutMs, settle }, urgent);
      return;
    }
    const settleAndForget = (settlement: Settlement) => {
      forget();
      settle(settlement);
    };
    const takeBack = this.window.add({ octets, responseName, timeoutMs, settle: settleAndForget }, urgent);
    const forget = this.aborts.add(signal, takeBack);
  }

  /** Runs later unless the session is closed by then. */
  protected later(ms: number, run: () => void): Cancel {
    const cancelTimer = this.options.timers.after(ms, () => {
      this.timers.delete(cancel);
      run();
    });
    const cancel = () => {
      this.timers.delete(cancel);
      cancelTimer();
    };
    this.timers.add(cancel);
    return cancel;
  }

  /** Closes after what is queued has been sent. */
  protected endAs(reason: EndReason): void {
    if (this.isClosed) return;
    this.endReason ??= reason;
    this.state = 'unbinding';
    this.out.end();
    this.later(this.options.closeTimeoutMs, () => this.socket.destroy());
  }

  protected cut(reason: EndReason, error?: Error): void {
    this.endReason ??= reason;
    this.endError ??= error;
    this.socket.destroy();
  }

  /** Asks the host about a request, and does with its answer, or its fault, what has to be done. */
  protected ask(
    request: AnyRequest,
    call: () => AnyAnswer | Promise<AnyAnswer>,
    deliver: (answer: AnyAnswer) => void,
  ): void {
    this.answering.ask(request, call, deliver);
  }

  /** Stops reading while this says so, beside the session's own reasons. */
  protected get holdsInput(): boolean {
    return false;
  }

  protected updateReading(): void {
    this.intake.update();
  }

  /** False while we ourselves do not want to hear the peer: its silence then says nothing about it. */
  private get listening(): boolean {
    return !this.pausedByHost && !this.holdsInput && this.answering.open < this.options.maxUnanswered;
  }

  private get reading(): boolean {
    return this.listening && this.out.octets <= this.options.maxQueuedOctets / 2;
  }

  private takeFrame(frame: Buffer): void {
    this.stats.framesIn++;
    const { trace } = this.options;
    if (trace) trace('in', Buffer.from(frame), this as never);
    let pdu: AnyPdu;
    try {
      pdu = decodePdu(frame);
    } catch (error) {
      if (!(error instanceof PduDecodeError)) throw error;
      return this.takeMalformed(frame, error);
    }
    if (isResponse(pdu)) this.takeResponse(pdu);
    else this.takeRequest(pdu);
  }

  private takeMalformed(frame: Buffer, error: PduDecodeError): void {
    this.stats.malformed++;
    const { commandId, sequence } = decodeHeader(frame);
    // A nack is never answered with a nack: two sessions could go on with that for ever.
    if (isResponseId(commandId)) this.window.garbled(sequence);
    else this.send({ command: 'generic_nack', status: error.status, sequence });
    this.emit('malformed', error);
  }

  private takeResponse(pdu: AnyPdu): void {
    if (this.window.answer(pdu)) return;
    this.stats.unsolicited++;
    this.emit('unsolicited', pdu);
  }

  private takeRequest(pdu: AnyRequest): void {
    if (this.takeOwn(pdu)) return;
    const peer: Side = this.side === 'esme' ? 'smsc' : 'esme';
    if (this.endReason !== undefined || !mayRequest(pdu.command, peer, this.boundAs)) {
      this.respond(pdu, CommandStatus.RINVBNDSTS);
    } else if (pdu.command === 'enquire_link') {
      this.respond(pdu, CommandStatus.ROK);
    } else if (pdu.command === 'unbind') {
      void this.takeUnbind(pdu);
    } else if (pdu.command === 'alert_notification') {
      this.emit('alertNotification', pdu);
    } else {
      this.askHandler(pdu);
    }
  }

  private askHandler(pdu: AnyRequest): void {
    const handler = (this.handlers as { readonly [name in CommandName]?: AnyHandler<this> })[pdu.command];
    if (!handler) {
      this.respond(pdu, CommandStatus.RINVCMDID);
      return;
    }
    this.ask(
      pdu,
      () => handler(pdu as Pdu<RequestName>, this),
      answer => void this.respond(pdu, answer),
    );
  }

  /** The peer leaves: it still gets the answers it waits for, then the connection is closed. */
  private async takeUnbind(pdu: Pdu<'unbind'>): Promise<void> {
    this.endReason ??= 'unbound';
    this.state = 'unbinding';
    this.window.settleWaiting('unbound');
    await this.idle(() => this.answering.open === 0);
    if (this.isClosed) return;
    this.respond(pdu, CommandStatus.ROK);
    this.end();
  }

  /** Waits until `done` says so, for `drainTimeoutMs` at most. */
  private idle(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise(resolve => {
      const finish = () => {
        cancel();
        this.idleWaiters.delete(check);
        resolve();
      };
      const check = () => {
        if (done() || this.isClosed) finish();
      };
      const cancel = this.later(this.options.drainTimeoutMs, finish);
      this.idleWaiters.add(check);
    });
  }

  private checkIdle(): void {
    for (const check of this.idleWaiters) check();
  }

  private enquire(): void {
    this.post('enquire_link', {}, {}, true, () => undefined);
  }

  /** Why a request may not be sent at present; undefined when it may. */
  private refusalOf(command: AnswerableName): UnansweredReason | undefined {
    if (this.state === 'closed' || this.state === 'unbinding') return this.closedReason();
    return mayRequest(command, this.side, this.boundAs) ? undefined : 'wrong-state';
  }

  private closedReason(): UnansweredReason {
    return this.endReason === 'unbound' || (this.state === 'unbinding' && !this.endReason)
      ? 'unbound'
      : 'closed';
  }

  private queue(octets: Buffer, departure?: { readonly wanted: boolean; left(): void }): boolean {
    if (this.isClosed || this.socket.destroyed) return false;
    // What waits for room in the window is ours and no fault of the peer's; and a burst of requests must leave room.
    if (this.out.octets + octets.length > 2 * this.options.maxQueuedOctets) {
      this.cut('not-reading');
      return false;
    }
    this.stats.pdusOut++;
    this.traceOut(octets);
    this.out.push(octets, departure);
    return true;
  }

  private traceOut(octets: Buffer): void {
    this.options.trace?.('out', Buffer.from(octets), this as never);
  }

  private finish(): void {
    if (this.isClosed) return;
    this.state = 'closed';
    this.link.stop();
    this.intake.stop();
    for (const cancel of this.timers) cancel();
    this.out.clear();
    this.window.settleAll(this.endReason === 'unbound' ? 'unbound' : 'closed');
    this.checkIdle();
    for (const settle of this.rawWaiters) settle(false);
    this.emit('close', { reason: this.endReason ?? 'peer-closed', error: this.endError });
  }
}

const NO_OCTETS = new Uint8Array(0);

function isResponse(pdu: AnyPdu): pdu is Exclude<AnyPdu, AnyRequest> {
  return pdu.command === 'generic_nack' || pdu.command.endsWith('_resp');
}
