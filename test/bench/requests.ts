import { Pool } from 'undici';

/** One request of many. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Connections that stay open. Each request waits for the answer to the one before it on its connection. */
export class Connections {
  private readonly pool: Pool;
  private readonly count: number;

  private constructor(origin: string, count: number) {
    this.pool = new Pool(origin, { connections: count, pipelining: 1 });
    this.count = count;
  }

  /** Opens them one after the other: who listens with a short queue would leave some waiting for a second. */
  static async open(
    origin: string,
    count: number,
    first: (index: number) => BenchRequest,
  ): Promise<Connections> {
    const connections = new Connections(origin, count);
    const held: Promise<void>[] = [];
    for (let index = 0; index < count; index += 1) {
      held.push(connections.send(first(index)));
      if (index % 8 === 7) await Promise.all(held);
    }
    await Promise.all(held);
    return connections;
  }

  /** Sends so many as fast as they are answered. */
  async sendAll(count: number, request: (index: number) => BenchRequest): Promise<void> {
    let next = 0;
    const sender = async () => {
      while (next < count) await this.send(request(next++));
    };
    await Promise.all(Array.from({ length: this.count }, sender));
  }

  async send({ method, path, headers = {}, body }: BenchRequest): Promise<void> {
    const answer = await this.pool.request({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.statusCode !== 202)
      throw new Error(`${path}: ${answer.statusCode} ${await answer.body.text()}`);
    await answer.body.dump();
  }

  close(): Promise<void> {
    return this.pool.close();
  }
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
