import type { IncomingMessage } from 'node:http';
import type { AnyRequest, CommandName, PduInput } from '@chappe/smpp';

/** No more of a body is kept, in octets. */
export const MAX_KEPT_BODY_OCTETS = 16_384;

/** A request and its answer, as they went over a line. */
export type Exchange = SmppExchange | HttpExchange;

/** A PDU and the one that answers it. */
export interface SmppExchange {
  readonly protocol: 'smpp';
  /** A client's, as it was read; or ours, as it was written. */
  readonly request: AnyRequest | PduInput<CommandName>;
  /** Undefined where there is none, or none yet. */
  answer: PduInput<CommandName> | undefined;
  /** Why there is no answer, or only a piece of one, where something went wrong. */
  trouble: string | undefined;
}

/** An HTTP request and its response. */
export interface HttpExchange {
  readonly protocol: 'http';
  readonly request: HttpMessage;
  answer: HttpMessage | undefined;
  trouble: string | undefined;
}

/** A request or a response. */
export interface HttpMessage {
  /** `POST /carrier/messages HTTP/1.1`, `HTTP/1.1 200 OK`. */
  readonly line: string;
  /** Names and values in their order; secrets are left out. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Its first {@link MAX_KEPT_BODY_OCTETS}. */
  readonly body: string;
  /** How long the body was, in octets. */
  readonly octets: number;
}

const SECRETS = /^(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/i;

/** A request or response to be kept: secrets out of its headers, its body cut to what is kept. */
export function httpMessage(
  line: string,
  headers: Iterable<readonly [string, string]>,
  body: string | Uint8Array,
): HttpMessage {
  const octets = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const isShort = octets <= MAX_KEPT_BODY_OCTETS;
  return {
    line,
    headers: Array.from(
      headers,
      ([name, value]) => [name, SECRETS.test(name) ? '[not kept]' : value] as const,
    ),
    body:
      isShort && typeof body === 'string'
        ? body
        : Buffer.from(body as Uint8Array).toString('utf8', 0, MAX_KEPT_BODY_OCTETS),
    octets,
  };
}

/** A request as it came over the line. */
export function receivedMessage(request: IncomingMessage, body: Uint8Array): HttpMessage {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index]!, rawHeaders[index + 1]!]);
  return httpMessage(`${method} ${url} HTTP/${httpVersion}`, headers, body);
}
