import { startFarEnd } from './far-end.ts';
import { median } from './figures.ts';
import { isKannelInstalled, Kannel, type KannelStore } from './kannel.ts';
import { delivered, until } from './lives.ts';
import { Connections, postOf, type BenchRequest } from './requests.ts';
import { settings } from './settings.ts';
import type { Theatre } from './stage.ts';
import { fixed, table, whole } from './table.ts';
import { readUsage, usedPer } from './usage.ts';

const CONNECTIONS = 64;
const WARM_UP = 1_000;
/** Each takes its turn so often: what the machine does beside falls on all. */
const ROUNDS = 3;

/** What one round of single messages came to. */
interface Round {
  readonly livesPerSecond: number;
  readonly acceptedPerSecond: number;
  readonly cpuMs: number;
}

/** Something that takes messages over HTTP, submits them over SMPP, and knows what became of them. */
interface Gateway {
  readonly name: string;
  readonly keeps: string;
  run(): Promise<Round>;
}

/** The same single messages through this module and through Kannel, in turn, against the same message centre. */
export async function gatewaysTable(theatre: Theatre): Promise<string> {
  const gateways: readonly Gateway[] = [
    { name: 'Chappe', keeps: 'SQLite, on disk before the 202', run: () => ours(theatre) },
    ...(isKannelInstalled()
      ? [
          { name: 'Kannel', keeps: 'spool: files, never synced', run: () => kannel('spool') },
          { name: 'Kannel', keeps: 'nothing', run: () => kannel('none') },
        ]
      : []),
  ];
  const rounds: Round[][] = gateways.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, gateway] of gateways.entries()) rounds[index]!.push(await gateway.run());
  }
  const medianOf = (index: number, figure: keyof Round) => median(rounds[index]!.map(round => round[figure]));
  const rows = gateways.map(({ name, keeps }, index) => [
    ...[name, keeps],
    whole(medianOf(index, 'livesPerSecond')),
    `${fixed(medianOf(0, 'livesPerSecond') / medianOf(index, 'livesPerSecond'))}`,
    whole(medianOf(index, 'acceptedPerSecond')),
    fixed(medianOf(index, 'cpuMs')),
  ]);
  if (gateways.length === 1) rows.push(['Kannel', 'not installed here', '–', '–', '–', '–']);
  return table(
    ['gateway', 'keeps', '>whole lives/s', '>Chappe ÷ this', '>accepted/s', '>CPU ms a life'],
    rows,
  );
}

async function ours(theatre: Theatre): Promise<Round> {
  return theatre.play({ database: 'SQLite', carrier: 'far end', hosts: 1, accounts: 1 }, stage =>
    run({
      url: stage.hosts[0]!.url,
      requestOf: index => postOf(stage.tokens[0]!, index),
      done: () => delivered(stage),
      pids: stage.pids.host,
    }),
  );
}

async function kannel(store: KannelStore): Promise<Round> {
  const farEnd = await startFarEnd();
  const gateway = new Kannel();
  try {
    await gateway.start(store, farEnd.port);
    return await run({
      url: gateway.url,
      requestOf: index => gateway.requestOf(index),
      done: async () => gateway.reported,
      pids: gateway.pids,
    });
  } finally {
    await gateway.stop();
    await farEnd.stop();
  }
}

async function run(gateway: {
  readonly url: string;
  readonly requestOf: (index: number) => BenchRequest;
  /** How many have come to their end. */
  readonly done: () => Promise<number>;
  readonly pids: readonly number[];
}): Promise<Round> {
  const count = settings.kannelMessages;
  const connections = await Connections.open(gateway.url, CONNECTIONS, gateway.requestOf);
  await connections.sendAll(WARM_UP, index => gateway.requestOf(CONNECTIONS + index));
  const earlier = CONNECTIONS + WARM_UP;
  await until(gateway.done, earlier);
  const before = readUsage({ gateway: gateway.pids });
  const begin = performance.now();
  await connections.sendAll(count, index => gateway.requestOf(earlier + index));
  const acceptedAt = performance.now();
  await until(gateway.done, earlier + count);
  const endedAt = performance.now();
  const { cpuMs } = usedPer(count, before, readUsage({ gateway: gateway.pids }));
  await connections.close();
  return {
    livesPerSecond: count / ((endedAt - begin) / 1000),
    acceptedPerSecond: count / ((acceptedAt - begin) / 1000),
    cpuMs: cpuMs['gateway']!,
  };
}
