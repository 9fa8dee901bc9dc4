import type { ApiRequest } from '../exchange/index.js';
import { knownProblem, unsupportedMediaType, type KnownProblem } from '../problems/index.js';

/** The longest path with query that is read; servers and proxies between allow about as much. */
export const ADDRESS_LENGTH_MAX = 8192;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/** What is wrong with a request before its body is read, if anything. */
export function earlyRefusal(request: ApiRequest): KnownProblem | undefined {
  if (request.url.length > ADDRESS_LENGTH_MAX) {
    return knownProblem(
      'uri_too_long',
      `An address takes ${ADDRESS_LENGTH_MAX} characters at most. Leave filters out, or ask in several requests.`,
    );
  }
  if (!isDecodable(request.url)) {
    return knownProblem(
      'malformed_request',
      'The address has a % that is not followed by the octets of a character in UTF-8. Escape the path once.',
    );
  }
  return hasForeignBody(request) ? unsupportedMediaType() : undefined;
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url.split('?', 1)[0]!);
    return true;
  } catch {
    return false;
  }
}

/** Forms are bodies that frameworks read as well; here they would be a second way to say the same, untested. */
function hasForeignBody({ headers }: ApiRequest): boolean {
  const type = headers['content-type'];
  if (typeof type !== 'string' || JSON_TYPE.test(type)) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
