import { callingCode, COUNTRIES, countryName, isCountry } from './index.js';

describe('countries', () => {
  it('have a name of their own in English and in French', () => {
    for (const country of COUNTRIES) {
      expect(countryName(country)).not.toBe(country);
      expect(countryName(country, 'fr')).not.toBe(country);
    }
    expect(countryName('DE', 'fr')).toBe('Allemagne');
  });

  it('tell the overseas territories from France', () => {
    expect([callingCode('FR'), callingCode('MQ'), callingCode('GP')]).toEqual(['33', '596', '590']);
    expect(COUNTRIES).toEqual(expect.arrayContaining(['FR', 'MQ', 'GP', 'GF', 'RE', 'YT']));
  });

  it('are known by their code in capitals', () => {
    expect(isCountry('FR')).toBe(true);
    expect(isCountry('fr')).toBe(false);
    expect(isCountry('ZZ')).toBe(false);
    expect(isCountry('toString')).toBe(false);
  });
});
