import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../processes.ts';
import type { Chance } from './chance.ts';
import { History, type Outcome, type SendOperation } from './history.ts';
import { TOKEN } from './stage.ts';

/** How long to wait while no host is there. */
const NOBODY_THERE_MS = 20;
/** No answer within this is none. */
const ANSWER_LIMIT_MS = 15_000;
const LONG_TEXT =
  'Le télégraphe de Chappe passait un signe de tour en tour, de Paris à Lille, en deux minutes. '.repeat(4);
/** Numbers whose last six digits begin with 99 carry a fate: the first 990,000 from here are ordinary phones. */
const FIRST_NUMBER = 10_000_000;

/** How long what is sent as `later` waits. */
export const LATER_MS = 4_000;
/** Kinds that are to leave later. */
const DELAYS_MS: Readonly<Record<string, number>> = { later: LATER_MS, cancelled: 20 * 86_400_000 };

/** What is sent, and how often relative to each other. */
export const MIXED: readonly string[] = [
  'short',
  'short',
  'short',
  'short',
  'long',
  'two',
  'marketing',
  'later',
  'cancelled',
  'repeat',
  'look',
];

/** What the host said, and what it means. */
export interface Answered {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | null;
  readonly outcome: Outcome;
}

const UNANSWERED: Answered = { status: 0, code: '', retryAfter: null, outcome: { kind: 'unknown' } };
/** Refusals that promise that nothing was done, although their status is one of the server's. */
const REFUSED_UNDONE: ReadonlySet<string> = new Set(['storage_full', 'overloaded']);

/** Sends for an account and keeps account of what it was told. Every message has a recipient of its own, and no number a fate. */
export class Client {
  readonly history = new History();
  private next = 0;

  private readonly chance: Chance;
  private readonly urlOf: () => string | undefined;
  private readonly now: () => number;

  /** `urlOf` says where to send the next request; undefined while nobody is there. */
  constructor(chance: Chance, urlOf: () => string | undefined, now: () => number = Date.now) {
    this.chance = chance;
    this.urlOf = urlOf;
    this.now = now;
  }

  /** Makes one request of some kind, and perhaps repeats or cancels it. */
  async ask(kind: string): Promise<SendOperation> {
    if (kind === 'repeat' && this.history.sends.length > 0) {
      const earlier = this.chance.pick(this.history.sends);
      await this.deliver(earlier);
      return earlier;
    }
    const known = this.history.sends.filter(send => History.promised(send));
    if (kind === 'look' && known.length > 0) {
      const earlier = this.chance.pick(known);
      await this.look(earlier);
      return earlier;
    }
    const send = this.compose(kind);
    this.history.sends.push(send);
    await this.deliver(send);
    if (kind === 'cancelled') await this.cancel(send);
    return send;
  }

  /** Repeats, under their keys, the requests of which nobody knows what became of them. */
  async settleOpen(): Promise<void> {
    for (const send of this.history.sends) if (History.isOpen(send)) await this.deliver(send);
    for (const send of this.history.sends) if (send.cancelled === 'maybe') await this.cancel(send);
  }

  /** Keeps `width` requests under way until told to stop, each sender resting for `spacingMs` between two. */
  async keepAsking(
    width: number,
    kinds: readonly string[],
    isOver: () => boolean,
    spacingMs = 0,
  ): Promise<void> {
    const worker = async () => {
      while (!isOver()) {
        if (this.urlOf() === undefined) await pause(NOBODY_THERE_MS);
        else await this.ask(this.chance.pick(kinds));
        if (spacingMs > 0) await pause(spacingMs);
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
  }

  private compose(kind: string): SendOperation {
    const ref = `op-${this.history.sends.length + 1}`;
    const recipients = Array.from({ length: kind === 'two' ? 2 : 1 }, () => this.number());
    return {
      ref,
      recipients,
      invokedAt: this.now(),
      outcomes: [],
      cancelled: 'no',
      body: {
        to: recipients.length === 1 ? recipients[0] : recipients,
        text: kind === 'long' ? LONG_TEXT : `Bonjour ${ref}`,
        clientRef: ref,
        ...(kind === 'marketing' ? { purpose: 'marketing' } : {}),
        ...(kind in DELAYS_MS ? { scheduledAt: new Date(this.now() + DELAYS_MS[kind]!).toISOString() } : {}),
      },
    };
  }

  /** The recipient of this place in the order of sending. */
  numberAt(place: number): string {
    return `+336${FIRST_NUMBER + place}`;
  }

  private number(): string {
    return this.numberAt(this.next++);
  }

  /** Sends one message and answers with the very words of the host. */
  async tryOnce(): Promise<Answered> {
    const send = this.compose('short');
    this.history.sends.push(send);
    return this.deliver(send);
  }

  private async deliver(send: SendOperation): Promise<Answered> {
    const isFirst = send.outcomes.length === 0;
    const operation = this.history.begin(isFirst ? 'send' : 'repeat', send, this.now());
    const answered = await this.post(send);
    const { outcome } = answered;
    send.outcomes.push(outcome);
    if (outcome.kind === 'accepted') this.history.answered(operation, { promised: outcome.ids });
    else if (outcome.kind === 'refused') this.history.answered(operation);
    return answered;
  }

  private async post({ ref, body }: SendOperation): Promise<Answered> {
    const url = this.urlOf();
    if (url === undefined) return UNANSWERED;
    try {
      const response = await fetch(`${url}/v1/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${TOKEN}`,
          'idempotency-key': ref,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      const answer = (await response.json()) as {
        readonly accepted?: readonly { readonly id: string }[];
        readonly code?: string;
      };
      const { status } = response;
      const { code = '' } = answer;
      const words = { status, code, retryAfter: response.headers.get('retry-after') };
      if (status === 202)
        return { ...words, outcome: { kind: 'accepted', ids: answer.accepted!.map(({ id }) => id) } };
      // The first request under the key may still be running, or end well though this one failed.
      const isKnown = (status < 500 && code !== 'idempotency_in_progress') || REFUSED_UNDONE.has(code);
      return { ...words, outcome: isKnown ? { kind: 'refused', status, code } : { kind: 'unknown' } };
    } catch {
      return UNANSWERED;
    }
  }

  private async cancel(send: SendOperation): Promise<void> {
    const [id] = History.promised(send) ?? [];
    const url = this.urlOf();
    if (id === undefined) return;
    send.cancelled = 'maybe';
    if (url === undefined) return;
    const operation = this.history.begin('cancel', send, this.now());
    const answer = await call(`${url}/v1/messages/${id}`, { method: 'DELETE', token: TOKEN }).catch(
      () => undefined,
    );
    if (!answer || answer.status >= 300) return;
    send.cancelled = 'yes';
    this.history.answered(operation);
  }

  /** Looks up what became of a message that was promised. */
  private async look(send: SendOperation): Promise<void> {
    const id = this.chance.pick(History.promised(send)!);
    const url = this.urlOf();
    if (url === undefined) return;
    const operation = this.history.begin('look', send, this.now());
    const answer = await call(`${url}/v1/messages/${id}`, { token: TOKEN }).catch(() => undefined);
    if (answer?.status === 404) this.history.answered(operation, { saw: { id, state: null } });
    else if (answer?.status === 200) {
      const { status: state } = answer.body as { readonly status: string };
      this.history.answered(operation, { saw: { id, state } });
    }
  }
}
