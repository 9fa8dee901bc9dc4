/**
 * The documents against the code. What stands between `<!-- written from the code: name -->` and `<!-- until here -->` is compared
 * with what the code says now; hand-written tables are compared row by row. To write the regions anew:
 *
 *     CHAPPE_WRITE_DOCS=1 npm test -- test/docs/regions
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problemTable } from '@chappe/sms-api';
import { readSettings } from '../../apps/host/src/settings.js';
import {
  DEFAULT_SIMULATOR_OPTIONS,
  optionsFromEnvironment,
} from '../../apps/carrier-simulator/src/simulator.options.js';
import { documentAt, documents, plain, root, tableOf } from './markdown.js';
import { regions } from './regions.js';

const REGION = /(<!-- written from the code: ([^>]+) -->\n)([^]*?)(<!-- until here -->)/g;

const found = documents().flatMap(document =>
  [...document.text.matchAll(REGION)].map(([, , name, text]) => ({ document, name: name!, text: text! })),
);

if (process.env['CHAPPE_WRITE_DOCS']) {
  for (const { path, text } of documents()) {
    const written = text.replace(REGION, (_, open: string, name: string, _old, close: string) =>
      regions[name] ? `${open}\n${regions[name]()}\n\n${close}` : _,
    );
    if (written !== text) writeFileSync(join(root, path), written);
  }
}

describe('what the documents repeat from the code', () => {
  it('is all of it in a document, once', () => {
    expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(regions).sort());
  });

  it.each(Object.keys(regions))('%s is as the code says', name => {
    const { document } = found.find(region => region.name === name)!;
    const [, , , text] = [...documentAt(document.path).text.matchAll(REGION)].find(
      ([, , one]) => one === name,
    )!;
    expect(text!.trim()).toBe(regions[name]!());
  });
});

describe('docs/errors.md', () => {
  const errors = documentAt('docs/errors.md');

  it('lists every problem in the order in which they are told, and says what to do', () => {
    const rows = tableOf(errors, 'problem');
    const expected = Object.entries(problemTable).map(([code, { status, title }]) => [
      code,
      String(status),
      title,
    ]);
    expect(rows.map(([code, status, title]) => [plain(code!), status, title])).toEqual(expected);
    for (const [, , , whatToDo] of rows) expect(whatToDo).toMatch(/^[A-Z].*\.$/);
  });

  it('lists every further code that a service refuses with', () => {
    const ofRecipients = tableOf(errors, 'recipient').map(([code]) => plain(code!));
    const refusals = codesIn('libs/sms/src', /refuse\(\{\s*code: '(\w+)'/g).filter(
      code => !(code in problemTable) && !ofRecipients.includes(code),
    );
    expect(
      tableOf(errors, 'refusal')
        .map(([code]) => plain(code!))
        .sort(),
    ).toEqual(refusals);
  });

  it('lists every error that is thrown', () => {
    const thrown = codesIn('libs', /new SmsError\(\s*'(\w+)'/g);
    expect(
      tableOf(errors, 'error')
        .map(([code]) => plain(code!))
        .sort(),
    ).toEqual(thrown);
  });

  it('lists why one recipient may be left out', () => {
    const numbers = /type PhoneNumberRefusalReason =([^;]*);/.exec(
      source('libs/sms/src/phone-numbers/phone-number.ts'),
    )!;
    const reasons = [...numbers[1]!.matchAll(/'(\w+)'/g)].map(([, reason]) => reason!.toLowerCase());
    const plan = source('libs/sms/src/messages/send-plan.ts');
    const others = [...plan.matchAll(/rejected\.push\(\{\s*to: given,\s*code: '(\w+)'/g)].map(
      ([, code]) => code!,
    );
    const screening = source('libs/sms/src/messages/screening.ts');
    const screened = [...screening.matchAll(/to: given,\s*code: '(\w+)'/g)].map(([, code]) => code!);
    const listed = tableOf(errors, 'recipient').map(([code]) => plain(code!));
    expect([...listed].sort()).toEqual([...reasons, ...others, ...screened].sort());
  });
});

describe('docs/operate.md', () => {
  const operate = documentAt('docs/operate.md');

  /** The names that a reader asks its environment for. */
  const namesRead = (
    read: (environment: Record<string, string | undefined>) => unknown,
  ): readonly string[] => {
    const names = new Set<string>();
    read(new Proxy({}, { get: (_, name) => void names.add(String(name)) }));
    return [...names].sort();
  };
  const simulator = (environment: Record<string, string | undefined>) => {
    const { smpp, ...options } = optionsFromEnvironment(environment as NodeJS.ProcessEnv);
    return { ...DEFAULT_SIMULATOR_OPTIONS, ...options, smpp: { port: 2775, ...smpp } };
  };

  it.each([
    ['host', 'setting of the host', readSettings],
    ['simulator', 'setting of the simulator', simulator],
  ] as const)('lists every setting of the %s, with the default that it has', (_, heading, read) => {
    const rows = tableOf(operate, heading).map(([name, byDefault]) => [plain(name!), byDefault!] as const);
    expect(rows.map(([name]) => name).sort()).toEqual(namesRead(read));
    for (const [name, byDefault] of rows) {
      // A default in backticks is a value: giving it must change nothing. Others are words, such as "random".
      if (byDefault.startsWith('`')) expect(read({ [name]: plain(byDefault) })).toEqual(read({}));
    }
  });

  it('explains every line that the library logs', () => {
    const files = [
      'libs/sms/src/delivery/delivery.service.ts',
      'libs/sms/src/delivery/dispatcher.ts',
      'libs/sms/src/delivery/slot-keeper.ts',
      'libs/sms/src/events/outbox-publisher.ts',
      'libs/sms/src/kernel/periodic-work.ts',
      'libs/sms/src/kernel/system-clock.ts',
      'libs/sms/src/sms.housekeeping.ts',
      'libs/sms/src/sms.module.ts',
      'libs/sms-api/src/problems/problem.filter.ts',
      'apps/host/src/carrier.log.ts',
    ].map(source);
    const logged = files.flatMap(text =>
      [...text.matchAll(/(?:\breport|\.report|logger\.(?:error|warn))\(\s*(?:'([^']*)'|`([^`]*)`)/g)].map(
        ([, quoted, template]) => (quoted ?? template)!.replace(/\$\{[^}]*\}/g, '…'),
      ),
    );
    expect(
      tableOf(operate, 'log line')
        .map(([line]) => plain(line!))
        .sort(),
    ).toEqual([...new Set(logged)].sort());
  });
});

describe('the links of the documents', () => {
  it.each(documents())('of $path lead somewhere', ({ path, text }) => {
    const targets = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = targets.filter(target => {
      const [file, anchor] = target.split('#') as [string, string?];
      const to = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(root, to))) return true;
      return anchor !== undefined && !anchorsOf(source(to)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('of the map reach every page', () => {
    const map = documentAt('docs/README.md').text;
    const pages = readdirSync(join(root, 'docs')).filter(
      name => name.endsWith('.md') && name !== 'README.md',
    );
    expect(pages.filter(page => !map.includes(`](${page})`))).toEqual([]);
  });
});

function source(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every code that matches in the sources below a folder, specs left out, each once, in order. */
function codesIn(folder: string, pattern: RegExp): readonly string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
    path => path.endsWith('.ts') && !path.includes('spec') && !/(^|\/)(dist|node_modules)\//.test(path),
  );
  return [
    ...new Set(
      files.flatMap(path => [...source(join(folder, path)).matchAll(pattern)].map(([, code]) => code!)),
    ),
  ].sort();
}

/** The anchors of the headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map(heading =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
