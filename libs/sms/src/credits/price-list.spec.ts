import { ASSETS, formatMicros } from '../kernel/index.js';
import { COUNTRIES } from '../phone-numbers/index.js';
import { PriceList } from './price-list.js';
import { defaultPrices, type PriceRow } from './price-list.data.js';

const price = (country: string, type: 'text' | 'voice', asset: (typeof ASSETS)[number]) =>
  formatMicros(PriceList.default().perPart(country, type, asset)?.micros ?? NaN);

describe('the price list', () => {
  it.each([
    ['FR', 'text', 'EUR', '0.0450'],
    ['MQ', 'text', 'EUR', '0.0715'],
    ['FR', 'text', 'CREDIT', '1.0000'],
    ['GB', 'text', 'CREDIT', '1.1000'],
    ['FR', 'voice', 'CREDIT', '1.4100'],
  ] as const)('asks for a part to %s, as %s, in %s: %s', (country, type, asset, amount) => {
    expect(price(country, type, asset)).toBe(amount);
  });

  it('serves more than 55 countries, in every asset, as text and as voice', () => {
    const list = PriceList.default();
    expect(list.countries().length).toBeGreaterThan(55);
    for (const country of list.countries()) {
      expect(COUNTRIES).toContain(country);
      for (const asset of ASSETS) {
        const text = list.perPart(country, 'text', asset)!;
        const voice = list.perPart(country, 'voice', asset)!;
        expect(text.asset).toBe(asset);
        expect(text.micros).toBeGreaterThan(0);
        expect(voice.micros).toBeGreaterThan(text.micros);
      }
    }
  });

  it('has every French territory that has a numbering plan of its own', () => {
    expect(PriceList.default().countries()).toEqual(
      expect.arrayContaining(['GF', 'GP', 'MQ', 'NC', 'PF', 'PM', 'RE', 'WF', 'YT']),
    );
  });

  it('has no price for a country that is not on it', () => {
    expect(PriceList.default().perPart('KP', 'text', 'EUR')).toBeUndefined();
    expect(PriceList.of([]).perPart('FR', 'text', 'EUR')).toBeUndefined();
  });

  it('has prices of networks beside the country’s, and tells apart 01 and 001', () => {
    const row = (network: string, text: string): PriceRow => [
      ...(['FR', text, '1', '1', '1', '1', '1', '1', '1', network] as const),
    ];
    const list = PriceList.of([...defaultPrices, row('20801', '0.06'), row('208001', '0.03')]);
    const inNetwork = (network: string) => list.inNetwork('FR', network, 'text', 'EUR')?.micros;
    expect(['20801', '208001', '20810'].map(inNetwork)).toEqual([60_000, 30_000, undefined]);
    expect(list.perPart('FR', 'text', 'EUR')?.micros).toBe(45_000);
    expect([list.differsByNetwork('FR', 'voice', 'USD'), list.differsByNetwork('DE', 'text', 'EUR')]).toEqual(
      [true, false],
    );
    expect(list.countries()).toEqual(PriceList.default().countries());
    expect([list.hasNetworks, PriceList.default().hasNetworks]).toEqual([true, false]);
  });

  it('is not made of networks that are none, are there twice, or have no country beside them', () => {
    const orange: PriceRow = ['FR', '1', '1', '1', '1', '1', '1', '1', '1', '20801'];
    expect(() => PriceList.of([...defaultPrices, [...orange.slice(0, 9), '208-01'] as never])).toThrow(
      '"208-01" of FR is no network',
    );
    expect(() => PriceList.of([...defaultPrices, orange, orange])).toThrow(
      'FR 20801 text EUR is there twice',
    );
    expect(() => PriceList.of([orange])).toThrow('prices of networks and none of the country');
  });

  it('is not made of what is no price', () => {
    const france = defaultPrices.find(([country]) => country === 'FR')!;
    expect(() => PriceList.of([france, france])).toThrow('FR text EUR is there twice');
    expect(() => PriceList.of([['ZZ', '1', '1', '1', '1', '1', '1', '1', '1']])).toThrow(
      '"ZZ" is no country',
    );
    expect(() => PriceList.of([['FR', '0,045', '1', '1', '1', '1', '1', '1', '1']])).toThrow('no decimal');
    expect(() => PriceList.of([['FR', '-1', '1', '1', '1', '1', '1', '1', '1']])).toThrow(
      'less than nothing',
    );
  });
});
