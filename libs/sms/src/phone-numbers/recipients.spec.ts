import { MAX_RECIPIENTS, splitRecipients } from './index.js';

describe('a list of recipients', () => {
  it('is split at semicolons, commas and line breaks, and trimmed', () => {
    expect(splitRecipients(' 06 12 12 15 15;+32470123456,\r\n0696123456 ;; ')).toEqual({
      ok: true,
      recipients: ['06 12 12 15 15', '+32470123456', '0696123456'],
    });
  });

  it('may be empty', () => expect(splitRecipients(' ; , ')).toEqual({ ok: true, recipients: [] }));

  it('holds no more than its limit', () => {
    expect(splitRecipients('1;2', { limit: 2 })).toMatchObject({ ok: true });
    expect(splitRecipients('1;2;3', { limit: 2 })).toEqual({
      ok: false,
      reason: 'TOO_MANY_RECIPIENTS',
      limit: 2,
    });
  });

  it('holds a thousand by default', () => {
    expect(splitRecipients('1;'.repeat(MAX_RECIPIENTS))).toMatchObject({ ok: true });
    expect(splitRecipients('1;'.repeat(MAX_RECIPIENTS + 1))).toMatchObject({ ok: false, limit: 1000 });
  });
});
