import { readSettings } from './settings.js';

describe('the settings of the host', () => {
  it('have a default each, so that the host starts without any', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: 'sqlite:.data/chappe.db',
      carrierUrls: ['http://127.0.0.1:4000'],
      totalBinds: null,
      totalRatePerSecond: null,
      carrierOptions: {},
      carrierOptionsPath: '',
      clock: 'system',
      simulatorUrl: 'http://127.0.0.1:4000',
      demo: true,
      demoToken: undefined,
      demoCreditMicros: 100_000_000,
      adminToken: undefined,
    });
  });

  it('open no demo account on a server that others may use, unless they are told to', () => {
    const DATABASE_URL = 'postgresql://db/x';
    expect(readSettings({ DATABASE_URL }).demo).toBe(false);
    expect(readSettings({ DATABASE_URL, CHAPPE_DEMO: 'on' }).demo).toBe(true);
    expect(readSettings({ DATABASE_URL, CHAPPE_DEMO_TOKEN: 'chp_demo_token_4711' }).demo).toBe(true);
  });

  it('take several carriers', () => {
    const { carrierUrls } = readSettings({ CHAPPE_CARRIER_URL: 'http://one:4000, https://two/' });
    expect(carrierUrls).toEqual(['http://one:4000', 'https://two']);
  });

  it('take limits that hold for all hosts together', () => {
    const { totalBinds, totalRatePerSecond } = readSettings({
      CHAPPE_SMPP_TOTAL_BINDS: '4',
      CHAPPE_SMPP_TOTAL_RATE: '100',
    });
    expect([totalBinds, totalRatePerSecond]).toEqual([4, 100]);
  });

  it('never tell a password, not even of a URL that is wrong', () => {
    const reading = () =>
      readSettings({ DATABASE_URL: 'mysql://root:secret@db/x', CHAPPE_CARRIER_URL: 'http://a:secret@' });
    expect(reading).toThrow('mysql://root:***@db/x');
    expect(reading).not.toThrow('secret');
  });

  it.each(['smpp://127.0.0.1:2775', 'smpp://id:pw@host/path', 'smpp://id:pw@', 'http:'])(
    'take no %s for a carrier',
    url => {
      const reading = () => readSettings({ CHAPPE_CARRIER_URL: `http://127.0.0.1:4000,${url}` });
      expect(reading).toThrow('it must be http://…, https://…, smpp://systemId:password@host:port');
    },
  );

  it('never tell a token, not even one that is wrong', () => {
    const reading = () => readSettings({ CHAPPE_ADMIN_TOKEN: 'too-short', CHAPPE_DEMO_TOKEN: 'tiny' });
    expect(reading).toThrow('CHAPPE_ADMIN_TOKEN has 9 characters; it must be 24 to 200 visible ASCII');
    expect(reading).toThrow('CHAPPE_DEMO_TOKEN has 4 characters; it must be 16 to 200 visible ASCII');
    expect(reading).not.toThrow(/too-short|tiny/);
  });

  it('are refused all at once, each with its value and what was expected', () => {
    const wrong = {
      PORT: '70000',
      DATABASE_URL: 'mysql://x',
      CHAPPE_CARRIER_URL: 'ftp://x',
      CHAPPE_SMPP_TOTAL_BINDS: '0',
      CHAPPE_SMPP_TOTAL_RATE: 'fast',
      CHAPPE_CARRIER_OPTIONS: '/nowhere/carriers.json',
      CHAPPE_CLOCK: 'sundial',
      CHAPPE_SIMULATOR_URL: 'nowhere',
      CHAPPE_DEMO: 'maybe',
      CHAPPE_DEMO_CREDIT: '-5',
    };
    const reading = () => readSettings(wrong);
    for (const [name, value] of Object.entries(wrong))
      expect(reading).toThrow(`${name} is "${value}"; it must be`);
  });
});
