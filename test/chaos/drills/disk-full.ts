import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { call } from '../../processes.ts';
import type { Chance } from '../chance.ts';
import { Client, MIXED } from '../load.ts';
import { Stage, TOKEN, type Node } from '../stage.ts';
import type { Report } from './report.ts';

const run = promisify(execFile);
const REFUSALS_WANTED = 10;
const REQUESTS_MAX = 2_000;
const TMPFS_SIZE = '6m';
const CHUNK_OCTETS = 16_384;

/** How a disk is filled, and emptied again. */
interface Disk {
  readonly how: string;
  fill(node: Node): Promise<void>;
  empty(node: Node): Promise<void>;
}

/** The database may not grow: SQLite answers as on a full disk, and nothing else on the machine suffers. */
export async function diskFullByLimit(chance: Chance, report: Report): Promise<void> {
  await diskFull(tmpdir(), chance, report, {
    how: 'max_page_count',
    fill: async node => void (await node.order({ do: 'limit_pages', more: 2 })),
    empty: async node => void (await node.order({ do: 'limit_pages', more: null })),
  });
}

/** A disk that is really full: a small one in memory, where the machine lets us have it. */
export async function diskFullByTmpfs(chance: Chance, report: Report): Promise<void> {
  const disk = await mkdtemp(join(tmpdir(), 'chappe-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${TMPFS_SIZE}`, 'tmpfs', disk]);
  } catch {
    report.fail(
      'This machine does not let us mount a small disk. Be root, or in a namespace: unshare --map-root-user --mount npm run chaos -- --long --only disk-full',
    );
    await rm(disk, { recursive: true });
    return;
  }
  const filler = join(disk, 'filler');
  try {
    await diskFull(disk, chance, report, {
      how: 'a small tmpfs',
      fill: () => fillWith(filler),
      empty: () => rm(filler, { force: true }),
    });
  } finally {
    await run('umount', [disk]);
    await rm(disk, { recursive: true });
  }
}

async function diskFull(folderIn: string, chance: Chance, report: Report, disk: Disk): Promise<void> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'manual', carrier: 'http' }, folderIn);
  try {
    const node = await stage.startNode();
    const client = new Client(
      chance,
      () => node.url,
      () => stage.now,
    );
    for (const kind of MIXED) await client.ask(kind);
    await disk.fill(node);

    const statuses = new Map<string, number>();
    let refused = 0;
    for (let count = 0; count < REQUESTS_MAX && refused < REFUSALS_WANTED; count += 1) {
      const { status, code } = await client.tryOnce();
      const name = `${status} ${code}`;
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
      if (status === 507) refused += 1;
      else if (status !== 202) break;
    }
    report.note(
      `with the disk full: ${[...statuses].map(([name, count]) => `${name} × ${count}`).join(', ')}`,
    );
    if (refused < REFUSALS_WANTED) report.fail('Sends are not refused with 507 storage_full.');
    const read = await call(`${node.url}/v1/messages?limit=1`, { token: TOKEN });
    const account = await call(`${node.url}/v1/account`, { token: TOKEN });
    if (read.status !== 200 || account.status !== 200)
      report.fail(`Reads are answered ${read.status} and ${account.status} while the disk is full.`);
    await stage.advance('PT1M');
    if (node.isGone()) return report.fail('The host ended when its disk was full.');

    await disk.empty(node);
    const begin = performance.now();
    await client.settleOpen();
    const send = await client.ask('short');
    if (send.outcomes.at(-1)?.kind !== 'accepted')
      report.fail(`With room again a send came to ${JSON.stringify(send.outcomes.at(-1))}.`);
    report.recovered(`disk full, ${disk.how}: a send is accepted`, performance.now() - begin);
    for (let hours = 0; hours < 3; hours += 1) await stage.advance('PT1H');
    report.expect('With room again, without a restart', await stage.judge(client.history, { settled: true }));
  } finally {
    await stage.close();
  }
}

/** Writes until nothing more goes in. */
async function fillWith(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (;;) await file.write(Buffer.alloc(CHUNK_OCTETS));
  } catch {
    // It is full, which was wanted.
  } finally {
    await file.close();
  }
}
