import { wholeLives, type LivesFigures } from './lives.ts';
import { settings } from './settings.ts';
import type { Layout, Theatre } from './stage.ts';
import { fixed, octets, table, whole } from './table.ts';

/** SQLite is for one process; PostgreSQL for any number. */
const HOSTS = { SQLite: [1], PostgreSQL: [1, 2, 3] } as const;
/** All that a life costs is told of the layouts with this many accounts. */
const SEVERAL_ACCOUNTS = 4;

/** Whole lives in every layout. */
export async function livesFigures(theatre: Theatre): Promise<readonly LivesFigures[]> {
  const figures: LivesFigures[] = [];
  for (const database of ['SQLite', 'PostgreSQL'] as const)
    for (const carrier of ['HTTP', 'SMPP'] as const)
      for (const accounts of [1, SEVERAL_ACCOUNTS])
        for (const hosts of HOSTS[database]) {
          const layout: Layout = { database, carrier, hosts, accounts };
          figures.push(await wholeLives(theatre, layout, settings.lives));
        }
  return figures;
}

/** Lives per second. */
export function livesTable(figures: readonly LivesFigures[]): string {
  const rows = figures
    .filter(({ layout }) => layout.accounts === 1)
    .map(single => {
      const { database, carrier, hosts } = single.layout;
      const several = figures.find(
        ({ layout: other }) =>
          other.accounts !== 1 &&
          other.database === database &&
          other.carrier === carrier &&
          other.hosts === hosts,
      );
      return [
        ...[database, carrierOf(single.layout), String(hosts), whole(single.livesPerSecond)],
        ...[several ? whole(several.livesPerSecond) : '–', `${whole(single.sendingShare * 100)} %`],
      ];
    });
  return table(
    [
      'database',
      'carrier',
      '>processes',
      '>lives/s, one account',
      `>lives/s, ${SEVERAL_ACCOUNTS} accounts`,
      '>of the time handing in',
    ],
    rows,
  );
}

/** What each life takes of what the machine has. */
export function costsTable(figures: readonly LivesFigures[]): string {
  return table(
    [
      'database',
      'carrier',
      '>processes',
      '>host CPU, ms',
      '>database CPU, ms',
      '>simulator CPU, ms',
      '>meter CPU, ms',
      '>commits',
      '>WAL',
      '>stored',
      '>written to disk',
      '>over loopback',
    ],
    figures
      .filter(({ layout }) => layout.accounts !== 1)
      .map(({ layout, used, commits, walOctets, storedOctets }) => [
        ...[layout.database, carrierOf(layout), String(layout.hosts)],
        ...['host', 'database', 'carrier', 'meter'].map(role => fixed(used.cpuMs[role])),
        ...[fixed(commits), walOctets === undefined ? '–' : octets(walOctets)],
        ...[storedOctets, used.diskOctets, used.loopbackOctets].map(octets),
      ]),
  );
}

const carrierOf = ({ carrier }: Layout) =>
  typeof carrier === 'string' ? carrier : 'message centre of the bench';
