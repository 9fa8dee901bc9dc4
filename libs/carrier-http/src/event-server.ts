import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a host answers the carrier's request with. */
export interface EventsAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A longer body is not read. */
export const MAX_EVENTS_OCTETS = 8 * 1_048_576;

type Receive = (body: unknown, authorization: string | undefined) => Promise<EventsAnswer>;

/** The carrier's own ear, for hosts that mount none: a server that knows one route, `POST /events`. */
export class EventServer {
  private constructor(
    private readonly server: Server,
    /** What the simulator is to call. */
    readonly url: string,
  ) {}

  static async open(
    { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number },
    receive: Receive,
  ): Promise<EventServer> {
    const server = createServer((request, response) => void serve(request, response, receive));
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen(port, host, done);
    });
    const { port: taken } = server.address() as AddressInfo;
    return new EventServer(
      server,
      `http://${host.includes(':') ? `[${host}]` : host}:${String(taken)}/events`,
    );
  }

  async close(): Promise<void> {
    await new Promise(done => {
      this.server.close(done);
      this.server.closeAllConnections();
    });
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, receive: Receive): Promise<void> {
  const answer = await answerOf(request, receive);
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  if (!request.complete) request.destroy();
}

async function answerOf(request: IncomingMessage, receive: Receive): Promise<EventsAnswer> {
  if (request.method !== 'POST' || request.url !== '/events') {
    return { status: 404, body: { detail: 'There is only POST /events here.' } };
  }
  try {
    const body = await bodyOf(request);
    if (body === undefined)
      return { status: 413, body: { detail: 'The body is too long. Send fewer events.' } };
    return await receive(JSON.parse(body), request.headers.authorization);
  } catch (cause) {
    if (cause instanceof SyntaxError) return { status: 400, body: { detail: 'The body is no JSON.' } };
    return { status: 500, body: { detail: 'The events could not be taken. Send them again later.' } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_EVENTS_OCTETS) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
