import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..', '..');

/** The URL of a built file of a library, as the host itself loads it. */
export function productFile(library: string, file: string): string {
  return pathToFileURL(join(root, 'libs', library, 'dist', `${file}.js`)).href;
}

/** What a package loads under this name, which need not be what is loaded from here. */
export function loadedBy(name: string, dependency: string): unknown {
  return createRequire(import.meta.resolve(name))(dependency);
}
