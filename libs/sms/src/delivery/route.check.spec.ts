import { routeMistakes } from './route.check.js';

describe('A route that a host gives', () => {
  it('is taken as it is when it makes sense', () => {
    const route = {
      carrier: 'orange',
      countries: ['FR', 'GB'],
      prefixes: ['+336'],
      networks: ['20801', '208001'],
      price: { asset: 'EUR', minMicros: 10, maxMicros: 10 },
    };
    expect(routeMistakes([route, { carrier: 'all' }], 'routes')).toEqual([]);
  });

  // Each of these would never take a message, and nobody would know why.
  it.each<[string, object, RegExp]>([
    ['a country that is none', { countries: ['FR', 'UK'] }, /countries.*UK.*countries, such as FR/],
    ['a network that is none', { networks: ['208-01'] }, /networks.*208-01.*such as 20801/],
    ['a network as a number', { networks: [20801] }, /networks.*20801.*such as 20801/],
    [
      'a price that nothing can have',
      { price: { asset: 'EUR', minMicros: 2, maxMicros: 1 } },
      /price.*minMicros/,
    ],
    ['a word that means nothing in a price', { price: { asset: 'EUR', maxMicro: 1 } }, /price.*maxMicro\b/],
    ['an asset that is none', { price: { asset: 'EURO' } }, /price.*EURO/],
    ['a number that begins with nothing', { prefixes: ['336'] }, /prefixes.*336/],
  ])('must not have %s', (_, fields, words) => {
    const mistakes = routeMistakes([{ carrier: 'orange', ...fields }], 'routes');
    expect(mistakes).toEqual([expect.stringMatching(words)]);
  });

  it('is told all that is wrong, with those of its neighbours', () => {
    const mistakes = routeMistakes(
      [
        { carier: 'x', countries: ['uk'] },
        { carrier: 'y', rank: 0.5 },
      ],
      'routes',
    );
    expect(mistakes).toHaveLength(4);
  });
});
