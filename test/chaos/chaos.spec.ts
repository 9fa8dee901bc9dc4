import { jest } from '@jest/globals';
import { Chance } from './chance.ts';
import { carrierFaults } from './drills/carrier-faults.ts';
import { diskFullByLimit } from './drills/disk-full.ts';
import { orderIn } from './drills/fsync-order.ts';
import { killPoints } from './drills/kill-points.ts';
import { onPostgres } from './drills/on-postgres.ts';
import { JUDGED_BUGS, plantedBugs } from './drills/planted.ts';
import { randomKills } from './drills/random-kills.ts';
import { Report } from './drills/report.ts';

/** Another one is tried with CHAOS_SEED; the whole of it is `npm run chaos -- --long`. */
const seed = Number(process.env.CHAOS_SEED ?? 1794);

// All of it takes a minute of processor time, which on a machine that does much else is long in coming.
jest.setTimeout(240_000);

describe(`the short form of chaos, seed ${seed}`, () => {
  const chance = new Chance(seed);

  const holds = async (drill: (report: Report) => Promise<void>) => {
    const report = new Report('short', () => undefined);
    await drill(report);
    expect(report.failures).toEqual([]);
  };

  it('kills a host on SQLite at some of its write boundaries', () =>
    holds(report => killPoints('sqlite', { chance, limit: 3 }, report)));

  it('kills a host on PostgreSQL at some of its write boundaries', () =>
    holds(report => onPostgres(url => killPoints({ url }, { chance, limit: 2 }, report))));

  it('kills a host under load at random', () =>
    holds(report => randomKills('sqlite', { chance, kills: 2 }, report)));

  it('leaves no room on the disk', () => holds(report => diskFullByLimit(chance, report)));

  it('has a carrier that misbehaves', () =>
    holds(report => carrierFaults('smpp', { chance, limit: 2 }, report)));

  it('finds a bug that is planted, and nothing where there is none', () =>
    holds(report => plantedBugs(chance.shuffled(JUDGED_BUGS).slice(0, 1), chance, report)));
});

describe('the order of the disk and the answers', () => {
  const [written, synced, answered] = [
    '12 pwrite64(21</tmp/host.db-wal>, "\\0", 4096, 0) = 4096',
    '12 fdatasync(21</tmp/host.db-wal>) = 0',
    '12 write(23<socket:[1]>, "HTTP/1.1 202 Accepted\\r\\n", 500) = 500',
  ];

  it('is right when the log is synced before the answer', () =>
    expect(orderIn([written, synced, answered].join('\n'))).toEqual({ answers: 1, early: 0 }));

  it('is wrong when the answer comes first', () =>
    expect(orderIn([written, answered, synced].join('\n'))).toEqual({ answers: 1, early: 1 }));
});
