/**
 * What README.md and docs/*.md show is compiled and run, against the packages as they are built.
 *
 * - A `ts` block is a file of its own. `// name.ts` as its first line names the file, so that other blocks of the same document
 *   can import it; `<!-- continues: name.ts -->` before a block appends it to a file.
 * - All files are compiled, with the compiler options of the libraries.
 * - A file that ends in `.spec.ts` is run by Jest. One that prints `listening on` is a program: it is started, told to end by SIGTERM
 *   once it has printed that, and must end with 0. Every other file is imported, those of one document in one process, which
 *   must end by itself.
 * - The `sh` blocks of a document are one shell session, run in order against a host and a simulator of its own; see session.ts.
 *   `$TOKEN` is the demo account's token. `npm` lines are checked and not run. A document that starts the apps itself
 *   (`node apps/… &`) is run as it stands, on other ports.
 * - `<!-- types only: reason -->` and `<!-- not run: reason -->` before a block leave out the running, or everything.
 */
import { blocksOf, documents } from './markdown.js';
import { commandsOf, runCommands } from './session.js';
import { Shelf, modulesOf, type Use } from './shelf.js';

const SUITE_LIMIT_MS = 60_000;
/** More would mean that the documents show what nobody can run. */
const NOT_RUN_MAX = 6;

const pages = documents();
const shelf = new Shelf(text =>
  // No simulator and no host of these numbers is there; carriers connect when they can.
  text
    .replaceAll(/\blisten\(\d+/g, 'listen(0')
    .replaceAll(/(127\.0\.0\.1|localhost):(3000|4000|2775)/g, '127.0.0.1:9'),
);
const modules = pages.map(page => ({ path: page.path, modules: modulesOf(page) }));
const used = (use: Use) =>
  modules
    .map(page => ({ path: page.path, modules: page.modules.filter(module => module.use === use) }))
    .filter(page => page.modules.length > 0);

describe('what the documents show', () => {
  afterAll(() => shelf.clear());

  it(
    'compiles',
    async () => {
      shelf.add(modules.flatMap(page => page.modules));
      expect(await shelf.compile()).toBe('ended well');
    },
    SUITE_LIMIT_MS,
  );

  it.each(used('imported'))(
    'in $path runs, and ends by itself',
    async page => {
      expect(await shelf.import(page.modules)).toBe('ended well');
    },
    SUITE_LIMIT_MS,
  );

  it.each(used('served').flatMap(page => page.modules))(
    'at $from starts, and drains when it is told to end',
    async module => {
      expect(await shelf.serve(module)).toBe('ended well');
    },
    SUITE_LIMIT_MS,
  );

  it(
    'passes its own tests',
    async () => {
      const tests = used('tested').flatMap(page => page.modules);
      expect(await shelf.test(tests)).toBe('ended well');
    },
    SUITE_LIMIT_MS,
  );

  it.each(pages.filter(page => commandsOf(page).length > 0))(
    'as commands in $path succeeds',
    async page => {
      expect(await runCommands(page)).toBe('ended well');
    },
    SUITE_LIMIT_MS,
  );

  it('is left out only where a reason is given, and seldom', () => {
    const left = pages.flatMap(blocksOf).filter(({ note }) => /^(not run|types only):/.test(note));
    for (const { note } of left) expect(note).toMatch(/^(not run|types only): \w.{9,}/);
    expect(left.length).toBeLessThanOrEqual(NOT_RUN_MAX);
  });
});
