import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const PATHS = ['docs/performance.md', 'docs/scale.md'] as const;
const BLOCK = /(<!-- measured: ([^>]+?) -->\n)([^]*?)(\n<!-- until here: \2 -->)/g;

/** What stands in the blocks of the documents, by their names. */
export function readBlocks(): ReadonlyMap<string, string> {
  return new Map(
    PATHS.flatMap(path =>
      [...readFileSync(join(root, path), 'utf8').matchAll(BLOCK)].map(
        ([, , name, text]) => [name!, text!.trim()] as const,
      ),
    ),
  );
}

/** Puts what was measured in its place, and leaves every other block alone. Answers the names of those that have no place. */
export function writeBlocks(blocks: ReadonlyMap<string, string>): readonly string[] {
  const known = readBlocks();
  for (const path of PATHS) {
    const file = join(root, path);
    const text = readFileSync(file, 'utf8');
    const written = text.replace(BLOCK, (all, open: string, name: string, _old, close: string) =>
      blocks.has(name) ? `${open}\n${blocks.get(name)}\n${close}` : all,
    );
    if (written !== text) writeFileSync(file, written);
  }
  return [...blocks.keys()].filter(name => !known.has(name));
}
