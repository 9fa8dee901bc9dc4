import type { Socket } from 'node:net';
import { ServerSession, type AnyRequest } from '@chappe/smpp';
import type { LinkDecision } from '@chappe/smsc';
import type { Wire } from '../clock/index.js';
import { HeldAnswers } from './held-answers.js';

/** What a session of the library is made with. */
export type SessionParts = ConstructorParameters<typeof ServerSession>;

/** Unanswered enquire_link in a row after which a line is dead. */
const MISSED_LIMIT = 2;

/** What the line of a client needs. */
export interface LineContext {
  readonly wire: Wire;
  /** Silence after which the client is asked whether it is there, in real milliseconds. */
  readonly enquireLinkIntervalMs: number;
}

/** What a fault has made of a PDU, a sentence. */
export function sufferedText({ kind }: LinkDecision): string {
  switch (kind) {
    case 'cut':
      return 'A fault cut the line in the middle of it.';
    case 'garbage':
      return 'A fault sent garbage in its place.';
    default:
      return 'It never left: the line is half open.';
  }
}

/** The carrier's end of one SMPP connection, which can also misbehave: fall silent, break off, send garbage. */
export class Line extends ServerSession {
  readonly held: HeldAnswers;
  readonly isTls: boolean;
  private isMute = false;
  private heard = 0;
  private missed = 0;

  constructor(
    socket: Socket,
    options: SessionParts[1],
    handlers: SessionParts[2],
    server: SessionParts[3],
    private readonly context: LineContext,
  ) {
    // The library's own watch would go on asking on a line that is to be mute.
    super(socket, { ...options, enquireLinkIntervalMs: 0 }, handlers, server);
    this.held = new HeldAnswers(context.wire);
    this.isTls = 'encrypted' in socket;
    const watch = setInterval(() => this.look(), context.enquireLinkIntervalMs);
    watch.unref();
    this.once('close', () => {
      clearInterval(watch);
      this.held.end();
      context.wire.stir();
    });
  }

  /** Who is bound; empty before. */
  get clientId(): string {
    return this.systemId ?? '';
  }

  get isHalfOpen(): boolean {
    return this.isMute;
  }

  /** Reads on and says nothing any more, not even to enquire_link. */
  becomeHalfOpen(): void {
    this.isMute = true;
  }

  /** What a fault makes of a PDU that was about to leave. */
  suffer(decision: LinkDecision, octets: Buffer): void {
    if (decision.kind === 'half_open') this.becomeHalfOpen();
    else if (decision.kind === 'garbage') void this.sendRaw(decision.octets);
    else if (decision.kind === 'cut') {
      const kept = Math.min(Math.max(Math.floor(octets.length * decision.share), 1), octets.length - 1);
      void this.sendRaw(octets.subarray(0, kept)).then(() => this.destroy());
    }
  }

  protected override takeOwn(pdu: AnyRequest): boolean {
    if (!this.isMute) return super.takeOwn(pdu);
    if (pdu.command !== 'enquire_link' && pdu.command !== 'unbind') this.held.hold(this.clientId);
    return true;
  }

  /** Whatever came since the last look is a sign of life. */
  private look(): void {
    if (this.isMute || this.boundAs === undefined) return;
    if (this.stats.framesIn !== this.heard) {
      this.heard = this.stats.framesIn;
      this.missed = 0;
    } else if (this.missed >= MISSED_LIMIT) this.destroy();
    else {
      this.missed++;
      void this.request('enquire_link', {}, { timeoutMs: this.context.enquireLinkIntervalMs });
    }
  }
}
