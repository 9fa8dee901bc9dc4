import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { call } from './processes.js';

describe('npm start', () => {
  it('brings up a host and a simulator, says what to try, and ends both on Ctrl-C', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chappe-start-'));
    const started = spawn(process.execPath, [join(import.meta.dirname, '../scripts/start.mjs')], {
      env: {
        PATH: process.env.PATH ?? '',
        PORT: '0',
        CHAPPE_SIMULATOR_PORT: '0',
        SMPP_PORT: '0',
        DATABASE_URL: `sqlite:${join(folder, 'chappe.db')}`,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(started, 'exit');
    const printed: string[] = [];
    for await (const line of createInterface({ input: started.stdout })) {
      printed.push(line);
      if (line.includes('Ctrl-C stops both')) break;
    }
    const text = printed.join('\n');
    const host = /\[host\] listening on (http:\S+)/.exec(text)![1]!;
    const token = /token \(shown once\): (\S+)/.exec(text)![1]!;
    expect(text).toContain('[carrier-simulator] listening on http://127.0.0.1:');

    const { status, body } = await call(`${host}/v1/messages`, {
      token,
      body: { to: '+33612345678', text: 'Bonjour' },
    });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      accepted: [{ status: 'queued', cost: { amount: '0.0450', asset: 'EUR' } }],
    });

    // A slash at the end changes nothing, as clients of an Express application are used to.
    const list = await call(`${host}/v1/messages/?limit=1`, { token });
    expect([list.status, list.body]).toMatchObject([200, { data: [{ to: '+33612345678' }] }]);

    started.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
    await rm(folder, { recursive: true });
  }, 60_000);
});
