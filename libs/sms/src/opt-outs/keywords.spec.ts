import fc from 'fast-check';
import { keywordOf, START_WORDS, STOP_WORDS } from './keywords.js';

describe('a word that asks to be left alone, or to come back', () => {
  it.each(['STOP', 'stop', ' Stop. ', 'STOP!!!', '"stop"', 'S T O P', 'Ｓｔｏｐ', 'stop all', 'Stop 🙏'])(
    'is understood in %j',
    text => {
      expect(keywordOf(text)).toBe('stop');
    },
  );

  it.each(['ARRET', 'arrêt', 'Arrêter', 'désabo', 'unsubscribe', 'opt-out', 'END', 'Abmelden', 'BAJA', 'td'])(
    'is understood in other tongues: %j',
    text => {
      expect(keywordOf(text)).toBe('stop');
    },
  );

  it.each(['STOP au 36180', 'STOP 36111', 'stop AU 36 034.'])(
    'is understood as the copied mention %j',
    text => {
      expect(keywordOf(text)).toBe('stop');
    },
  );

  it.each(['START', 'Réabo', 'reabo ', 'unstop', 'opt in'])('brings back: %j', text => {
    expect(keywordOf(text)).toBe('start');
  });

  it.each([
    '',
    '...',
    'Please stop it, and call me',
    'STOP or not?',
    'nonstop',
    'The end',
    'Yes',
    'Oui',
    'STOP 06 12 34 56 78',
    'restart',
    `STOP${' '.repeat(160)}`,
  ])('is not found in %j, which says something else', text => {
    expect(keywordOf(text)).toBeUndefined();
  });

  it('survives any case, and any signs around and within it', () => {
    const signs = fc.stringMatching(/^[ \t\n.,;:!?"'()-]{0,5}$/);
    fc.assert(
      fc.property(fc.constantFrom(...STOP_WORDS, ...START_WORDS), signs, signs, (word, before, after) => {
        const said = `${before}${word.toLowerCase()}${after}`;
        expect(keywordOf(said)).toBe(STOP_WORDS.includes(word) ? 'stop' : 'start');
      }),
    );
  });

  it('never means both', () => {
    expect(START_WORDS.filter(word => STOP_WORDS.includes(word))).toEqual([]);
  });
});
