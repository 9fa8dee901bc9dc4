/** Reads the documents: README.md and docs/*.md, their fenced blocks, tables, links and generated regions. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** One Markdown file. */
export interface Document {
  /** From the root of the repository: `docs/embed.md`. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block. */
export interface Block {
  readonly document: Document;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What the HTML comment right before it says; empty when there is none. */
  readonly note: string;
}

/** README.md, if it is there, and every page of docs/. */
export function documents(): readonly Document[] {
  const pages = readdirSync(join(root, 'docs'))
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(name => `docs/${name}`);
  return ['README.md', ...pages]
    .filter(path => existsSync(join(root, path)))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The page of this path; throws when it is not there. */
export function documentAt(path: string): Document {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** How a document is called in paths: `embed`, `readme`. */
export function nameOf({ path }: Document): string {
  return basename(path, '.md').toLowerCase();
}

/** All fenced blocks of a document, in order. */
export function blocksOf(document: Document): readonly Block[] {
  const blocks: Block[] = [];
  let note = '';
  let open: { indent: string; line: number; language: string; note: string; lines: string[] } | undefined;
  document.text.split('\n').forEach((line, index) => {
    const fence = /^(\s*)```\s*(\w*)/.exec(line);
    if (open && fence && fence[2] === '') {
      const { indent, lines, ...rest } = open;
      const text = lines.map(one => (one.startsWith(indent) ? one.slice(indent.length) : one)).join('\n');
      blocks.push({ document, text, ...rest });
      open = undefined;
      note = '';
    } else if (open) {
      open.lines.push(line);
    } else if (fence) {
      open = { indent: fence[1]!, line: index + 1, language: fence[2]!, note, lines: [] };
    } else if (line.trim() !== '') {
      note = /^\s*<!--\s*(.*?)\s*-->\s*$/.exec(line)?.[1] ?? '';
    }
  });
  if (open) throw new Error(`${document.path}:${open.line}: this block is never closed.`);
  return blocks;
}

/** The rows of the table whose heading begins with `heading`, cells as they are written, blanks at their ends left out. */
export function tableOf(document: Document, heading: string): readonly (readonly string[])[] {
  const lines = document.text.split('\n');
  const start = lines.findIndex(line => cellsOf(line)[0] === heading);
  if (start < 0) throw new Error(`${document.path} has no table whose first column is "${heading}".`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(cell => cell.trim());
}

/** A cell without the backticks around it. */
export function plain(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1').replaceAll('\\|', '|');
}
