import { cutUcs2, standsAlone } from './clusters.js';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

describe('code units that stand alone', () => {
  it('never join with each other, as the segmenter confirms for all of them', () => {
    const joining: string[] = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      const sign = String.fromCharCode(unit);
      if (!standsAlone(unit) || sign === '\r') continue;
      if ([...graphemes.segment(`a${sign}${sign}a`)].length !== 4) joining.push(unit.toString(16));
    }
    expect(joining).toEqual([]);
  });

  it.each(['\u0301', '\u200d', '\ufe0f', '\ud83d', '\ude00', '\u0600', '\u3099', '각', '☺', 'न'])(
    'are not those that may join: %j',
    sign => expect(standsAlone(sign.charCodeAt(0))).toBe(false),
  );
});

describe('a cut', () => {
  it('may fall between CR and LF', () => {
    expect(cutUcs2('aa\r\nb', 3)).toEqual(['aa\r', '\nb']);
  });

  it('falls before a cluster, and inside one only where it is longer than a part', () => {
    expect(cutUcs2('aa👍🏽', 5)).toEqual(['aa', '👍🏽']);
    expect(cutUcs2('👍🏽', 3)).toEqual(['👍', '🏽']);
  });
});
