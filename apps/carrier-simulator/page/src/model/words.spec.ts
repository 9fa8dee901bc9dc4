import type { PhoneSummary, WaitingMessage } from '../../../src/page/page.wire.js';
import { reasonWords, routeOf, titleOf, toneOf } from './entry-words.js';
import { nextStep, nextStepWords, oddities } from './phone-words.js';

const entry = { seq: 1, at: 0, kind: 'message.delivered' };

describe('an entry in words', () => {
  it('says what happened, and the state that a receipt tells', () => {
    expect(titleOf(entry)).toBe('Delivered');
    expect(titleOf({ ...entry, kind: 'receipt.offered', state: 'EXPIRED' })).toBe('Receipt offered: EXPIRED');
    expect(titleOf({ ...entry, kind: 'something.new' })).toBe('something.new');
  });

  it('is good, bad, or to be waited for', () => {
    expect(toneOf(entry)).toBe('good');
    expect(toneOf({ ...entry, kind: 'message.expired' })).toBe('bad');
    expect(toneOf({ ...entry, kind: 'receipt.offered', state: 'ENROUTE' })).toBe('wait');
    expect(toneOf({ ...entry, kind: 'receipt.acknowledged', state: 'UNDELIV' })).toBe('bad');
    expect(toneOf({ ...entry, kind: 'constructor' })).toBe('plain');
  });

  it('says from whom to whom, where it is about anybody', () => {
    expect(routeOf({ ...entry, from: '36180', msisdn: '+336' })).toBe('36180 → +336');
    expect(routeOf({ ...entry, kind: 'inbound.sent', from: '+336', to: '36180', msisdn: '+336' })).toBe(
      '+336 → 36180',
    );
    expect(routeOf({ ...entry, kind: 'phone.read', msisdn: '+336' })).toBe('+336');
    expect(routeOf({ ...entry, kind: 'link.connected', clientId: 'shop' })).toBe('shop');
    expect(routeOf({ ...entry, kind: 'world.reset' })).toBe('');
  });

  it('explains a reason, or at least makes it readable', () => {
    const reasons = { spam: { text: 'The text met the spam filter.', isPermanent: true } };
    expect(reasonWords('spam', reasons)).toBe('The text met the spam filter.');
    expect(reasonWords('queue_full', reasons)).toBe('queue full');
    expect(reasonWords('toString', reasons)).toBe('toString');
    expect(reasonWords(undefined, reasons)).toBe('');
  });
});

describe('what happens next to a message', () => {
  const message: WaitingMessage = {
    id: '1',
    ref: null,
    from: '36180',
    to: '+336',
    text: '',
    parts: 1,
    state: 'ENROUTE',
    reason: null,
    attempts: 2,
    submittedAt: 0,
    scheduledAt: null,
    nextAttemptAt: 60_000,
    expiresAt: 100_000,
  };

  it('is its next attempt, its date, or its end', () => {
    expect(nextStep(message, 0)).toEqual({ what: 'attempt 3', at: 60_000 });
    expect(nextStep({ ...message, attempts: 0 }, 0)).toEqual({ what: 'first attempt', at: 60_000 });
    expect(nextStep({ ...message, nextAttemptAt: null }, 0)).toEqual({ what: 'expires', at: 100_000 });
    expect(nextStep({ ...message, attempts: 0, scheduledAt: 50_000, nextAttemptAt: 50_001 }, 0)).toEqual({
      what: 'leaves as scheduled',
      at: 50_001,
    });
  });

  it('is told with its date and how far that is', () => {
    expect(nextStepWords(message, 0)).toBe('Attempt 3 at 00:01:00, in 1 min');
    expect(nextStepWords(message, 60_000)).toBe('Attempt 3 at 00:01:00');
  });
});

describe('a phone', () => {
  const phone: PhoneSummary = {
    msisdn: '+336',
    seq: 1,
    at: 0,
    state: 'reachable',
    operator: null,
    dnd: null,
    portedTo: null,
    unread: 0,
    last: null,
  };

  it('has nothing odd about it, or says what', () => {
    expect(oddities(phone)).toEqual([]);
    const odd = oddities({ ...phone, state: 'off', dnd: 'marketing', portedTo: 'fr-1' });
    expect(odd.map(({ words }) => words)).toEqual(['Switched off', 'No marketing', 'Ported']);
  });
});
