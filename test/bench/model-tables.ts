import { cpus } from 'node:os';
import type { LivesFigures } from './lives.ts';
import { needOf, predict, type MeasuredSetUp, type Measurement } from './model.ts';
import { octets, table, whole } from './table.ts';

const RATES = [1_000, 3_000, 10_000];
const SIGNIFICANT = 4;

/** The measurement of a run, as the model takes it: set-ups with several accounts. */
export function measurementOf(figures: readonly LivesFigures[]): Measurement {
  const setUps = figures
    .filter(({ layout }) => layout.accounts !== 1)
    .map(({ layout, livesPerSecond, used, commits, walOctets, storedOctets }) => ({
      database: layout.database,
      carrier: layout.carrier as MeasuredSetUp['carrier'],
      hosts: layout.hosts,
      livesPerSecond: rounded(livesPerSecond),
      hostMs: rounded(used.cpuMs['host']!),
      databaseMs: rounded(used.cpuMs['database']!),
      simulatorMs: rounded(used.cpuMs['carrier']!),
      meterMs: rounded(used.cpuMs['meter']!),
      commits: commits === undefined ? null : rounded(commits),
      walOctets: walOctets === undefined ? null : rounded(walOctets),
      storedOctets: rounded(storedOctets),
      networkOctets: rounded(used.loopbackOctets),
    }));
  return { cores: cpus().length, setUps };
}

/** The measurement as it stands in the document, from which everything else follows. */
export function measurementBlock({ cores, setUps }: Measurement): string {
  const lines = setUps.map(setUp => `    ${JSON.stringify(setUp)}`).join(',\n');
  return ['```json', '{', `  "cores": ${cores},`, '  "setUps": [', lines, '  ]', '}', '```'].join('\n');
}

/** Reads what {@link measurementBlock} wrote. */
export function readMeasurement(block: string): Measurement {
  return JSON.parse(block.replace(/^```(?:json)?$/gm, '')) as Measurement;
}

/** The name of the block that a measurement stands in. */
export const MEASUREMENT = 'what a life took';

/** What the model makes of a measurement, by the names of the blocks it belongs into. */
export const modelBlocks = (measurement: Measurement): Readonly<Record<string, string>> => ({
  'model and measurement': predictionTable(measurement),
  'what rates need': needTable(measurement),
});

/** What the model says beside what was measured. */
function predictionTable(measurement: Measurement): string {
  return table(
    ['database', 'carrier', '>processes', '>model, lives/s', '>measured, lives/s', '>error'],
    predict(measurement).map(({ setUp, livesPerSecond, error }) => [
      ...[
        setUp.database,
        setUp.carrier,
        String(setUp.hosts),
        whole(livesPerSecond),
        whole(setUp.livesPerSecond),
      ],
      `${error < 0 ? '−' : '+'}${whole(Math.abs(error) * 100)} %`,
    ]),
  );
}

/** What rates need. */
function needTable(measurement: Measurement): string {
  const needs = RATES.map(rate => needOf(measurement, rate));
  const row = (name: string, cell: (need: (typeof needs)[number]) => string) => [name, ...needs.map(cell)];
  return table(
    ['needed', ...RATES.map(rate => `>${whole(rate)} a second`)],
    [
      row('host processes, a core each', need => whole(need.hosts)),
      row('cores of database servers', need => whole(need.databaseCores)),
      row('partitions, on servers of 16 cores', need => whole(need.partitions)),
      row('commits a second', need => whole(need.commitsPerSecond)),
      row('write-ahead log a second', need => octets(need.walOctetsPerSecond)),
      row('network a second', need => octets(need.networkOctetsPerSecond)),
      row('database grows by, a day', need => octets(need.storedOctetsPerDay)),
      row('database with 30 days in it', need => octets(need.storedOctetsKept)),
    ],
  );
}

const rounded = (value: number) => Number(value.toPrecision(SIGNIFICANT));
