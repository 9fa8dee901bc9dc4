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
const DELAYS_MS: Readonly<Record<string, number>> = {
  later: LATER_MS,
  edited: LATER_MS,
  cancelled: 20 * 86_400_000,
};
/** How often what nobody answered is asked again, when all is well, and how long to rest in between. */
const SETTLE_TRIES = 20;
const SETTLE_REST_MS = 250;

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
  'edited',
  'repeat',
  'look',
  'list',
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
    if ((kind === 'look' || kind === 'list') && known.length > 0) {
      const earlier = this.chance.pick(known);
      await this.look(earlier, kind);
      return earlier;
    }
    const send = this.compose(kind);
    this.history.sends.push(send);
    await this.deliver(send);
    if (kind === 'cancelled') await this.cancel(send);
    if (kind === 'edited') await this.edit(send);
    return send;
  }

  /** Repeats, under their keys, the requests of which nobody knows what became of them, until they are answered. */
  async settleOpen(): Promise<void> {
    for (const send of this.history.sends) {
      for (let left = SETTLE_TRIES; History.isOpen(send) && left > 0; left -= 1) {
        await this.deliver(send);
        if (History.isOpen(send)) await pause(SETTLE_REST_MS);
      }
    }
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
    const text = kind === 'long' ? LONG_TEXT : `Bonjour ${ref}`;
    return {
      ref,
      recipients,
      invokedAt: this.now(),
      outcomes: [],
      cancelled: 'no',
      texts: [text],
      body: {
        to: recipients.length === 1 ? recipients[0] : recipients,
        text,
        clientRef: ref,
        ...(kind === 'marketing' ? { purpose: 'marketing' } : {}),
        ...(kind in DELAYS_MS ? { scheduledAt: new Date(this.now() + DELAYS_MS[kind]!).toISOString() } : {}),
      },
    };
  }

  /** The place of the next recipient in the order of sending. */
  get nextPlace(): number {
    return this.next;
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
      const refused = { kind: 'refused', status, code, isFinal: status < 500 } as const;
      return { ...words, outcome: isKnown ? refused : { kind: 'unknown' } };
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

  /** Changes the text of a message that waits for its date. */
  private async edit(send: SendOperation): Promise<void> {
    const [id] = History.promised(send) ?? [];
    const url = this.urlOf();
    if (id === undefined || url === undefined) return;
    const text = `Bonsoir ${send.ref}`;
    const before = send.texts;
    send.texts = [...before, text];
    const operation = this.history.begin('edit', send, this.now());
    const answer = await call(`${url}/v1/messages/${id}`, {
      method: 'PATCH',
      token: TOKEN,
      body: { text },
    }).catch(() => undefined);
    if (!answer || answer.status >= 500) return;
    send.texts = answer.status === 200 ? [text] : before;
    this.history.answered(operation);
  }

  /** Looks up what became of a message that was promised, by its name or in the list. */
  private async look(send: SendOperation, how: 'look' | 'list'): Promise<void> {
    const id = this.chance.pick(History.promised(send)!);
    const url = this.urlOf();
    if (url === undefined) return;
    const operation = this.history.begin('look', send, this.now());
    const state = await (how === 'look' ? stateOf(url, id) : stateInList(url, id, send.recipients));
    if (state !== undefined) this.history.answered(operation, { saw: { id, state } });
  }
}

interface Shown {
  readonly id: string;
  readonly status: string;
}

/** The state of a message; null when it is not there, and undefined when nobody tells. */
async function stateOf(url: string, id: string): Promise<string | null | undefined> {
  const answer = await call(`${url}/v1/messages/${id}`, { token: TOKEN }).catch(() => undefined);
  if (answer?.status === 404) return null;
  return answer?.status === 200 ? (answer.body as Shown).status : undefined;
}

/** The same, as the lists of what went to these recipients have it. */
async function stateInList(
  url: string,
  id: string,
  recipients: readonly string[],
): Promise<string | null | undefined> {
  for (const to of recipients) {
    const path = `/v1/messages?limit=100&to=${encodeURIComponent(to)}`;
    const answer = await call(`${url}${path}`, { token: TOKEN }).catch(() => undefined);
    if (answer?.status !== 200) return undefined;
    const found = (answer.body as { readonly data: readonly Shown[] }).data.find(shown => shown.id === id);
    if (found) return found.status;
  }
  return null;
}
