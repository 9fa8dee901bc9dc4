import { SettingsError, optionsFromEnvironment } from './simulator.options.js';

describe('the settings of the environment', () => {
  it('are read, and left to the defaults where they are not set', () => {
    expect(optionsFromEnvironment({})).toEqual({});
    expect(
      optionsFromEnvironment({
        PORT: '0',
        HOST: '0.0.0.0',
        CHAPPE_SEED: '42',
        CHAPPE_CLOCK_MODE: 'manual',
        CHAPPE_CLOCK_SPEED: '60',
        CHAPPE_START_AT: '2026-01-01T00:00:00Z',
        CHAPPE_ALLOWED_HOSTS: 'simulator, chappe.test',
        CHAPPE_RECEIPT_HOSTS: 'host.docker.internal',
      }),
    ).toEqual({
      port: 0,
      host: '0.0.0.0',
      seed: 42,
      clockMode: 'manual',
      speed: 60,
      startAt: Date.UTC(2026, 0, 1),
      allowedHosts: ['simulator', 'chappe.test'],
      receiptHosts: ['host.docker.internal'],
    });
  });

  it('tell every mistake at once: the setting, its value, what was expected', () => {
    const wrong = {
      PORT: '65536',
      HOST: 'a b',
      CHAPPE_SEED: '-1',
      CHAPPE_CLOCK_MODE: 'fast',
      CHAPPE_CLOCK_SPEED: '0',
      CHAPPE_START_AT: 'now',
      CHAPPE_ALLOWED_HOSTS: 'a,,b',
      CHAPPE_RECEIPT_HOSTS: '*',
    };
    const read = () => optionsFromEnvironment(wrong);
    expect(read).toThrow(SettingsError);
    for (const [name, value] of Object.entries(wrong))
      expect(read).toThrow(`${name} is "${value}"; it must be`);
  });
});
