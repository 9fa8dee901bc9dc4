import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carriersOf } from './carriers.js';
import { readSettings } from './settings.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'host-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const URLS = 'smpp://chappe:secret@smsc.example,http://127.0.0.1:4000';
/** The carriers of a host that is given this file. */
const carriersWith = (content: string) => {
  const path = join(folder, 'carriers.json');
  writeFileSync(path, content);
  return carriersOf(readSettings({ CHAPPE_CARRIER_URL: URLS, CHAPPE_CARRIER_OPTIONS: path }));
};

describe('the carriers of the host', () => {
  it('are those at the URLs, without any file', () => {
    expect(carriersOf(readSettings({ CHAPPE_CARRIER_URL: URLS }))).toHaveLength(2);
  });

  it('are set by a file: error maps, dialect, whatever smppCarrier takes', () => {
    const options = {
      dialect: 'vonage',
      window: 50,
      longMessages: 'udh16',
      errorMap: { '0x400': { as: 'throttled', retryAfterMs: 300_000 } },
      receiptErrorMap: { '1107': 'do_not_disturb', ACCEPTD: { state: 'delivered' } },
    };
    expect(carriersWith(JSON.stringify({ 'carrier-1': options }))).toHaveLength(2);
  });

  it('say at once what is wrong with any of them: key, value, expectation; never the password', () => {
    const wrong = {
      'carrier-1': {
        dialect: 'klingon',
        errorMap: { zero: { as: 'session' }, '0x400': { as: 'maybe' } },
        receiptErrorMap: { 27: 'asleep' },
        windows: 3,
        url: 'smpp://other@elsewhere',
      },
      'carrier-2': {},
      'carrier-7': {},
    };
    const reading = () => carriersWith(JSON.stringify(wrong));
    for (const told of [
      'carrier-1: dialect is "klingon"; it must be one of map,',
      'carrier-1: errorMap["zero"] is {"as":"session"}: its key must be a command_status',
      'carrier-1: errorMap["0x400"] is {"as":"maybe"}: "as" must be throttled, rejected or session.',
      'carrier-1: receiptErrorMap["27"] is "asleep": it must be a key of the catalogue of reasons',
      'carrier-1: windows is not an option',
      'carrier-2: its options are for SMPP, and its URL is http://127.0.0.1:4000.',
      'carrier-7 is no carrier; by CHAPPE_CARRIER_URL there are carrier-1 to carrier-2.',
      'carrier-1: url cannot be set there; it follows from CHAPPE_CARRIER_URL.',
      'Correct the file CHAPPE_CARRIER_OPTIONS or CHAPPE_CARRIER_URL.',
    ])
      expect(reading).toThrow(told);
    expect(reading).not.toThrow('secret');
  });

  it('name the totals where those are wrong', () => {
    const settings = readSettings({
      CHAPPE_CARRIER_URL: URLS,
      CHAPPE_SMPP_TOTAL_BINDS: '8',
      CHAPPE_SMPP_TOTAL_RATE: '4',
    });
    expect(() => carriersOf(settings)).toThrow(
      /carrier-1: totalRatePerSecond is 4;.*\nCorrect CHAPPE_CARRIER_URL or CHAPPE_SMPP_TOTAL_BINDS or CHAPPE_SMPP_TOTAL_RATE\./,
    );
  });

  it.each(['{', '[]', '"x"', '{ "carrier-1": 3 }'])('need a file of the right shape: %s is none', content => {
    expect(() => carriersWith(content)).toThrow(
      /CHAPPE_CARRIER_OPTIONS is ".*carriers.json"; it must be a file of JSON, .* \(.+\)\./,
    );
  });
});
