import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type Simulator } from '../simulator.js';
import { command, EXIT } from './index.js';

const GOOD =
  'name: A good one\nsteps:\n  - send: { as: order, to: +33612990000, text: Hello }\n  - advance: PT1M\n  - expect: { message: order, state: DELIVRD }\n';
const BAD =
  'name: A "bad" one & <more>\nsteps:\n  - send: { as: order, to: +33612992000, text: Hello }\n  - advance: PT1M\n  - expect: { message: order, state: DELIVRD }\n';
const UNREADABLE = 'name: An unreadable one\nsteps:\n  - sned: {}\n';

describe('chappe-sim', () => {
  let folder: string;
  let printed: string[];
  let complained: string[];
  let now = 0;
  let whilePausing: () => Promise<unknown> = () => Promise.resolve();

  const call = (...args: string[]) =>
    command(args, {
      print: line => printed.push(line),
      complain: line => complained.push(line),
      clock: () => now,
      fetch: globalThis.fetch,
      pause: async ms => {
        // Never quite as long as was asked for.
        now += ms + 0.125;
        await whilePausing();
      },
      isColoured: false,
    });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-sim-'));
    printed = [];
    complained = [];
    whilePausing = () => Promise.resolve();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('runs scenarios and exits with 0 when all is well', async () => {
    expect(await call('run', file('good.yaml', GOOD))).toBe(EXIT.fine);
    expect(printed).toEqual([
      `PASS  ${join(folder, 'good.yaml')}  A good one (3 steps, 1.0 min simulated, 0 ms)`,
      '\n1 passed; 3 steps in 0.00 s',
    ]);
  });

  it('exits with 1 and the line that failed, and what was seen instead', async () => {
    expect(await call('run', file('bad.yaml', BAD))).toBe(EXIT.failed);
    expect(printed.join('\n')).toContain(
      `${join(folder, 'bad.yaml')}:5: expect: expected to +33612992000: state DELIVRD, but it is UNDELIV (unknown_subscriber) after 1 attempts`,
    );
    expect(printed.join('\n')).toContain('✓ 2026-01-01T00:01:00.000Z line 4: advance');
    expect(printed.join('\n')).toContain('✗ 2026-01-01T00:01:00.000Z line 5: expect');
  });

  it('exits with 2 and the line that cannot be understood', async () => {
    expect(await call('run', file('unreadable.yaml', UNREADABLE))).toBe(EXIT.misunderstood);
    expect(printed.join('\n')).toContain(
      'unreadable.yaml:3: steps.0 must have one of connect, disconnect, send,',
    );
  });

  it('runs whole folders, quietly if wished, and stops at the first failure if wished', async () => {
    for (const [name, text] of [
      ['a.yaml', GOOD],
      ['b.yml', BAD],
      ['c.yaml', GOOD],
      ['d.txt', 'no scenario'],
    ] as const)
      file(name, text);
    expect(await call('run', '--quiet', folder)).toBe(EXIT.failed);
    expect(printed.at(-1)).toBe('\n2 passed, 1 failed; 9 steps in 0.00 s');
    expect(printed.filter(line => line.startsWith('PASS'))).toEqual([]);
    expect(await call('run', '--bail', folder)).toBe(EXIT.failed);
    expect(printed.at(-1)).toBe('\n1 passed, 1 failed; 6 steps in 0.00 s');
  });

  it('writes JUnit XML in which nothing of a scenario is markup', async () => {
    const junit = join(folder, 'junit.xml');
    for (const [name, text] of [
      ['a.yaml', GOOD],
      ['b.yaml', BAD],
      ['c.yaml', UNREADABLE],
    ] as const)
      file(name, text);
    await call('run', '--junit', junit, folder);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('<testsuites name="chappe-sim" tests="3" failures="1" errors="1" time="0.000">');
    expect(xml).toContain(`<testcase name="A good one" classname="${join(folder, 'a.yaml')}"`);
    expect(xml).toContain('name="A &#34;bad&#34; one &#38; &#60;more&#62;"');
    expect(xml).toMatch(
      /line="5" time="0\.000">\n\s*<failure message="[^"<]*b\.yaml:5: expect: [^"<]*" type="expect">/,
    );
    expect(xml).toMatch(/<error message="[^"<]*c\.yaml:3: steps\.0 must have/);
  });

  it('takes another seed than that of the file', async () => {
    const text =
      'name: a\nseed: 1\nworld: { faults: { submitThrottleProbability: 0.5 } }\nsteps:\n  - send: { to: +33612345678, text: Hello, count: 100 }\n  - expect: { summary: { accepted: 0 } }\n';
    const path = file('seeded.yaml', text);
    const seen = async (...args: string[]) => {
      printed = [];
      await call('run', ...args, path);
      return /but (it is \d+)/.exec(printed.join('\n'))?.[1];
    };
    expect(await seen('--seed', '7')).toBe(await seen('--seed', '7'));
    expect(await seen('--seed', '8')).not.toBe(await seen('--seed', '7'));
  });

  it.each([
    [['run'], /Name the scenarios/],
    [['run', 'nowhere.yaml'], /nowhere\.yaml does not exist/],
    [['run', '--junti', 'x', 'a.yaml'], /Unknown option '--junti'/],
    [['run', '--seed', 'many', 'a.yaml'], /--seed is many/],
    [['run', '--simulator', 'here', 'a.yaml'], /--simulator is here/],
    [['wait-ready', '--url', 'here'], /--url is here/],
    [['wait-ready', '--timeout', '601'], /--timeout is 601/],
    [['journal', '--since', 'yesterday'], /--since is yesterday/],
    [['dance'], /There is no command dance/],
    [['numbers', '0612'], /0612 is no international number/],
    [['numbers', '--country', 'XX'], /no country/],
  ])('says how it is used when it is not understood: %j', async (args, message) => {
    expect(await call(...args)).toBe(EXIT.misunderstood);
    expect(complained.join('\n')).toMatch(message);
    expect(complained.join('\n')).toMatch(/\nHow it is used: npx chappe-sim help$/);
  });

  it('explains and lists numbers, and prints the schema', async () => {
    expect(await call('numbers', '+33612992000', '33612345678')).toBe(EXIT.fine);
    expect(printed).toEqual([
      '+33612992000  The number is not attributed (NPAI). The message ends as UNDELIV.',
      expect.stringMatching(/^\+33612345678 {2}An ordinary phone/),
    ]);
    expect(await call('numbers', '--country', 'GB')).toBe(EXIT.fine);
    expect(printed.join('\n')).toContain('+447400992000  The number is not attributed (NPAI).');
    printed = [];
    expect(await call('schema')).toBe(EXIT.fine);
    expect(JSON.parse(printed.join('\n'))).toHaveProperty('$schema');
    expect(await call('help')).toBe(EXIT.fine);
  });

  describe('with a live simulator', () => {
    let simulator: Simulator;

    beforeEach(async () => {
      simulator = await createSimulator({ port: 0, clockMode: 'manual', seed: 3 });
    });

    afterEach(() => simulator.close());

    it('runs scenarios there, with the lines of the files here', async () => {
      expect(await call('run', '--simulator', simulator.url, file('good.yaml', GOOD))).toBe(EXIT.fine);
      expect(simulator.centre.subscribers.messages('+33612990000')).toHaveLength(1);
      expect(await call('run', '--simulator', simulator.url, file('bad.yaml', BAD))).toBe(EXIT.failed);
      expect(printed.join('\n')).toContain('bad.yaml:5: expect:');
      expect(await call('run', '--simulator', simulator.url, file('worse.yaml', UNREADABLE))).toBe(
        EXIT.misunderstood,
      );
      expect(printed.join('\n')).toContain('worse.yaml:3: steps.0 must have');
    });

    it('records what was done there, and runs it again', async () => {
      simulator.centre.submit('shop', { from: '36180', to: '+33612345678', text: 'Hello' }, () => undefined);
      await simulator.clock.advanceBy(60_000);
      const out = join(folder, 'recorded.yaml');
      expect(await call('record', '--simulator', simulator.url, '--out', out, '--name', 'Mine')).toBe(
        EXIT.fine,
      );
      expect(readFileSync(out, 'utf8')).toMatch(/^name: Mine\nseed: 3\n/);
      expect(readFileSync(out, 'utf8')).not.toContain('33612345678');
      expect(await call('run', out)).toBe(EXIT.fine);
    });

    it('writes over no recording, and says in a sentence why a file cannot be written', async () => {
      const out = file('recorded.yaml', 'mine');
      const record = (...more: string[]) => call('record', '--simulator', simulator.url, ...more);
      expect(await record('--out', out)).toBe(EXIT.failed);
      expect(complained.at(-1)).toBe(
        `Nothing is recorded into ${out}: it is there already. Name another file, or say --force.`,
      );
      expect(readFileSync(out, 'utf8')).toBe('mine');
      expect(await record('--out', out, '--force')).toBe(EXIT.fine);
      expect(readFileSync(out, 'utf8')).toMatch(/^name:/);
      const nowhere = join(folder, 'nowhere', 'x.yaml');
      expect(await record('--out', nowhere)).toBe(EXIT.failed);
      expect(complained.at(-1)).toContain('there is no such folder. Make it first.');
      expect(await call('run', '--junit', nowhere, file('good.yaml', GOOD))).toBe(EXIT.failed);
      expect(printed.at(-1)).toContain('1 passed');
      expect(complained.at(-1)).toContain(`The results are not in ${nowhere}: there is no such folder.`);
    });

    it('takes nobody else for a simulator that is ready', async () => {
      const other = createServer((request, response) => {
        response.writeHead(request.url === '/health/ready' ? 200 : 404).end();
      }).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const url = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
      expect(await call('wait-ready', '--url', url, '--timeout', '5')).toBe(EXIT.failed);
      expect(complained.at(-1)).toContain(`${url} is ready, and no carrier simulator`);
      other.close();
    });

    it('writes the journal into a file, or prints it, whole or of one run', async () => {
      const send = (clientId: string) =>
        simulator.centre.submit(
          clientId,
          { from: '36180', to: '+33612345678', text: 'Hello' },
          () => undefined,
        );
      await fetch(`${simulator.url}/control/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"id":"mine"}',
      });
      send('shop');
      send('mine');
      const out = join(folder, 'journal.ndjson');
      expect(await call('journal', '--simulator', simulator.url, '--out', out)).toBe(EXIT.fine);
      const dated = simulator.centre.journal
        .list()
        .map(entry => ({ ...entry, at: new Date(entry.at).toISOString() }));
      expect(readFileSync(out, 'utf8')).toBe(dated.map(entry => `${JSON.stringify(entry)}\n`).join(''));
      expect(await call('journal', '--simulator', simulator.url, '--run', 'mine')).toBe(EXIT.fine);
      const [entry] = dated.filter(({ clientId }) => clientId === 'mine');
      expect(printed.at(-1)).toBe(JSON.stringify(entry));
      expect(await call('journal', '--simulator', simulator.url, '--since', String(entry!.seq))).toBe(
        EXIT.fine,
      );
      expect(printed.at(-1)).toBe('');
      expect(await call('journal', '--simulator', simulator.url, '--run', 'nobody')).toBe(EXIT.failed);
      expect(complained.at(-1)).toMatch(/run nobody.*POST \/control\/runs/);
    });

    it('waits until it is ready, as long as it was told to', async () => {
      const { url } = simulator;
      expect(await call('wait-ready', '--url', url)).toBe(EXIT.fine);
      expect(printed).toEqual([`${url} is ready.`]);
      await simulator.close();
      const begunAt = now;
      expect(await call('wait-ready', '--url', url, '--timeout', '5')).toBe(EXIT.failed);
      expect(Math.floor(now - begunAt)).toBe(5_000);
      expect(complained).toEqual([`${url} did not answer, 5 s long. Is the simulator running?`]);
      whilePausing = async () => {
        whilePausing = () => Promise.resolve();
        simulator = await createSimulator({ port: Number(new URL(url).port), smpp: { port: 0 } });
      };
      expect(await call('wait-ready', '--url', url, '--timeout', '5')).toBe(EXIT.fine);
    });

    it('says so where nobody answers', async () => {
      await simulator.close();
      expect(await call('run', '--simulator', simulator.url, file('good.yaml', GOOD))).toBe(
        EXIT.misunderstood,
      );
      expect(printed.join('\n')).toContain('Is the simulator running?');
      expect(await call('record', '--simulator', simulator.url)).toBe(EXIT.failed);
      expect(await call('journal', '--simulator', simulator.url)).toBe(EXIT.failed);
      simulator = await createSimulator({ port: 0 });
    });
  });
});
