import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionsFromEnvironment, SettingsError } from '../simulator.options.js';
import { CERT, KEY, OTHER_KEY } from './certificate.contract-spec.js';

const folder = mkdtempSync(join(tmpdir(), 'smpp-settings-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const key = file('key.pem', KEY);
const cert = file('cert.pem', CERT);
afterAll(() => rmSync(folder, { recursive: true }));

function mistakes(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    optionsFromEnvironment(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
}

describe('the settings of the SMPP door', () => {
  it('may all be left out', () => {
    expect(optionsFromEnvironment({})).toEqual({});
  });

  it('are read', () => {
    const { smpp } = optionsFromEnvironment({
      SMPP_PORT: '0',
      CHAPPE_SMPP_USERS: 'shop:secret, bank:p:w',
      CHAPPE_SMPP_ALLOWED_IPS: 'bank=10.0.0.0/8 ::1',
      CHAPPE_SMPPS_PORT: '3551',
      CHAPPE_SMPPS_KEY: key,
      CHAPPE_SMPPS_CERT: cert,
      CHAPPE_SMPP_OUTBIND: 'centre:pw@127.0.0.1:2776, centre:@[::1]:2777',
    });
    expect(smpp).toEqual({
      port: 0,
      users: [
        { systemId: 'shop', password: 'secret' },
        { systemId: 'bank', password: 'p:w', allowedIps: ['10.0.0.0/8', '::1'] },
      ],
      tls: { port: 3_551, key: Buffer.from(KEY), cert: Buffer.from(CERT) },
      outbind: [
        { systemId: 'centre', password: 'pw', host: '127.0.0.1', port: 2_776 },
        { systemId: 'centre', password: '', host: '::1', port: 2_777 },
      ],
    });
  });

  it('open the TLS port elsewhere, with a certificate of its own, or not at all', () => {
    expect(optionsFromEnvironment({ CHAPPE_SMPPS_PORT: '3551' })).toEqual({ smpp: { tls: { port: 3_551 } } });
    expect(optionsFromEnvironment({ CHAPPE_SMPPS_PORT: 'off' })).toEqual({ smpp: { tls: 'off' } });
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['SMPP_PORT', { SMPP_PORT: '65536' }],
    ['CHAPPE_SMPP_USERS', { CHAPPE_SMPP_USERS: 'shop' }],
    ['CHAPPE_SMPP_USERS', { CHAPPE_SMPP_USERS: 'shop:a,shop:b' }],
    ['CHAPPE_SMPP_USERS', { CHAPPE_SMPP_USERS: 'sixteen-letters-:a' }],
    ['CHAPPE_SMPP_ALLOWED_IPS', { CHAPPE_SMPP_USERS: 'shop:a', CHAPPE_SMPP_ALLOWED_IPS: 'shop=10.0.0.0/40' }],
    ['CHAPPE_SMPP_ALLOWED_IPS', { CHAPPE_SMPP_USERS: 'shop:a', CHAPPE_SMPP_ALLOWED_IPS: 'bank=10.0.0.1' }],
    ['CHAPPE_SMPP_ALLOWED_IPS', { CHAPPE_SMPP_USERS: 'shop:a', CHAPPE_SMPP_ALLOWED_IPS: 'shop=' }],
    ['CHAPPE_SMPPS_KEY', { CHAPPE_SMPPS_KEY: join(folder, 'none.pem'), CHAPPE_SMPPS_CERT: cert }],
    ['CHAPPE_SMPPS_CERT', { CHAPPE_SMPPS_KEY: key }],
    ['CHAPPE_SMPPS_PORT', { CHAPPE_SMPPS_PORT: 'on' }],
    ['do not go together', { CHAPPE_SMPPS_KEY: file('other.pem', OTHER_KEY), CHAPPE_SMPPS_CERT: cert }],
    ['CHAPPE_SMPP_OUTBIND', { CHAPPE_SMPP_OUTBIND: 'centre:pw@127.0.0.1' }],
    ['CHAPPE_SMPP_OUTBIND', { CHAPPE_SMPP_OUTBIND: 'centre:ninechars@127.0.0.1:2776' }],
    ['CHAPPE_SMPP_OUTBIND', { CHAPPE_SMPP_OUTBIND: 'centre:pw@127.0.0.1:0' }],
  ])('say what is wrong with %s', (what, environment) => {
    expect(mistakes(environment).join('\n')).toContain(what);
  });

  it('say all mistakes at once, with those of the other doors', () => {
    expect(
      mistakes({ PORT: 'x', SMPP_PORT: 'x', CHAPPE_SMPP_USERS: 'x', CHAPPE_SMPP_OUTBIND: 'x' }),
    ).toHaveLength(4);
  });
});
