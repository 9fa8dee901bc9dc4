import type { SqliteConnection } from './handle.js';

/**
 * Connections that only read, each for one reader at a time. In WAL a reader sees what was committed when it began, and neither
 * waits for the writer nor keeps it waiting.
 */
export class Readers {
  private readonly idle: SqliteConnection[] = [];
  private readonly waiting: ((connection: SqliteConnection) => void)[] = [];
  private opened = 0;

  constructor(
    private readonly connect: () => SqliteConnection,
    private readonly readersMax: number,
  ) {}

  /** Runs `work` on one consistent view of what is committed. */
  async use<T>(work: (connection: SqliteConnection) => Promise<T>): Promise<T> {
    const connection = await this.take();
    try {
      connection.do('begin');
      return await work(connection);
    } finally {
      if (connection.handle.inTransaction) connection.do('rollback');
      const next = this.waiting.shift();
      if (next) next(connection);
      else this.idle.push(connection);
    }
  }

  /** Waits for the readers that are at it, and disconnects. */
  async close(): Promise<void> {
    for (; this.opened > 0; this.opened--) (await this.take(true)).close();
  }

  private take(closing = false): Promise<SqliteConnection> | SqliteConnection {
    const idle = this.idle.pop();
    if (idle) return idle;
    if (closing || this.opened >= this.readersMax) return new Promise(resolve => this.waiting.push(resolve));
    this.opened += 1;
    return this.connect();
  }
}
