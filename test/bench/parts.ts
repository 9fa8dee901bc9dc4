import { acceptedTable } from './accepted.ts';
import { centreTable } from './centre.ts';
import { gatewaysTable } from './gateways.ts';
import { fairnessTable, growthTable } from './growth-tables.ts';
import { latencyTable } from './latency.ts';
import { costsTable, livesFigures, livesTable } from './lives-tables.ts';
import { MEASUREMENT, measurementBlock, measurementOf, modelBlocks } from './model-tables.ts';
import { settings } from './settings.ts';
import { smppTable } from './smpp.ts';
import type { Theatre } from './stage.ts';
import { whole } from './table.ts';

/** Something that can be measured by itself. */
export interface Part {
  /** As `BENCH_ONLY` calls it. */
  readonly name: string;
  /** What it measures, for those who wait for it. */
  readonly what: string;
  /** Answers what belongs into the documents, by the names of their blocks. */
  run(theatre: Theatre): Promise<Readonly<Record<string, string>>>;
}

/** Everything that is measured, in the order in which it is. */
export const PARTS: readonly Part[] = [
  {
    name: 'accepted',
    what: 'messages accepted while nothing leaves',
    run: async theatre => ({ accepted: await acceptedTable(theatre) }),
  },
  {
    name: 'lives',
    what: 'whole lives over HTTP and SMPP, on SQLite and PostgreSQL, with one to three processes',
    run: async theatre => {
      const figures = await livesFigures(theatre);
      const measurement = measurementOf(figures);
      return {
        lives: livesTable(figures),
        costs: costsTable(figures),
        [MEASUREMENT]: measurementBlock(measurement),
        ...modelBlocks(measurement),
      };
    },
  },
  {
    name: 'latency',
    what: 'from a POST to its submit_sm, idle and at half load',
    run: async theatre => ({ latency: await latencyTable(theatre) }),
  },
  {
    name: 'gateways',
    what: 'single messages here and through Kannel, in turn',
    run: async theatre => ({ gateways: await gatewaysTable(theatre) }),
  },
  {
    name: 'growth',
    what: `claim, lists and counts in tables of up to ${whole(settings.rows)} messages`,
    run: async theatre => ({ growth: await growthTable(theatre) }),
  },
  {
    name: 'fairness',
    what: 'a claim beside a long queue of another account',
    run: async theatre => ({ fairness: await fairnessTable(theatre) }),
  },
  {
    name: 'smpp',
    what: 'the simulator over SMPP at four windows',
    run: async () => ({ smpp: await smppTable() }),
  },
  {
    name: 'centre',
    what: 'the message centre in virtual time',
    run: async () => ({ centre: await centreTable() }),
  },
];
