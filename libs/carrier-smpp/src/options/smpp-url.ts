/** Where a message centre listens, and who we are there. */
export interface SmppUrl {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly systemId: string;
  readonly password: string;
}

const DEFAULT_PORTS = { 'smpp:': 2775, 'smpps:': 3550 } as const;

/** Reads `smpp://systemId:password@host:port`; undefined for anything else. */
export function parseSmppUrl(text: string): SmppUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  if (protocol !== 'smpp:' && protocol !== 'smpps:') return undefined;
  if (hostname === '' || username === '' || !['', '/'].includes(pathname) || search !== '' || hash !== '')
    return undefined;
  try {
    return {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? DEFAULT_PORTS[protocol] : Number(port),
      tls: protocol === 'smpps:',
      systemId: decodeURIComponent(username),
      password: decodeURIComponent(password),
    };
  } catch {
    // A percent sign that encodes nothing.
    return undefined;
  }
}
