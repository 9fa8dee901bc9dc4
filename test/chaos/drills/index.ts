/** The drills: each starts its own processes, does something terrible to them, and judges what is left. */
import type { Chance } from '../chance.ts';
import { carrierFaults } from './carrier-faults.ts';
import { cluster } from './cluster.ts';
import { diskFullByLimit, diskFullByTmpfs } from './disk-full.ts';
import { fsyncOrder } from './fsync-order.ts';
import { killPoints } from './kill-points.ts';
import { onPostgres } from './on-postgres.ts';
import { overload } from './overload.ts';
import { JUDGED_BUGS, plantedBugs } from './planted.ts';
import { randomKills } from './random-kills.ts';
import { restartOnSqlite, takeover } from './recovery.ts';
import type { Report } from './report.ts';

/** How a drill is run. */
export interface DrillTerms {
  readonly chance: Chance;
  readonly isLong: boolean;
  /** How long the three nodes are tormented in the long form. */
  readonly minutes: number;
  /** The only bug to plant. */
  readonly bug?: string | undefined;
}

/** A drill, by the name that `--only` takes. */
export interface Drill {
  readonly name: string;
  readonly what: string;
  run(terms: DrillTerms, report: Report): Promise<void>;
}

/** How many bugs are planted in the short form. */
const PLANTED_IN_SHORT = 3;

export const DRILLS: readonly Drill[] = [
  {
    name: 'kill-points-sqlite',
    what: 'SIGKILL at every write boundary, on SQLite',
    run: ({ chance, isLong }, report) =>
      killPoints('sqlite', { chance, ...(isLong ? {} : { limit: 12 }) }, report),
  },
  {
    name: 'kill-points-postgresql',
    what: 'SIGKILL at every write boundary, on PostgreSQL',
    run: ({ chance, isLong }, report) =>
      onPostgres(url => killPoints({ url }, { chance, ...(isLong ? {} : { limit: 8 }) }, report)),
  },
  {
    name: 'kill-points-smpp',
    what: 'SIGKILL at every write boundary, on SQLite, with a carrier over SMPP',
    run: ({ chance, isLong }, report) =>
      killPoints('sqlite', { chance, carrier: 'smpp', ...(isLong ? {} : { limit: 4 }) }, report),
  },
  {
    name: 'kill-points-both',
    what: 'SIGKILL at every write boundary, on PostgreSQL, with a carrier over SMPP',
    run: ({ chance, isLong }, report) =>
      onPostgres(url =>
        killPoints({ url }, { chance, carrier: 'smpp', ...(isLong ? {} : { limit: 4 }) }, report),
      ),
  },
  {
    name: 'restart',
    what: 'one process on SQLite is killed under load: how soon work goes on',
    run: async ({ chance, isLong }, report) => {
      const times = isLong ? 20 : 3;
      await restartOnSqlite('smpp', { chance, times }, report);
      await restartOnSqlite('http', { chance, times }, report);
    },
  },
  {
    name: 'takeover',
    what: 'one of three nodes on PostgreSQL is killed or stopped: how soon the others have taken over its work',
    run: ({ chance, isLong }, report) =>
      onPostgres(url => takeover(url, { chance, times: isLong ? 5 : 1 }, report)),
  },
  {
    name: 'random-kills-sqlite',
    what: 'SIGKILL at random moments under load, on SQLite',
    run: ({ chance, isLong }, report) => randomKills('sqlite', { chance, kills: isLong ? 200 : 5 }, report),
  },
  {
    name: 'random-kills-postgresql',
    what: 'SIGKILL at random moments under load, on PostgreSQL',
    run: ({ chance, isLong }, report) =>
      onPostgres(url => randomKills({ url }, { chance, kills: isLong ? 200 : 3 }, report)),
  },
  {
    name: 'random-kills-smpp',
    what: 'SIGKILL at random moments under load, on SQLite, with a carrier over SMPP',
    run: ({ chance, isLong }, report) =>
      randomKills('sqlite', { chance, carrier: 'smpp', kills: isLong ? 100 : 3 }, report),
  },
  {
    name: 'cluster',
    what: 'three nodes on PostgreSQL over SMPP: kills, pauses, cuts, restarts, clock steps, a carrier that misbehaves',
    run: ({ chance, isLong, minutes }, report) =>
      onPostgres((url, postgres) =>
        cluster(
          isLong ? { chance, forMs: minutes * 60_000 } : { chance, forMs: 60_000, rounds: 4 },
          url,
          postgres,
          report,
        ),
      ),
  },
  {
    name: 'carrier-http',
    what: 'a carrier that cuts, stays silent, asks for patience, repeats and reorders, over HTTP',
    run: ({ chance, isLong }, report) =>
      carrierFaults('http', { chance, ...(isLong ? {} : { limit: 3 }) }, report),
  },
  {
    name: 'carrier-smpp',
    what: 'the same over SMPP: cut in the middle of PDUs, half open, silent',
    run: ({ chance, isLong }, report) =>
      carrierFaults('smpp', { chance, ...(isLong ? {} : { limit: 3 }) }, report),
  },
  {
    name: 'disk-full',
    what: 'no room for the database: sends are refused, reads are served, and it goes on without a restart',
    run: async ({ chance, isLong }, report) => {
      await diskFullByLimit(chance, report);
      if (isLong) await diskFullByTmpfs(chance, report);
    },
  },
  {
    name: 'overload',
    what: 'three times as many requests at once as are let in: refusals, memory, and how soon all is normal',
    run: ({ isLong }, report) => overload(isLong ? 60 : 5, report),
  },
  {
    name: 'fsync-order',
    what: 'no 2xx before the commit is on the disk, as strace sees it',
    run: ({ chance }, report) => fsyncOrder(chance, report),
  },
  {
    name: 'planted-bugs',
    what: 'the bench is given hosts with a bug each, and must find all of them',
    run: ({ chance, isLong, bug }, report) => {
      const names = bug === undefined ? JUDGED_BUGS : [bug];
      return plantedBugs(isLong ? names : chance.shuffled(names).slice(0, PLANTED_IN_SHORT), chance, report);
    },
  },
];
