import { Client } from 'undici';

/** How long a connection may have nothing to do. */
const KEPT_OPEN_MS = 60_000;

/** One request of many. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Connections that stay open. Each request waits for the answer to the one before it on its connection. */
export class Connections {
  private readonly clients: readonly Client[];
  private turn = 0;

  private constructor(clients: readonly Client[]) {
    this.clients = clients;
  }

  /** Opens them one after the other: who listens with a short queue would leave some waiting for a second. */
  static async open(
    origin: string,
    count: number,
    first: (index: number) => BenchRequest,
  ): Promise<Connections> {
    const connections = new Connections(
      Array.from({ length: count }, () => new Client(origin, { keepAliveTimeout: KEPT_OPEN_MS })),
    );
    for (let index = 0; index < count; index += 1) await connections.send(first(index));
    return connections;
  }

  /** Sends so many as fast as they are answered. */
  async sendAll(count: number, request: (index: number) => BenchRequest): Promise<void> {
    let next = 0;
    const begin = () => (next < count ? request(next++) : undefined);
    await this.sendWhile(begin);
  }

  /** Sends as fast as answers come, until there is nothing more to send. */
  async sendWhile(next: () => BenchRequest | undefined): Promise<void> {
    const sender = async (client: Client) => {
      for (let request = next(); request; request = next()) await exchange(client, request);
    };
    await Promise.all(this.clients.map(sender));
  }

  /** Sends one, on the connections in turn. */
  send(request: BenchRequest): Promise<void> {
    return exchange(this.clients[this.turn++ % this.clients.length]!, request);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map(client => client.close()));
  }
}

async function exchange(client: Client, { method, path, headers = {}, body }: BenchRequest): Promise<void> {
  const answer = await client.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
  if (answer.statusCode !== 202) throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
  await answer.body.dump();
}

/** A POST of one message to the `index`th number. */
export const postOf = (token: string, index: number): BenchRequest => ({
  method: 'POST',
  path: '/v1/messages',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ to: `+${numberOf(index)}`, text: `Votre code : ${100_000 + (index % 900_000)}` }),
});

/** The `index`th number, as carriers write it. */
export const numberOf = (index: number) => `336${10_000_000 + index}`;
