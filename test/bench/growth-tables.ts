import { claimBeside, growth, QUESTIONS, type GrowthFigures } from './growth.ts';
import { settings } from './settings.ts';
import type { Theatre } from './stage.ts';
import { milliseconds, octets, table, whole } from './table.ts';

const SMALLEST = 10_000;
/** What one account has due while another one's claim is timed. */
const BACKLOG = 1_000_000;

/** How what a host asks of its storage grows with the table, by factors of ten up to `BENCH_ROWS`. */
export async function growthTable(theatre: Theatre): Promise<string> {
  const sizes = sizesUpTo(settings.rows);
  const figures: GrowthFigures[] = [];
  for (const kind of ['SQLite', 'PostgreSQL'] as const) {
    const database = await theatre.emptyDatabase(kind);
    try {
      figures.push(...(await growth(database, sizes)));
    } finally {
      await database.remove();
    }
  }
  const rows = QUESTIONS.map(({ name }) => [
    name,
    ...figures.map(figure => milliseconds(figure.milliseconds.get(name)!)),
  ]);
  return table(
    ['ms', ...figures.map(({ kind, rows: count }) => `>${kind}, ${whole(count)}`)],
    [...rows, ['the database on disk', ...figures.map(figure => octets(figure.octets))]],
  );
}

/** What a claim takes beside a long queue of another account, and what it brings. */
export async function fairnessTable(theatre: Theatre): Promise<string> {
  const rows: string[][] = [];
  const backlog = Math.min(BACKLOG, settings.rows);
  for (const kind of ['SQLite', 'PostgreSQL'] as const) {
    for (const queued of [1_000, backlog]) {
      const database = await theatre.emptyDatabase(kind);
      try {
        const { milliseconds: took, served } = await claimBeside(database, queued);
        rows.push([kind, whole(queued), milliseconds(took), `${served} of 10`]);
      } finally {
        await database.remove();
      }
    }
  }
  return table(
    ['database', '>due of one account', '>claim of 500, ms', '>in it, of the other account'],
    rows,
  );
}

function sizesUpTo(largest: number): readonly number[] {
  const sizes: number[] = [];
  for (let size = SMALLEST; size < largest; size *= 10) sizes.push(size);
  return [...sizes, largest];
}
