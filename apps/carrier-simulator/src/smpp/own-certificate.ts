import { networkInterfaces } from 'node:os';

/** A key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** It is made anew at every start; nobody has a reason to keep it longer. */
const VALIDITY_MS = 365 * 86_400_000;
/** A clock of a client that is slow must not find it made in the future. */
const SLOW_CLOCK_MS = 86_400_000;

/**
 * Makes a certificate for this machine, self-signed: for `localhost` and its addresses. It keeps what is said from being read on
 * the way and proves to nobody who speaks; clients must be told not to ask (`rejectUnauthorized: false`), or given one
 * they know (`CHAPPE_SMPPS_KEY`, `CHAPPE_SMPPS_CERT`).
 *
 * What makes certificates takes longer to load than the simulator to start, so it is loaded here and nowhere else.
 */
export async function makeCertificate(): Promise<KeyPair> {
  const { generate } = await import('selfsigned');
  const addresses = new Set(
    Object.values(networkInterfaces()).flatMap(found => (found ?? []).map(({ address }) => address)),
  );
  const now = Date.now();
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - SLOW_CLOCK_MS),
    notAfterDate: new Date(now + VALIDITY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          ...[...addresses].filter(address => !address.includes('%')).map(ip => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key, cert };
}
