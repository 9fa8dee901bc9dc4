import { SmppCarrier } from '@chappe/carrier-smpp';
import { ManualClock, SeededRandom } from '@chappe/sms';
import { jest } from '@jest/globals';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CarrierOptionsFile } from './carrier-options.file.js';
import { readSettings } from './settings.js';

const URL = 'smpp://chappe:secret@smsc.example';
const MAP = { '0x400': { as: 'throttled', retryAfterMs: 300_000 } };
const OTHER_MAP = { '0x400': { as: 'rejected', reason: 'insufficient_credit' } };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'));
  path = join(folder, 'carriers.json');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const write = (options: unknown) => writeFileSync(path, JSON.stringify(options));

/** A host that was started with these options for its one carrier, and what that carrier was told since. */
function started(options: object) {
  write({ 'carrier-1': options });
  const settings = readSettings({ CHAPPE_CARRIER_URL: URL, CHAPPE_CARRIER_OPTIONS: path });
  const carrier = new SmppCarrier({ name: 'carrier-1', url: URL }, new ManualClock(0), new SeededRandom(1));
  const taken = jest.spyOn(carrier, 'useErrorMaps');
  return { file: new CarrierOptionsFile(settings, [carrier]), taken };
}

describe('the file of carrier options, changed while the host runs', () => {
  it('brings other error maps', () => {
    const { file, taken } = started({ errorMap: MAP });
    write({ 'carrier-1': { errorMap: OTHER_MAP, receiptErrorMap: { 1107: 'do_not_disturb' } } });
    expect(file.reread()).toEqual(['carrier-1: errorMap and receiptErrorMap taken into use.']);
    expect(taken.mock.calls).toEqual([
      [{ errorMap: OTHER_MAP, receiptErrorMap: { 1107: 'do_not_disturb' } }],
    ]);
    expect(file.reread()).toEqual([]);
    expect(taken).toHaveBeenCalledTimes(1);
  });

  it('takes a map away that it no longer has', () => {
    const { file, taken } = started({ errorMap: MAP });
    write({});
    expect(file.reread()).toEqual(['carrier-1: errorMap taken into use.']);
    expect(taken).toHaveBeenCalledWith({ errorMap: {} });
  });

  it('names all that waits for a restart, as long as it does', () => {
    const { file, taken } = started({ window: 10, dialect: 'vonage' });
    write({ 'carrier-1': { window: 20, dialect: 'sinch', errorMap: MAP } });
    const waits = 'carrier-1: window, dialect changed, and will count after a restart.';
    expect(file.reread()).toEqual(['carrier-1: errorMap taken into use.', waits]);
    expect(file.reread()).toEqual([waits]);
    write({ 'carrier-1': { window: 10, dialect: 'vonage', errorMap: MAP } });
    expect(file.reread()).toEqual([]);
    expect(taken).toHaveBeenCalledTimes(1);
  });

  it('changes nothing where it is wrong: every mistake is named, and the maps in use stay', () => {
    const { file, taken } = started({ errorMap: MAP });
    write({ 'carrier-1': { errorMap: { zero: {}, '0x1': { as: 'maybe' } } }, 'carrier-7': {} });
    expect(file.reread()).toEqual([
      `${path} has changed, and what was in use stays:`,
      expect.stringContaining('carrier-1: errorMap["zero"]'),
      expect.stringContaining('carrier-1: errorMap["0x1"]'),
      expect.stringContaining('carrier-7 is no carrier'),
    ]);
    writeFileSync(path, '{ "carrier-1": ');
    expect(file.reread()).toHaveLength(2);
    rmSync(path);
    expect(file.reread()).toHaveLength(2);
    write({ 'carrier-1': { errorMap: MAP } });
    expect(file.reread()).toEqual([]);
    expect(taken).not.toHaveBeenCalled();
  });

  it('is noticed, also when another file is renamed over it, and told once, until the host stops', () => {
    jest.useFakeTimers();
    const { file, taken } = started({ errorMap: MAP });
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    file.onApplicationBootstrap();
    jest.advanceTimersByTime(10_000);
    expect(print).not.toHaveBeenCalled();
    const beside = join(folder, 'new.json');
    writeFileSync(beside, JSON.stringify({ 'carrier-1': { errorMap: OTHER_MAP, window: 3 } }));
    renameSync(beside, path);
    jest.advanceTimersByTime(10_000);
    expect(print.mock.calls.flat()).toEqual([
      'carrier-1: errorMap taken into use.',
      'carrier-1: window changed, and will count after a restart.',
    ]);
    expect(taken).toHaveBeenCalledWith({ errorMap: OTHER_MAP });
    file.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
