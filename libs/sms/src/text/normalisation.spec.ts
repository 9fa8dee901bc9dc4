import { explainTextRefusal, LONGEST_TEXT, normaliseText, segment } from './index.js';

describe('a text before it is sent', () => {
  it('is composed, so that a decomposed accent does not take it to UCS2', () => {
    const normalised = normaliseText('caf' + 'e\u0301');
    expect(normalised).toEqual({ ok: true, text: 'café' });
    expect(segment('café')).toMatchObject({ encoding: 'GSM7' });
  });

  it('keeps blanks, line breaks and emoji as they are', () => {
    expect(normaliseText(' a\r\n👨‍👩‍👧 ')).toEqual({ ok: true, text: ' a\r\n👨‍👩‍👧 ' });
  });

  it.each([
    ['EMPTY', '', undefined],
    ['EMPTY', ' \n\u00a0', undefined],
    ['NUL', 'a\0b', 1],
    ['LONE_SURROGATE', 'a\ud83d', 1],
    ['LONE_SURROGATE', '😀\ude00', 2],
    ['TOO_LONG', 'a'.repeat(LONGEST_TEXT + 1), undefined],
    ['TOO_LONG', 'e\u0301'.repeat(4 * LONGEST_TEXT), undefined],
  ])('is refused for %s', (reason, text, index) => {
    const outcome = normaliseText(text);
    expect(outcome).toEqual({ ok: false, reason, ...(index !== undefined && { index }) });
    if (!outcome.ok) expect(explainTextRefusal(outcome)).toMatch(/\.$/);
  });

  it('is measured composed', () => {
    expect(normaliseText('e\u0301'.repeat(LONGEST_TEXT))).toMatchObject({ ok: true });
  });
});

describe('explaining a refusal to cut', () => {
  const explain = (text: string, options: Parameters<typeof segment>[1]): string => {
    const outcome = segment(text, options);
    return outcome.ok ? '' : explainTextRefusal(outcome);
  };

  it('names the characters, and counts those it does not name', () => {
    expect(explain('ça', { encoding: 'gsm7' })).toContain('lacks ç (U+00E7).');
    expect(explain('êâîôûëï', { encoding: 'gsm7' })).toContain('and 2 more');
  });

  it('says how many parts it would take', () => {
    expect(explain('a'.repeat(400), { maxParts: 2 })).toContain('takes 3 parts, and 2 at most');
  });
});
