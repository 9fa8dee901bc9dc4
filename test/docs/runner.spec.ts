/** The runner of the documents fails where it should: otherwise a document that is wrong would pass. */
import type { Document } from './markdown.js';
import { runCommands } from './session.js';
import { Shelf, modulesOf } from './shelf.js';

const LIMIT_MS = 60_000;
const page = (...lines: string[]): Document => ({ path: 'docs/page.md', text: lines.join('\n') });
const ts = (...lines: string[]) => ['```ts', ...lines, '```'];
const sh = (...lines: string[]) => ['```sh', ...lines, '```'];

describe('the modules of a document', () => {
  it('are named by their first line, or by where they stand', () => {
    const modules = modulesOf(page('# Page', ...ts('// src/a.ts', 'export const a = 1;'), ...ts('let b;')));
    expect(modules.map(({ path, from }) => [path, from])).toEqual([
      ['page/a.ts', 'docs/page.md:2'],
      ['page/line-6.ts', 'docs/page.md:6'],
    ]);
  });

  it('go on where a comment says so', () => {
    const [only] = modulesOf(
      page(...ts('// a.ts', 'let a;'), '<!-- continues: a.ts -->', '', ...ts('a = 1;')),
    );
    expect(only!.text).toBe('// a.ts\nlet a;\na = 1;');
  });

  it('are refused when two have one name, or when there is nothing to continue', () => {
    expect(() => modulesOf(page(...ts('// a.ts'), ...ts('// a.ts')))).toThrow('a second file: a.ts');
    expect(() => modulesOf(page('<!-- continues: a.ts -->', ...ts('let a;')))).toThrow('no file before');
  });

  it('are used as what they are', () => {
    const modules = modulesOf(
      page(
        ...ts('// a.spec.ts'),
        ...ts('// b.ts', 'console.log("listening on 1");'),
        ...ts('// c.ts'),
        ...[
          '<!-- types only: needs a server -->',
          ...ts('// d.ts'),
          '<!-- not run: an outline -->',
          ...ts('// e.ts'),
        ],
      ),
    );
    expect(modules.map(({ path, use }) => `${path} ${use}`)).toEqual([
      'page/a.spec.ts tested',
      'page/b.ts served',
      'page/c.ts imported',
      'page/d.ts checked',
    ]);
  });

  it(
    'fail when their types are wrong, when they throw, and when they do not come up',
    async () => {
      const shelf = new Shelf(text => text);
      try {
        const modules = modulesOf(
          page(
            ...ts('// types.ts', 'export const n: number = "one";'),
            ...ts('// throws.ts', 'throw new Error("at once");'),
            ...ts(
              '// silent.ts',
              'if (process.env.NEVER) console.log("listening on 1"); else process.exit(3);',
            ),
          ),
        );
        shelf.add(modules);
        expect(await shelf.compile()).toContain('page/types.ts(2,14): error TS2322');
        expect(await shelf.import([modules[1]!])).toContain('at once');
        expect(await shelf.serve(modules[2]!)).toBe('ended with 3');
      } finally {
        shelf.clear();
      }
    },
    LIMIT_MS,
  );
});

describe('the commands of a document', () => {
  it(
    'fail at the block with a request that is refused, though it stands in a pipe',
    async () => {
      const outcome = await runCommands(
        page(
          ...sh('npm start', 'curl http://127.0.0.1:3000/health/live'),
          ...sh('curl http://127.0.0.1:3000/v1/account | cat'),
        ),
      );
      expect(outcome).toMatch(/^failed at docs\/page\.md:5:\n/);
      expect(outcome).toContain('"code":"unauthorized"');
    },
    LIMIT_MS,
  );

  it(
    'start what they say themselves where they do, and leave nothing behind',
    async () => {
      const start = 'PORT=4000 SMPP_PORT=2775 node apps/carrier-simulator/dist/main.js &';
      const wait = 'npx chappe-sim wait-ready --url http://127.0.0.1:4000';
      expect(await runCommands(page(...sh(start, wait)))).toBe('ended well');
      const outcome = await runCommands(page(...sh(start, wait), ...sh(start.replace(' &', ''))));
      expect(outcome).toMatch(/^failed at docs\/page\.md:5:\n/);
      expect(outcome).toMatch(/Port \d+ is taken: another program listens there already/);
    },
    LIMIT_MS,
  );

  it(
    'may only name scripts that there are',
    async () => {
      await expect(runCommands(page(...sh('npm run fly')))).rejects.toThrow('no script fly');
    },
    LIMIT_MS,
  );
});
