/** Lays out the TypeScript of the documents as a package beside the built ones, compiles it, and runs what it comes to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { blocksOf, nameOf, root, type Document } from './markdown.js';

/** What is done with a module, beside checking its types. */
export type Use = 'imported' | 'served' | 'tested' | 'checked';

/** A file that one or more blocks make up. */
export interface Module {
  /** From the shelf: `embed/app.module.ts`. */
  readonly path: string;
  /** Where its first block stands: `docs/embed.md:12`. */
  readonly from: string;
  readonly text: string;
  readonly use: Use;
}

/** The modules of a document. The rules are at the top of snippets.spec.ts. */
export function modulesOf(document: Document): readonly Module[] {
  const modules = new Map<string, Module>();
  for (const { language, text, note, line } of blocksOf(document)) {
    if (language !== 'ts' || note.startsWith('not run:')) continue;
    const from = `${document.path}:${line}`;
    const continued = /^continues: (\S+)$/.exec(note)?.[1];
    const file =
      continued ?? /^\/\/ (?:\S*\/)?([\w.-]+\.ts)$/m.exec(text.split('\n', 1)[0]!)?.[1] ?? `line-${line}.ts`;
    const path = `${nameOf(document)}/${file}`;
    const before = modules.get(path);
    if (continued ? !before : before) {
      throw new Error(
        `${from}: ${continued ? 'there is no file before to continue' : 'a second file'}: ${file}.`,
      );
    }
    const whole = before ? `${before.text}\n${text}` : text;
    const use = note.startsWith('types only:') ? 'checked' : useOf(file, whole);
    modules.set(path, { path, from: before?.from ?? from, text: whole, use });
  }
  return [...modules.values()];
}

function useOf(file: string, text: string): Use {
  if (file.endsWith('.spec.ts')) return 'tested';
  return text.includes('listening on') ? 'served' : 'imported';
}

/** `ended well`, or how it ended and what it printed. */
export type Outcome = string;

/** A folder outside the repository where the modules lie as files of a package of its own. */
export class Shelf {
  readonly folder = mkdtempSync(join(tmpdir(), 'chappe-docs-'));

  constructor(private readonly adapt: (text: string) => string) {
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    this.write('package.json', JSON.stringify({ type: 'module' }));
    this.write(
      'tsconfig.json',
      JSON.stringify({
        extends: join(root, 'tsconfig.base.json'),
        compilerOptions: {
          ...{ rootDir: '.', outDir: 'out', paths: {}, types: ['node', 'jest'] },
          ...{ composite: false, declaration: false, declarationMap: false, noUnusedLocals: false },
        },
        include: ['*/*.ts'],
        exclude: ['out', 'node_modules'],
      }),
    );
    this.write('jest.config.json', JSON.stringify({ testMatch: ['**/out/**/*.spec.js'], transform: {} }));
    this.write('out/package.json', JSON.stringify({ type: 'module' }));
    // Whatever it imports is run; a program that leaves something open does not end, and fails by that.
    this.write('import.mjs', 'for (const path of process.argv.slice(2)) await import(path);\n');
  }

  add(modules: readonly Module[]): void {
    for (const { path, text } of modules) this.write(path, this.adapt(text));
  }

  compile(): Promise<Outcome> {
    return this.node([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.', '--pretty', 'false']);
  }

  /** Imports modules one after the other in one process, which must end by itself. */
  import(modules: readonly Module[]): Promise<Outcome> {
    return this.node(['import.mjs', ...modules.map(built)]);
  }

  /** Runs test files with Jest. */
  test(modules: readonly Module[]): Promise<Outcome> {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const flags = ['--experimental-vm-modules', '--no-warnings'];
    return this.node([...flags, jest, '-i', '--runTestsByPath', ...modules.map(built)]);
  }

  /** Runs a program until it says where it listens, then asks it to end. */
  serve(module: Module): Promise<Outcome> {
    return this.node([built(module)], 'listening on');
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  private async node(args: readonly string[], endAt?: string): Promise<Outcome> {
    const env = { PATH: process.env['PATH'] ?? '', PORT: '0' };
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env,
      timeout: PROGRAM_LIMIT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        lines.push(line);
        if (endAt !== undefined && line.includes(endAt)) child.kill('SIGTERM');
      });
    }
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    // Nest ends a drained process by the signal that it was sent.
    const obeyed = endAt !== undefined && signal === 'SIGTERM' && lines.some(line => line.includes(endAt));
    return code === 0 || obeyed ? 'ended well' : [`ended with ${code ?? signal}`, ...lines].join('\n');
  }
}

/** A program that has not ended by then is taken for hung. */
const PROGRAM_LIMIT_MS = 30_000;

const built = ({ path }: Module) => `./out/${path.replace(/\.ts$/, '.js')}`;
