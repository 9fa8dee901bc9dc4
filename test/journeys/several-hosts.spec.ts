import { startPostgres, type TestPostgres } from '@chappe/testing';
import { call, startApp, type RunningApp } from '../processes.js';

const TOKEN = 'chp_journey_token_4711';
const SECOND_MS = 1000;
const TOTAL_BINDS = 4;
const TOTAL_RATE = 20;

interface Entry {
  readonly at: number;
  readonly kind: string;
  readonly clientId?: string;
}

/** What the message centre saw of its client, all processes together. */
function seenBy(journal: readonly Entry[]) {
  let binds = 0;
  let mostBinds = 0;
  const submittedAt: number[] = [];
  for (const { kind, at, clientId } of journal) {
    if (kind === 'smpp.bound') binds += 1;
    if (kind === 'smpp.closed' && clientId !== undefined) binds -= 1;
    if (kind === 'submission.accepted') submittedAt.push(at);
    mostBinds = Math.max(mostBinds, binds);
  }
  const inSecondFrom = (from: number) => submittedAt.filter(at => at >= from && at < from + SECOND_MS).length;
  return {
    binds,
    mostBinds,
    submissions: submittedAt.length,
    busiestSecond: Math.max(0, ...submittedAt.map(inSecondFrom)),
  };
}

describe('two hosts on one PostgreSQL, and an SMPP carrier with a limit on binds and messages a second,', () => {
  let postgres: TestPostgres;
  let simulator: RunningApp;
  const hosts: RunningApp[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
    simulator = await startApp('carrier-simulator', { CHAPPE_CLOCK_MODE: 'manual', SMPP_PORT: '0' });
    const [, address] = await simulator.line(/smpp listening on smpp:\/\/(\S+)/);
    const databaseUrl = await postgres.createDatabase();
    for (let index = 0; index < 2; index += 1)
      hosts.push(
        await startApp('host', {
          DATABASE_URL: databaseUrl,
          CHAPPE_CARRIER_URL: `smpp://journey:secret@${address}`,
          CHAPPE_SMPP_TOTAL_BINDS: String(TOTAL_BINDS),
          CHAPPE_SMPP_TOTAL_RATE: String(TOTAL_RATE),
          CHAPPE_CLOCK: 'simulator',
          CHAPPE_SIMULATOR_URL: simulator.url,
          CHAPPE_DEMO: index === 0 ? 'on' : 'off',
          CHAPPE_DEMO_TOKEN: TOKEN,
        }),
      );
  });
  afterAll(async () => {
    for (const host of hosts) await host.stop();
    await simulator?.stop();
    await postgres?.stop();
  });

  const advance = async (seconds: number) => {
    const answer = await call(`${simulator.url}/control/clock/advance`, { body: { by: `PT${seconds}S` } });
    expect(answer.status).toBeLessThan(300);
  };
  const seen = async () => {
    const lines = await (await fetch(`${simulator.url}/control/journal/ndjson`)).text();
    return seenBy(
      lines
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as Entry),
    );
  };
  const send = async (from: number, count: number) => {
    const to = Array.from(
      { length: count },
      (_, index) => `+3361234${String(from + index).padStart(4, '0')}`,
    );
    const answer = await call(`${hosts[0]!.url}/v1/messages`, {
      token: TOKEN,
      body: { to, text: 'Bonjour' },
    });
    expect(answer.status).toBeLessThan(300);
  };

  it('never hold more together, not while one dies, and all of it again soon after', async () => {
    await advance(10);
    expect(await seen()).toMatchObject({ binds: TOTAL_BINDS, mostBinds: TOTAL_BINDS });
    await send(0, 100);
    await advance(6);
    expect((await seen()).submissions).toBe(100);
    expect((await seen()).busiestSecond).toBeLessThanOrEqual(TOTAL_RATE);

    await hosts[1]!.kill();
    await advance(1);
    expect((await seen()).binds).toBe(TOTAL_BINDS / 2);
    await advance(14);
    expect(await seen()).toMatchObject({ binds: TOTAL_BINDS, mostBinds: TOTAL_BINDS });

    await send(100, 100);
    await advance(6);
    expect(await seen()).toMatchObject({ submissions: 200, mostBinds: TOTAL_BINDS });
    expect((await seen()).busiestSecond).toBeLessThanOrEqual(TOTAL_RATE);
  });
});
