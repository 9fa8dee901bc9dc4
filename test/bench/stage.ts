import { call, startApp, type RunningApp } from '../processes.ts';
import { openAccounts } from './accounts.ts';
import { startFarEnd } from './far-end.ts';
import { DurablePostgres } from './postgres.ts';
import { postgresDatabase, sqliteDatabase, type Database } from './stored.ts';

/** What runs, and how many of it. */
export interface Layout {
  readonly database: Database['kind'];
  /** What hosts send through: a door of the simulator, or a small message centre that answers and receipts at once. */
  readonly carrier: 'HTTP' | 'SMPP' | 'far end' | { readonly smppPort: number };
  /** Host processes on one database. */
  readonly hosts: number;
  readonly accounts: number;
}

/** Hosts on an empty database, and what they send through. */
export interface Stage {
  readonly layout: Layout;
  readonly database: Database;
  readonly hosts: readonly RunningApp[];
  /** One for each account. */
  readonly tokens: readonly string[];
  /** Undefined where something else is sent through. */
  readonly simulator: RunningApp | undefined;
  /** The processes of each role, for {@link readUsage}. */
  readonly pids: Readonly<Record<'host' | 'database' | 'carrier' | 'meter', readonly number[]>>;
}

/** Servers that are started once for all stages. */
export class Theatre {
  private postgres: Promise<DurablePostgres> | undefined;

  /** Sets a stage, runs `work`, and takes everything away. */
  async play<T>(layout: Layout, work: (stage: Stage) => Promise<T>): Promise<T> {
    const database = await this.emptyDatabase(layout.database);
    const started: RunningApp[] = [];
    const start = async (...given: Parameters<typeof startApp>) => {
      const app = await startApp(...given);
      started.push(app);
      return app;
    };
    const { carrier } = layout;
    const isSimulated = carrier === 'HTTP' || carrier === 'SMPP';
    const farEnd = carrier === 'far end' ? await startFarEnd() : undefined;
    try {
      const tokens = await openAccounts(database.url, layout.accounts);
      const simulator = isSimulated ? await start('carrier-simulator', { SMPP_PORT: '0' }) : undefined;
      const port = farEnd?.port ?? (typeof carrier === 'object' ? carrier.smppPort : undefined);
      const urlFor = async (index: number) => {
        if (carrier === 'HTTP') return simulator!.url;
        const [, address] = simulator
          ? await simulator.line(/smpp listening on smpp:\/\/(\S+)/)
          : ['', `127.0.0.1:${port}`];
        return `smpp://bench${index}:bench@${address}`;
      };
      if (simulator) await setFaults(simulator, { networkDelayMs: 0, receiptDelayMs: 0 });
      const hosts: RunningApp[] = [];
      for (let index = 0; index < layout.hosts; index += 1) {
        const env = {
          DATABASE_URL: database.url,
          CHAPPE_CARRIER_URL: await urlFor(index),
          CHAPPE_DEMO: 'off',
        };
        hosts.push(await start('host', env));
      }
      const carrierPid = simulator?.process.pid ?? farEnd?.pid;
      return await work({
        ...{ layout, database, hosts, tokens, simulator },
        pids: {
          host: hosts.map(host => host.process.pid!),
          database: database.kind === 'PostgreSQL' ? [(await this.postgresServer()).pid] : [],
          carrier: carrierPid === undefined ? [] : [carrierPid],
          meter: [process.pid],
        },
      });
    } finally {
      for (const app of started.reverse()) await app.kill();
      await farEnd?.stop();
      await database.remove();
    }
  }

  async emptyDatabase(kind: Database['kind']): Promise<Database> {
    return kind === 'SQLite' ? sqliteDatabase() : postgresDatabase(await this.postgresServer());
  }

  async close(): Promise<void> {
    await (await this.postgres)?.stop();
  }

  private postgresServer(): Promise<DurablePostgres> {
    return (this.postgres ??= DurablePostgres.start());
  }
}

/** Tells the simulator how to behave. */
export async function setFaults(simulator: RunningApp, faults: object): Promise<void> {
  const { status, body } = await call(`${simulator.url}/control/faults`, { method: 'PUT', body: faults });
  if (status >= 300)
    throw new Error(`The simulator refuses ${JSON.stringify(faults)}: ${JSON.stringify(body)}`);
}
