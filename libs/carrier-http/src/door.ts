import { Agent, request, type Dispatcher } from 'undici';
import { readAnswers, type Handed } from './answers.js';
import type { WireItem } from './items.js';

/** Where receipts are wanted. */
export interface ReceiptTarget {
  readonly receiptUrl: string;
  readonly token: string;
}

/** Failures before anything was sent. */
const NEVER_LEFT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** An answer beyond this is not read. */
const MAX_ANSWER_OCTETS = 4 * 1_048_576;
const CONNECT_TIMEOUT_MS = 5_000;

/** The simulator's HTTP door, from outside. Knows requests and statuses; messages are others' business. */
export class Door {
  private readonly agent: Agent;
  private readonly headers: Readonly<Record<string, string>>;
  private connectionId: string | undefined;

  constructor(
    private readonly url: string,
    private readonly clientId: string,
    follower: string | undefined,
    connections: number,
  ) {
    this.agent = new Agent({
      connections,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      // How long an answer may take is for the clock of the host to say, which may stand still.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: MAX_ANSWER_OCTETS,
    });
    this.headers = {
      'content-type': 'application/json',
      'x-chappe-client': clientId,
      ...(follower === undefined ? {} : { 'x-chappe-follower': follower }),
    };
  }

  /** Whether the simulator knew this client when it was last spoken to. */
  get isConnected(): boolean {
    return this.connectionId !== undefined;
  }

  /** Says where receipts are wanted. Answers why it could not, or undefined. */
  async connect(target: ReceiptTarget, signal: AbortSignal): Promise<Handed | undefined> {
    const path = `/carrier/connections/${this.clientId}`;
    const exchange = await this.exchange('PUT', path, JSON.stringify(target), {}, signal);
    if ('kind' in exchange) return exchange;
    const id = (exchange.body as { connectionId?: unknown } | undefined)?.connectionId;
    if (exchange.status === 200 && typeof id === 'string') {
      this.connectionId = id;
      return undefined;
    }
    return outcomeOf(exchange);
  }

  /** Hands items over. */
  async submit(items: readonly WireItem[], signal: AbortSignal): Promise<Handed> {
    const headers: Record<string, string> =
      this.connectionId === undefined ? {} : { 'x-chappe-connection': this.connectionId };
    const exchange = await this.exchange('POST', '/carrier/messages', JSON.stringify(items), headers, signal);
    if ('kind' in exchange) return exchange;
    if (exchange.status === 200) {
      const answers = readAnswers(exchange.body, items.length);
      if (answers !== undefined) return { kind: 'answered', answers };
      return { kind: 'no_answer', cause: 'The carrier’s answer could not be read.' };
    }
    if (exchange.status === 409) this.connectionId = undefined;
    return outcomeOf(exchange);
  }

  /** What the simulator knows of a message by its own id; undefined when it knows none. Throws when it cannot be asked. */
  async message(id: string, signal: AbortSignal): Promise<unknown> {
    const exchange = await this.exchange(
      'GET',
      `/carrier/messages/${encodeURIComponent(id)}`,
      undefined,
      {},
      signal,
    );
    if ('kind' in exchange || (exchange.status !== 200 && exchange.status !== 404))
      throw new Error(`The carrier could not be asked about ${id}: ${JSON.stringify(exchange)}`);
    return exchange.status === 200 ? exchange.body : undefined;
  }

  /** Takes leave, if the simulator can be reached. */
  async disconnect(signal: AbortSignal): Promise<void> {
    if (this.connectionId === undefined) return;
    this.connectionId = undefined;
    await this.exchange('DELETE', `/carrier/connections/${this.clientId}`, undefined, {}, signal);
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async exchange(
    method: Dispatcher.HttpMethod,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Exchange | Handed> {
    try {
      const answer = await request(this.url + path, {
        dispatcher: this.agent,
        method,
        headers: { ...this.headers, ...headers },
        ...(body === undefined ? {} : { body }),
        signal,
      });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        retryAfterMs: retryAfterMs(answer.headers['retry-after']),
        body: parsed(text),
      };
    } catch (failure) {
      return failureOf(failure);
    }
  }
}

interface Exchange {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** Undefined where it was no JSON. */
  readonly body: unknown;
}

function outcomeOf({ status, retryAfterMs, body }: Exchange): Handed {
  const code = (body as { code?: unknown } | undefined)?.code;
  const rawCode = typeof code === 'string' ? code : `http_${String(status)}`;
  if (status === 429 || status === 503 || status === 409)
    return { kind: 'not_taken', retryAfterMs, cause: rawCode };
  if (status >= 500 || status < 400) return { kind: 'no_answer', cause: `The carrier answered ${rawCode}.` };
  return { kind: 'refused', rawCode };
}

function failureOf(failure: unknown): Handed {
  const code = String((failure as { code?: unknown } | null)?.code ?? '');
  const cause = failure instanceof Error ? failure.message || code : String(failure);
  if (NEVER_LEFT.has(code)) return { kind: 'not_taken', retryAfterMs: null, cause: code };
  return { kind: 'no_answer', cause };
}

function retryAfterMs(header: string | string[] | undefined): number | null {
  // Only whole seconds: the other form is a date, and the carrier's clock need not be ours.
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
