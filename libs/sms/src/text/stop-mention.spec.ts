import fc from 'fast-check';
import { hasStopMention, segment, stopMention, withStopMention } from './index.js';

describe('the STOP mention', () => {
  it('ends a marketing text, after a blank or a line break', () => {
    expect(withStopMention('Soldes !', '36180')).toBe('Soldes ! STOP au 36180');
    expect(withStopMention('Soldes ! \n', '36180', { separator: '\n' })).toBe('Soldes !\nSTOP au 36180');
  });

  it('counts in the length: a text that just fitted takes a second part', () => {
    const text = 'a'.repeat(160);
    expect(segment(text)).toMatchObject({ parts: [{ units: 160 }] });
    expect(segment(withStopMention(text, '36180'))).toMatchObject({ units: 174, parts: { length: 2 } });
  });

  it('is not put twice', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), fc.constantFrom(' ', '\n'), (text, separator) => {
        const once = withStopMention(text, '36180', { separator });
        expect(hasStopMention(once, '36180')).toBe(true);
        expect(withStopMention(once, '36180', { separator })).toBe(once);
      }),
    );
  });

  it.each(['Soldes, Stop au 36180', 'STOP 36180 pour ne plus rien recevoir', 'Fin.\nstop au 36180.'])(
    'is seen in the writer’s own words: %j',
    text => expect(withStopMention(text, '36180')).toBe(text),
  );

  it.each(['Soldes.STOP au 36180', 'STOP au 361800', 'STOP au 36111', 'Stop !', 'NONSTOP 36180'])(
    'is put where carriers would not see one: %j',
    text => expect(withStopMention(text, '36180')).toBe(`${text} STOP au 36180`),
  );

  it.each(['', '36', 'abc', '36180; DROP', '.*'])('needs a short code, not %j', shortCode => {
    expect(() => stopMention(shortCode)).toThrow(/3 to 8 digits/);
    expect(() => hasStopMention('a', shortCode)).toThrow(/3 to 8 digits/);
  });
});
