import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
}

/** Where `vite build` puts the page; the same from the sources and from what was compiled. */
export const BUILT_PAGE = fileURLToPath(new URL('../../dist/site/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Chappe carrier simulator</title>
<h1>The simulator runs, and its page has not been built</h1>
<p>Build it with <code>npm run build</code> and start again. The control door works without it: see <a href="/docs">/docs</a>.</p>
</html>`;

/**
 * The files of the page, read once. A request chooses among them by name: no path is ever made from what it says, so none can
 * lead elsewhere.
 */
export class PageFiles {
  private readonly files = new Map<string, PageFile>();
  private readonly start: PageFile;

  constructor(folder = BUILT_PAGE) {
    const assets = join(folder, 'assets');
    if (existsSync(assets)) {
      for (const name of readdirSync(assets)) {
        const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
        if (type !== undefined) this.files.set(name, fileOf(type, readFileSync(join(assets, name))));
      }
    }
    const index = join(folder, 'index.html');
    this.start = fileOf(TYPES['html']!, existsSync(index) ? readFileSync(index) : Buffer.from(NOT_BUILT));
  }

  /** What `/` shows. */
  get index(): PageFile {
    return this.start;
  }

  asset(name: string): PageFile | undefined {
    return this.files.get(name);
  }
}

function fileOf(type: string, body: Buffer): PageFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, zipped: gzipSync(body), etag };
}
