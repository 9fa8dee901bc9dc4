import { channel } from 'node:diagnostics_channel';
import { ServerResponse } from 'node:http';
import type { Boundaries } from './boundaries.ts';

interface Outgoing {
  readonly request: { readonly path: string; readonly method: string };
}

/** Makes what goes over HTTP a boundary: submissions to the carrier, answers to clients, thanks for receipts. */
export function watchHttp(boundaries: Boundaries): void {
  const onSubmission = (name: string, boundary: string) =>
    channel(name).subscribe(message => {
      const { path, method } = (message as Outgoing).request;
      if (method === 'POST' && path === '/carrier/messages') boundaries.reach(boundary);
    });
  onSubmission('undici:request:create', 'submit: request, before');
  onSubmission('undici:request:bodySent', 'submit: request, after');
  onSubmission('undici:request:headers', 'submit: answer, begun');
  onSubmission('undici:request:trailers', 'submit: answer, read');

  const { end } = ServerResponse.prototype;
  ServerResponse.prototype.end = function (this: ServerResponse, ...given: unknown[]) {
    const name = nameOf(this.req.method, this.req.url);
    if (name === undefined) return Reflect.apply(end, this, given) as ServerResponse;
    boundaries.reach(`${name}, before`);
    const result = Reflect.apply(end, this, given) as ServerResponse;
    boundaries.reach(`${name}, after`);
    return result;
  };
}

function nameOf(method: string | undefined, url: string | undefined): string | undefined {
  if (method !== 'POST') return undefined;
  if (url === '/v1/messages') return 'accept: answer';
  return url === '/events' ? 'receipt: thanks' : undefined;
}
