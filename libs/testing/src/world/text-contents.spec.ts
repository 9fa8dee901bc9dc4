import fc from 'fast-check';
import { codeOf, linksOf } from './text-contents.js';

describe('the one-time code in a text', () => {
  it.each([
    ['Your code is 482913', '482913'],
    ['482 913 is your code. It is good until 18:30.', '482913'],
    ['G-482913 is your verification code', '482913'],
    ['Votre mot de passe : 4711. Ne le donnez à personne.', '4711'],
    ['Order 20260304 is ready. Your PIN for the locker is 8261.', '8261'],
    ['Pay 1499.00 EUR with code 123-456', '123456'],
    ['Your code for example.com is here.\n\n@example.com #AB12-34', 'AB12-34'],
    ['Confirm at https://example.com/c/123456', undefined],
    ['OTP:482913', '482913'],
    ['Call +33612345678 before 12:30', undefined],
    ['Call 0612345678 now', undefined],
    ['See you in 2026', undefined],
    ['Reply STOP to 36180', undefined],
    ['Your balance is 4500 points', undefined],
    ['STOP 36180', undefined],
    ['482913', '482913'],
    ['Hello', undefined],
  ])('%j', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('is found whatever four to ten digits it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 9_999_999_999 }).map(String), code => {
        expect(codeOf(`Your code is ${code}.`)).toBe(code);
        expect(codeOf(`${code} is your code`)).toBe(code);
      }),
    );
  });
});

describe('the links in a text', () => {
  it.each([
    ['Confirm: https://example.com/c/1.', ['https://example.com/c/1']],
    [
      '(https://example.com/a) or http://example.org/b?x=1&y=2, please!',
      ['https://example.com/a', 'http://example.org/b?x=1&y=2'],
    ],
    [
      'See https://en.wikipedia.org/wiki/Chappe_(surname).',
      ['https://en.wikipedia.org/wiki/Chappe_(surname)'],
    ],
    ['Nothing here', []],
  ])('%j', (text, links) => {
    expect(linksOf(text)).toEqual(links);
  });
});
