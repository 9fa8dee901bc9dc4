import type { Submission } from '@chappe/sms';
import fc from 'fast-check';
import { concatenationReference, itemsOf, oursOf } from './items.js';

const submission: Submission = {
  messageId: '01J0',
  attempt: 1,
  to: '+33612345678',
  country: 'FR',
  from: 'Chappe',
  text: 'ab',
  encoding: 'GSM7',
  parts: [{ number: 1, text: 'ab' }],
  purpose: 'marketing',
  messageClass: null,
  priority: 'veryLow',
  validityMs: 1_000,
};

describe('the items of a message', () => {
  it('are one for each part, with our reference', () => {
    expect(itemsOf(submission, '36180')).toEqual([
      {
        ref: '01J0.1',
        from: 'Chappe',
        to: '+33612345678',
        ud: '6162',
        dataCoding: 0,
        validity: 1_000,
        priority: 0,
        purpose: 'marketing',
      },
    ]);
  });

  it('share a concatenation header when there are several', () => {
    const parts = [
      { number: 1, text: 'a' },
      { number: 2, text: 'b' },
    ];
    const reference = concatenationReference('01J0').toString(16).padStart(2, '0');
    expect(itemsOf({ ...submission, parts }, '36180')).toMatchObject([
      { ref: '01J0.1', ud: '61', udh: `050003${reference}0201` },
      { ref: '01J0.2', ud: '62', udh: `050003${reference}0202` },
    ]);
  });

  it.each([
    ['GSM7', null, 0x00],
    ['GSM7', 'flash', 0x10],
    ['GSM7', 'toolkit', 0x13],
    ['UCS2', null, 0x08],
    ['UCS2', 'flash', 0x18],
    ['UCS2', 'sim', 0x1a],
  ] as const)(
    'in %s of class %s have the data coding %i (3GPP TS 23.038 section 4)',
    (encoding, messageClass, dataCoding) => {
      expect(itemsOf({ ...submission, encoding, messageClass }, '36180')).toMatchObject([{ dataCoding }]);
    },
  );

  it('come from the carrier’s default sender where the message names none', () => {
    expect(itemsOf({ ...submission, from: null }, '36180')).toMatchObject([{ from: '36180' }]);
  });

  it('give our message and part back', () => {
    expect(oursOf('01J0.12')).toEqual({ messageId: '01J0', partNumber: 12 });
    const [anew] = itemsOf({ ...submission, sending: 2 }, '36180');
    expect(anew!.ref).not.toBe(itemsOf(submission, '36180')[0]!.ref);
    expect(oursOf(anew!.ref)).toEqual({ messageId: '01J0', partNumber: 1 });
    expect([oursOf('01J0'), oursOf(undefined), oursOf('.1')]).toEqual([undefined, undefined, undefined]);
  });

  it('keep their concatenation reference at every attempt, within one octet, spread evenly', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), id => {
        const reference = concatenationReference(id);
        return reference === concatenationReference(id) && reference >= 0 && reference <= 255;
      }),
    );
    const seen = new Set(Array.from({ length: 2_000 }, (_, i) => concatenationReference(`01J0${String(i)}`)));
    expect(seen.size).toBeGreaterThan(240);
  });
});
