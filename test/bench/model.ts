/**
 * What a rate of messages takes, from what one message was measured to take. Plain arithmetic: nothing is measured here, and
 * everything can be done again by hand. docs/scale.md explains it, and shows what it says.
 */

/** A set-up that was measured, and what each whole life took in it. */
export interface MeasuredSetUp {
  readonly database: 'SQLite' | 'PostgreSQL';
  readonly carrier: 'HTTP' | 'SMPP';
  readonly hosts: number;
  readonly livesPerSecond: number;
  /** Processor time in milliseconds: of all hosts, of the database's server, of the simulator, of who hands in and looks. */
  readonly hostMs: number;
  readonly databaseMs: number;
  readonly simulatorMs: number;
  readonly meterMs: number;
  /** Transactions, and octets of write-ahead log; null where the database does not tell. */
  readonly commits: number | null;
  readonly walOctets: number | null;
  /** Octets that stay in the database, its indexes included. */
  readonly storedOctets: number;
  /** Octets over the network, between all that took part. */
  readonly networkOctets: number;
}

/** All that was measured in one run on one machine. */
export interface Measurement {
  readonly cores: number;
  readonly setUps: readonly MeasuredSetUp[];
}

/** What is assumed. */
export const ASSUMPTIONS = {
  /** The share of processor time that a machine under all the load it takes really spends on lives. */
  saturation: 0.85,
  /** The share that one plans with: the rest is for peaks, for vacuum, and for a machine that is away. */
  planned: 0.6,
  /** Cores of a database server that is easily had. */
  coresOfServer: 16,
  retentionDays: 30,
} as const;

const DAY_SECONDS = 86_400;

/** What the model says of a set-up that was measured too. */
export interface Prediction {
  readonly setUp: MeasuredSetUp;
  readonly livesPerSecond: number;
  /** Of what was measured: 0.1 is a tenth too many. */
  readonly error: number;
}

/**
 * Lives per second of every set-up, from what a life took with one process. A process of ours keeps one core busy at most;
 * all of them, and the database, share those of the machine.
 */
export function predict({ cores, setUps }: Measurement): readonly Prediction[] {
  return setUps.map(setUp => {
    const cost = setUpOf({ cores, setUps }, setUp.database, setUp.carrier, 1);
    const all = cost.hostMs + cost.databaseMs + cost.simulatorMs + cost.meterMs;
    const limitsPerSecond = [
      (cores * 1000) / all,
      (setUp.hosts * 1000) / cost.hostMs,
      1000 / cost.simulatorMs,
      1000 / cost.meterMs,
    ];
    const livesPerSecond = ASSUMPTIONS.saturation * Math.min(...limitsPerSecond);
    return { setUp, livesPerSecond, error: livesPerSecond / setUp.livesPerSecond - 1 };
  });
}

/** What it takes to keep up a rate, day and night, over SMPP on PostgreSQL. */
export interface Need {
  readonly livesPerSecond: number;
  /** Host processes, of one core each. */
  readonly hosts: number;
  readonly databaseCores: number;
  /** Databases that the accounts have to be divided between. */
  readonly partitions: number;
  readonly commitsPerSecond: number;
  readonly walOctetsPerSecond: number;
  readonly networkOctetsPerSecond: number;
  readonly storedOctetsPerDay: number;
  readonly storedOctetsKept: number;
}

/** What a rate needs, from what a life took with one process on PostgreSQL over SMPP. */
export function needOf(measurement: Measurement, livesPerSecond: number): Need {
  const cost = setUpOf(measurement, 'PostgreSQL', 'SMPP', 1);
  const coresFor = (ms: number) => (livesPerSecond * ms) / 1000 / ASSUMPTIONS.planned;
  const databaseCores = coresFor(cost.databaseMs);
  const storedOctetsPerDay = livesPerSecond * cost.storedOctets * DAY_SECONDS;
  return {
    livesPerSecond,
    hosts: Math.ceil(coresFor(cost.hostMs)),
    databaseCores: Math.ceil(databaseCores),
    partitions: Math.ceil(databaseCores / ASSUMPTIONS.coresOfServer),
    commitsPerSecond: livesPerSecond * (cost.commits ?? 0),
    walOctetsPerSecond: livesPerSecond * (cost.walOctets ?? 0),
    networkOctetsPerSecond: livesPerSecond * cost.networkOctets,
    storedOctetsPerDay,
    storedOctetsKept: storedOctetsPerDay * ASSUMPTIONS.retentionDays,
  };
}

function setUpOf(
  { setUps }: Measurement,
  database: MeasuredSetUp['database'],
  carrier: MeasuredSetUp['carrier'],
  hosts: number,
): MeasuredSetUp {
  const found = setUps.find(
    setUp => setUp.database === database && setUp.carrier === carrier && setUp.hosts === hosts,
  );
  if (!found) throw new Error(`Nothing was measured over ${carrier} on ${database} with ${hosts} processes.`);
  return found;
}
