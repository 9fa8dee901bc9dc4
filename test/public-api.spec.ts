import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const libraries = [
  'carrier-http',
  'carrier-smpp',
  'sms',
  'sms-api',
  'smpp',
  'smsc',
  'storage-mikro-orm',
  'testing',
];

/** The names that a library exports, types included, read from its public door. */
function exportedNames(library: string): readonly string[] {
  const door = readFileSync(join(root, 'libs', library, 'src/index.ts'), 'utf8').replace(
    /\/\*[\s\S]*?\*\//g,
    '',
  );
  return [...door.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}/g)]
    .flatMap(([, list]) => list!.split(','))
    .map(name =>
      name
        .replace(/\btype\b/, '')
        .replace(/.*\bas\b/, '')
        .trim(),
    )
    .filter(name => name !== '')
    .sort();
}

describe.each(libraries)('the public door of @chappe/%s', library => {
  it('exports what was promised: adding a name is a promise, removing one breaks somebody', () => {
    expect(exportedNames(library)).toMatchSnapshot();
  });
});
