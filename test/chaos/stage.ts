import { randomUUID } from 'node:crypto';
import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { call, startApp, type RunningApp } from '../processes.ts';
import { readBooks, readTable } from './books.ts';
import type { Evidence, Figures, HeardFact, JournalEntry } from './evidence.ts';
import type { History } from './history.ts';
import type { DoorCommand } from './inside/door.ts';
import type { Orders } from './inside/orders.ts';
import { judge, type Finding, type Terms } from './judge.ts';

export const TOKEN = 'chp_chaos_token_4711';
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'inside', 'preload.ts')).href;
const STATES =
  'scheduled queued submitting in_doubt sent buffered delivered undelivered rejected expired cancelled';
/** The simulator's clock is not read at the moment when a host's is, though both are the machine's. */
const CLOCKS_APART_MS = 100;
/** More than any run can spend. */
const CREDIT_EUROS = '100000';

/** Where and how a run takes place. */
export interface Setting {
  readonly database: 'sqlite' | { readonly url: string };
  /** `manual` stands still until told, in the host too; `system` is the machine's, in both. */
  readonly clock: 'manual' | 'system';
  readonly carrier: 'http' | 'smpp';
}

/** What the door inside tells. */
export interface Inside {
  readonly boundaries: Readonly<Record<string, number>>;
  /** The name by which it leases messages. */
  readonly owner: string;
  /** Its own clock. */
  readonly now: number;
}

/** A host under test. */
export interface Node {
  readonly app: RunningApp;
  readonly url: string;
  /** Speaks to the door inside. */
  order(command: DoorCommand): Promise<Inside>;
  isGone(): boolean;
}

/** A simulator, a database, a folder, and the hosts that come and go. */
export class Stage {
  readonly nodes: Node[] = [];
  readonly databaseUrl: string;

  readonly folder: string;
  /** Where the hosts write what listeners heard: not on the disk of the database, which may be full. */
  private readonly factsPath = join(tmpdir(), `chappe-facts-${randomUUID()}.ndjson`);
  readonly simulator: RunningApp;
  readonly setting: Setting;
  private readonly carrierUrl: string;
  private standingAt = 0;
  /** What has been read of the centre's journal. */
  private readonly journal: JournalEntry[] = [];

  private constructor(folder: string, simulator: RunningApp, setting: Setting, carrierUrl: string) {
    this.folder = folder;
    this.simulator = simulator;
    this.setting = setting;
    this.carrierUrl = carrierUrl;
    const { database } = setting;
    this.databaseUrl = database === 'sqlite' ? `sqlite:${join(folder, 'host.db')}` : database.url;
  }

  static async open(setting: Setting, folderIn = tmpdir()): Promise<Stage> {
    const folder = await mkdtemp(join(folderIn, 'chappe-chaos-'));
    const simulator = await startApp('carrier-simulator', {
      CHAPPE_CLOCK_MODE: setting.clock === 'manual' ? 'manual' : 'real',
      SMPP_PORT: '0',
    });
    let carrierUrl = simulator.url;
    if (setting.carrier === 'smpp') {
      const [, address] = await simulator.line(/smpp listening on smpp:\/\/(\S+)/);
      carrierUrl = `smpp://chaos:secret@${address}`;
    }
    const stage = new Stage(folder, simulator, setting, carrierUrl);
    stage.standingAt = Date.parse((await stage.control<{ now: string }>('/clock')).now);
    return stage;
  }

  /** Starts a host, with orders for what is loaded into it. */
  async startNode(orders: Orders = {}, env: Readonly<Record<string, string>> = {}): Promise<Node> {
    const app = await startApp('host', {
      DATABASE_URL: this.databaseUrl,
      CHAPPE_CARRIER_URL: this.carrierUrl,
      CHAPPE_CLOCK: this.setting.clock === 'manual' ? 'simulator' : 'system',
      CHAPPE_SIMULATOR_URL: this.simulator.url,
      CHAPPE_DEMO_TOKEN: TOKEN,
      CHAPPE_DEMO_CREDIT: CREDIT_EUROS,
      CHAPPE_CHAOS: JSON.stringify({ facts: this.factsPath, ...orders }),
      NODE_OPTIONS: `--no-warnings --import ${PRELOAD}`,
      ...env,
    });
    const [, door] = await app.line(/chaos door at (\S+)/);
    const node: Node = {
      app,
      url: app.url,
      order: async command => (await call(door!, { body: command })).body,
      isGone: () => app.process.exitCode !== null || app.process.signalCode !== null,
    };
    this.nodes.push(node);
    return node;
  }

  /** The hosts that are alive. */
  get living(): readonly Node[] {
    return this.nodes.filter(node => !node.isGone());
  }

  /** Speaks to the simulator's control door; throws when it refuses. */
  async control<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const answer = await call(`${this.simulator.url}/control${path}`, { method, body });
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Steps the clock of a host, forward or back; answers by how much it was off then. */
  async stepClock(node: Node, byMs: number): Promise<number> {
    const { now } = await node.order({ do: 'step_clock', byMs });
    return now - Date.now();
  }

  /** Where the simulator takes SMPP or HTTP: for a line of one's own to it. */
  get carrierAddress(): URL {
    return new URL(this.carrierUrl);
  }

  /** Lets time pass, where it stands still. */
  async advance(by: string): Promise<void> {
    const { now } = await this.control<{ now: string }>('/clock/advance', 'POST', { by });
    this.standingAt = Date.parse(now);
  }

  /** The date of the clock that hosts and centre live by, as far as it was last seen. */
  get now(): number {
    return this.setting.clock === 'system' ? Date.now() : this.standingAt;
  }

  /** Gathers everything there is, at a moment when nothing moves. */
  async evidence(history: History): Promise<Evidence> {
    const figures = await this.figures(this.living[0]!);
    const { now } = await this.control<{ now: string }>('/clock');
    return {
      now: Date.parse(now),
      // Where clocks of hosts are stepped, they go by the database's.
      skewMs: this.setting.clock === 'system' ? CLOCKS_APART_MS : 0,
      history,
      figures,
      books: await readBooks(this.databaseUrl),
      facts: linesOf<HeardFact>(await readFile(this.factsPath, 'utf8').catch(() => '')),
      journal: await this.readJournal(),
    };
  }

  /**
   * What the centre has seen, all of it. It keeps only the latest entries, so in a long run the journal is to be read now and
   * then; throws where that was too late.
   */
  async readJournal(): Promise<readonly JournalEntry[]> {
    const read = this.journal.at(-1)?.seq ?? 0;
    const answer = await fetch(`${this.simulator.url}/control/journal/ndjson?since=${read}`);
    const lines = linesOf<JournalEntry & { readonly at: string | number }>(await answer.text());
    const entries = lines.map(entry => ({ ...entry, at: new Date(entry.at).getTime() }));
    if (entries[0] && entries[0].seq !== read + 1)
      throw new Error(`The journal was read too late: entry ${read + 1} is gone.`);
    for (const entry of entries) this.journal.push(entry);
    return this.journal;
  }

  /** Gathers and judges. Where `CHAPPE_CHAOS_KEEP` names a file, what did not fit is kept there with all the evidence. */
  async judge(history: History, terms: Terms): Promise<readonly Finding[]> {
    const evidence = await this.evidence(history);
    const findings = judge(evidence, terms);
    if (findings.length > 0 && process.env.CHAPPE_CHAOS_KEEP !== undefined) {
      await writeFile(process.env.CHAPPE_CHAOS_KEEP, JSON.stringify({ findings, ...evidence }, null, 1));
    }
    return findings;
  }

  /** How many messages the host says are in these states. */
  async count(node: Node, states: readonly string[]): Promise<number> {
    let sum = 0;
    for (const state of states) {
      const { count } = await this.api<{ count: number }>(node, `/messages/count?status=${state}`);
      sum += count;
    }
    return sum;
  }

  /** How many messages are being handed over by the dispatcher of this name. */
  async leased(owner: string): Promise<number> {
    const messages = await readTable(this.databaseUrl, 'leased');
    return messages.filter(message => message.lease_owner === owner).length;
  }

  /** How many facts wait to be told. */
  async outboxSize(): Promise<number> {
    return (await readTable(this.databaseUrl, 'outbox')).length;
  }

  private async figures(node: Node): Promise<Figures> {
    const counts: Record<string, number> = {};
    for (const state of STATES.split(' ')) counts[state] = await this.count(node, [state]);
    const { wallets } = await this.api<{
      wallets: readonly { readonly available: { amount: string }; readonly held: { amount: string } }[];
    }>(node, '/account');
    const micros = ({ amount }: { amount: string }) => Math.round(Number(amount) * 1_000_000);
    return {
      counts,
      availableMicros: micros(wallets[0]!.available),
      heldMicros: micros(wallets[0]!.held),
      verified: await this.isVerified(node),
    };
  }

  private async isVerified(node: Node): Promise<boolean> {
    for (let next: string | null = null; ;) {
      const page: { intact: boolean; next: string | null } = await this.api(
        node,
        `/ledger/verify${next === null ? '' : `?cursor=${encodeURIComponent(next)}`}`,
      );
      if (!page.intact || page.next === null) return page.intact;
      next = page.next;
    }
  }

  private async api<T>(node: Node, path: string): Promise<T> {
    const answer = await call(`${node.url}/v1${path}`, { token: TOKEN });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.nodes.map(async node => {
        if (!node.isGone()) node.app.process.kill('SIGCONT');
        await node.app.kill();
      }),
    );
    await this.simulator.kill();
    await rm(this.folder, { recursive: true, force: true });
    await rm(this.factsPath, { force: true });
  }
}

function linesOf<T>(text: string): readonly T[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
}
