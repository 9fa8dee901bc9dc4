import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './arguments.js';

/** The scenarios among files and folders, in the order of their names; each once. Throws {@link UsageError}. */
export async function scenarioFiles(given: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const path of given) for (const file of await filesIn(path)) files.add(file);
  if (files.size === 0) throw new UsageError(`There is no .yaml or .yml file in ${given.join(', ')}.`);
  return [...files];
}

async function filesIn(path: string): Promise<string[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch {
    throw new UsageError(`${path} does not exist.`);
  }
  if (!isFolder) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter(name => /\.ya?ml$/.test(name))
    .toSorted()
    .map(name => join(path, name));
}
