import { DIALECTS, type DialectName } from './dialects.js';
import { resolveOptions } from './resolve.js';
import { SMPP_CARRIER_DEFAULTS } from './options.js';
import type { SmppCarrierOptions } from './options.js';
import { parseSmppUrl } from './smpp-url.js';

const good = { name: 'orange', url: 'smpp://chappe:secret@smsc.example' };
const mistakesOf = (options: Record<string, unknown>): string => {
  try {
    resolveOptions({ ...good, ...options } as unknown as SmppCarrierOptions);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the address of a carrier', () => {
  it.each([
    ['smpp://id:pw@host', { host: 'host', port: 2775, tls: false, systemId: 'id', password: 'pw' }],
    ['smpps://id:pw@host', { port: 3550, tls: true }],
    ['smpp://id:pw@10.0.0.1:9000/', { host: '10.0.0.1', port: 9000 }],
    ['smpp://id:pw@[::1]:2776', { host: '::1', port: 2776 }],
    ['smpp://a%40b:p%3Aw%2F@host', { systemId: 'a@b', password: 'p:w/' }],
    ['smpp://id@host', { systemId: 'id', password: '' }],
  ])('%s is read', (url, expected) => expect(parseSmppUrl(url)).toMatchObject(expected));

  it.each([
    '',
    'host:2775',
    'http://id:pw@host',
    'smpp://host',
    'smpp://id:pw@',
    'smpp://id:pw@host/x',
    'smpp://id:pw@host?a=1',
    'smpp://i%zz:pw@host',
  ])('%s is not one', url => expect(parseSmppUrl(url)).toBeUndefined());
});

describe('the options of a carrier', () => {
  it('have a default each, and the defaults hold', () => {
    const resolved = resolveOptions(good);
    expect(resolved).toMatchObject({ ...SMPP_CARRIER_DEFAULTS, name: 'orange' });
    expect(resolveOptions({ ...good, ...SMPP_CARRIER_DEFAULTS })).toEqual(resolved);
  });

  it('are completed inside groups', () => {
    const { addresses, messageIds, priorities } = resolveOptions({
      ...good,
      addresses: { shortCode: { ton: 0, npi: 0 } },
      messageIds: { answer: 'hex' },
      priorities: { high: 3 },
    });
    expect(addresses).toEqual({ ...SMPP_CARRIER_DEFAULTS.addresses, shortCode: { ton: 0, npi: 0 } });
    expect(messageIds).toEqual({ answer: 'hex', tlv: 'folded', text: 'folded' });
    expect(priorities).toEqual({ ...SMPP_CARRIER_DEFAULTS.priorities, high: 3 });
  });

  it('are those of the dialect where they are not given', () => {
    const { errorTable, messageIds, receiptErrorMap } = resolveOptions({
      ...good,
      dialect: 'vonage',
      messageIds: { text: 'hex' },
    });
    expect([errorTable, messageIds, receiptErrorMap]).toEqual([
      'vonage',
      { answer: 'hex', tlv: 'hex', text: 'hex' },
      {},
    ]);
    const simulator = resolveOptions({
      ...good,
      dialect: 'simulator',
      receiptErrorMap: { 901: 'opted_out', X: 'unknown' },
    });
    expect(simulator.receiptErrorMap).toMatchObject({
      901: 'opted_out',
      903: 'content_rejected',
      X: 'unknown',
    });
    for (const dialect of Object.keys(DIALECTS) as DialectName[]) expect(mistakesOf({ dialect })).toBe('');
    expect(mistakesOf({ dialect: 'klingon' })).toContain(
      'dialect is "klingon"; it must be one of map, infobip,',
    );
  });

  it('tell every mistake at once, and never the password', () => {
    const told = mistakesOf({
      name: 'a b',
      url: 'smpp://id:a-password-far-too-long@host',
      window: 0,
      colour: 'red',
      longMessages: 'udh',
      addresses: { destination: { ton: 9, npi: 1 } },
      messageIds: { receipt: 'hex' },
      errorMap: { '0x400': { as: 'ignored' } },
      receiptErrorMap: { '12': 'no_such_reason' },
      reconnectMinMs: 5000,
      reconnectMaxMs: 1000,
    });
    for (const part of [
      'name is "a b"',
      'The password in url has 23 characters',
      'window is 0',
      'colour is not an option',
      'longMessages is "udh"',
      'addresses.destination.ton is 9; it must be a whole number from 0 to 7.',
      'messageIds.receipt is not an option; there are: answer, tlv, text.',
      'errorMap["0x400"]',
      'receiptErrorMap["12"]',
      'reconnectMinMs is 5000',
    ])
      expect(told).toContain(part);
    expect(told).not.toContain('a-password-far-too-long');
  });

  it.each([
    ['url', { url: 'http://x' }],
    ['binds', { binds: 65 }],
    ['ratePerSecond', { ratePerSecond: 0 }],
    ['defaultSender', { defaultSender: '' }],
    ['systemType', { systemType: 'é' }],
    ['serviceType', { serviceType: 'TOOLONG' }],
    ['priorities', { priorities: { high: 4 } }],
    ['registeredDelivery', { registeredDelivery: { receipt: 'success' } }],
    ['vendorTlvs', { vendorTlvs: [{ tag: 0x10000, value: 'x' }] }],
    ['readReceiptText', { readReceiptText: 'regexp' }],
    ['errorTable', { errorTable: 'nobody' }],
    ['rememberedParts', { rememberedParts: -1 }],
    ['errorMap', { errorMap: { '0': { as: 'session' } } }],
    ['errorMap', { errorMap: { x: { as: 'session' } } }],
    ['errorMap', { errorMap: { '8': { as: 'rejected', reason: 'nope' } } }],
    ['errorMap', { errorMap: { '8': { as: 'throttled', retryAfterMs: -1 } } }],
    ['errorMap', { errorMap: [] }],
    ['receiptErrorMap', { receiptErrorMap: { a: { state: 'lost' } } }],
    ['receiptErrorMap', { receiptErrorMap: { ' ': 'spam_suspected' } }],
  ])('refuse a wrong %s', (key, wrong) => expect(mistakesOf(wrong)).toContain(key));

  it('take a long password when told that the carrier does', () => {
    const url = 'smpp://id:twelve-chars@host';
    expect(mistakesOf({ url })).toContain('overlengthOctets');
    expect(resolveOptions({ ...good, url, overlengthOctets: 4 }).server.password).toBe('twelve-chars');
  });
});
