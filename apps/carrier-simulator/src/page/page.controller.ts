import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Problem } from '../problem/problem.js';
import { PageFiles, type PageFile } from './page-files.js';

/** Everything comes from here, nothing is written into the page, and nobody may put it into a frame. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The page itself. */
@ApiExcludeController()
@Controller()
export class PageController {
  constructor(private readonly files: PageFiles) {}

  @Get()
  start(@Req() request: Request, @Res() response: Response): void {
    send(this.files.index, 'no-cache', request, response);
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const file = this.files.asset(name);
    if (file === undefined) throw Problem.notFound('This file of the page', 'Load the page anew.');
    // The name changes with what is in it.
    send(file, 'public, max-age=31536000, immutable', request, response);
  }
}

function send(file: PageFile, cacheControl: string, request: Request, response: Response): void {
  response.set({ ...HEADERS, 'cache-control': cacheControl, etag: file.etag, vary: 'accept-encoding' });
  if (request.get('if-none-match') === file.etag) {
    response.status(304).end();
    return;
  }
  response.status(200).setHeader('content-type', file.type);
  if (request.acceptsEncodings('gzip') === false) {
    response.end(file.body);
    return;
  }
  response.setHeader('content-encoding', 'gzip');
  response.end(file.zipped);
}
