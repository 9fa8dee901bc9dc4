import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';
import { LedgerRepository, isBalanced } from '@chappe/sms';
import { call, startApp, type RunningApp } from '../processes.js';

const TOKEN = 'chp_crash_token_4711';
const MESSAGES = 500;
/** Who send at the same time; a host lets in a little over a hundred requests at once. */
const CLIENTS = 64;

interface Accepted {
  readonly accepted: readonly { readonly id: string; readonly to: string }[];
}

describe('a host that is killed in the middle of five hundred messages, and started again', () => {
  let folder: string;
  let simulator: RunningApp;
  let host: RunningApp;

  const startHost = () =>
    startApp('host', {
      DATABASE_URL: `sqlite:${join(folder, 'host.db')}`,
      CHAPPE_CARRIER_URL: simulator.url,
      CHAPPE_CLOCK: 'simulator',
      CHAPPE_SIMULATOR_URL: simulator.url,
      CHAPPE_DEMO_TOKEN: TOKEN,
    });
  const control = (path: string, body: unknown, method = 'POST') =>
    call(`${simulator.url}/control${path}`, { method, body });
  const count = async (status?: string): Promise<number> => {
    const { body } = await call(`${host.url}/v1/messages/count${status ? `?status=${status}` : ''}`, {
      token: TOKEN,
    });
    return (body as { count: number }).count;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chappe-crash-'));
    simulator = await startApp('carrier-simulator', { CHAPPE_CLOCK_MODE: 'manual', SMPP_PORT: '0' });
    host = await startHost();
  });
  afterEach(async () => {
    await host.kill();
    await simulator.stop();
    await rm(folder, { recursive: true });
  });

  it('brings every acknowledged message to its end, with balanced books, and hands none over twice', async () => {
    const acknowledged = new Set<string>();
    let next = 0;
    const client = async () => {
      while (next < MESSAGES) {
        const body = { to: `+3361${2_000_000 + next++}`, text: 'Bonjour' };
        const answer = await call(`${host.url}/v1/messages`, { token: TOKEN, body }).catch(() => undefined);
        if (answer?.status === 202) acknowledged.add((answer.body as Accepted).accepted[0]!.id);
        // Half of the answers are there: the host is working on the rest.
        if (acknowledged.size === MESSAGES / 2) void host.kill();
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    await host.kill();
    expect(acknowledged.size).toBeGreaterThanOrEqual(MESSAGES / 2);

    host = await startHost();
    await control('/clock/advance', { by: 'PT1H' });
    expect(await count('delivered')).toBe(await count());
    for (const id of acknowledged) {
      const { status, body } = await call(`${host.url}/v1/messages/${id}`, { token: TOKEN });
      expect([status, (body as { status: string }).status]).toEqual([200, 'delivered']);
    }

    const stored = await count();
    const { body } = await call(`${simulator.url}/control/journal?kind=submission.accepted&limit=1000`);
    const refs = (body as { data: readonly { ref: string }[] }).data.map(entry => entry.ref);
    expect(refs).toHaveLength(stored);
    expect(new Set(refs).size).toBe(stored);

    await host.stop();
    const storage = mikroOrmStorage({ url: `sqlite:${join(folder, 'host.db')}` });
    await storage.open();
    const audit = await storage.read(tx => tx.get(LedgerRepository).audit());
    await storage.close();
    expect(isBalanced(audit)).toBe(true);
    expect(audit.openHolds).toBe(0);
    expect(audit.assets[0]!.revenueMicros).toBe(stored * 45_000);
  });
});
