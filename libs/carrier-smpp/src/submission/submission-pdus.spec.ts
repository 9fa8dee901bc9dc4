import { decodePart, segment, type Submission } from '@chappe/sms';
import { encodePdu, parseEsmClass, segmentationOf } from '@chappe/smpp';
import fc from 'fast-check';
import { resolveOptions, type SmppCarrierOptions } from '../options/index.js';
import { submissionPdus } from './submission-pdus.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const options = (given: Partial<SmppCarrierOptions> = {}) =>
  resolveOptions({ name: 'test', url: 'smpp://id:pw@host', ...given });

function submission(text: string, given: Partial<Submission> = {}): Submission {
  const cut = segment(text);
  if (!cut.ok) throw new Error(cut.reason);
  return {
    messageId: 'msg_1',
    attempt: 1,
    to: '+33612345678',
    country: 'FR',
    from: 'CHAPPE',
    text,
    encoding: cut.encoding,
    parts: cut.parts.map((part, index) => ({ number: index + 1, text: part.text })),
    purpose: 'transactional',
    messageClass: null,
    priority: 'medium',
    validityMs: 48 * 3_600_000,
    ...given,
  };
}

function pdusOf(message: Submission, given: Partial<SmppCarrierOptions> = {}, concatenation = 0x1234) {
  const planned = submissionPdus(message, concatenation, NOW, options(given));
  if (!planned.ok) throw new Error(planned.rawCode);
  return planned.pdus;
}

describe('a message of one part', () => {
  it('is one submit_sm with everything the standard has a field for', () => {
    expect(pdusOf(submission('Bonjour'))).toEqual([
      {
        numbers: [1],
        body: {
          serviceType: '',
          sourceAddrTon: 5,
          sourceAddrNpi: 0,
          sourceAddr: 'CHAPPE',
          destAddrTon: 1,
          destAddrNpi: 1,
          destinationAddr: '33612345678',
          priorityFlag: 0,
          validityPeriod: '000002000000000R',
          registeredDelivery: 1,
          dataCoding: 0,
          shortMessage: Buffer.from('Bonjour'),
          tlvs: {},
          unknownTlvs: [],
        },
      },
    ]);
  });

  it.each(['udh8', 'udh16', 'sar', 'payload'] as const)(
    'goes alike however long ones go (%s)',
    longMessages =>
      expect(pdusOf(submission('Bonjour'), { longMessages })).toEqual(pdusOf(submission('Bonjour'))),
  );

  it('asks for receipts, priority, service and vendor parameters as the carrier is set', () => {
    const [pdu] = pdusOf(submission('x', { priority: 'high' }), {
      registeredDelivery: { receipt: 'failure', intermediate: true },
      priorities: { high: 3 },
      serviceType: 'CMT',
      vendorTlvs: [{ tag: 0x1400, value: '1101' }],
      validity: 'none',
    });
    expect(pdu?.body).toMatchObject({
      registeredDelivery: 0x12,
      priorityFlag: 3,
      serviceType: 'CMT',
      validityPeriod: '',
      unknownTlvs: [{ tag: 0x1400, value: Buffer.from('1101') }],
    });
  });

  it.each([
    [1_500, 'relative', '000000000002000R'],
    [0, 'relative', '000000000001000R'],
    [31 * 86_400_000, 'relative', '000031000000000R'],
    [32 * 86_400_000, 'relative', '260403090000000+'],
    [3_600_000, 'absolute', '260302100000000+'],
  ] as const)('with %d ms to live says so (%s)', (validityMs, validity, expected) =>
    expect(pdusOf(submission('x', { validityMs }), { validity })[0]?.body.validityPeriod).toBe(expected),
  );

  it.each([
    ['Bonjour', 'flash', 'general-group', 0x10, undefined],
    ['Bonjour', 'toolkit', 'general-group', 0x13, undefined],
    ['日本', 'phone', 'general-group', 0x19, undefined],
    ['Bonjour', 'sim', 'class-group', 0xf2, undefined],
    ['日本', 'sim', 'class-group', 0x1a, undefined],
    ['Bonjour', 'flash', 'subunit', 0, 1],
    ['日本', 'toolkit', 'subunit', 8, 4],
    ['日本', null, 'subunit', 8, undefined],
  ] as const)(
    '%s of class %s by %s has data_coding %d',
    (text, messageClass, messageClasses, coding, subunit) => {
      const [pdu] = pdusOf(submission(text, { messageClass }), { messageClasses });
      expect([pdu?.body.dataCoding, pdu?.body.tlvs?.destAddrSubunit]).toEqual([coding, subunit]);
    },
  );

  it('takes the default sender where it has none', () => {
    const from = null;
    expect(pdusOf(submission('x', { from }))[0]?.body).toMatchObject({ sourceAddrTon: 0, sourceAddr: '' });
    expect(pdusOf(submission('x', { from }), { defaultSender: '36180' })[0]?.body).toMatchObject({
      sourceAddrTon: 3,
      sourceAddr: '36180',
    });
  });
});

describe('what data_coding 0 means', () => {
  it.each([
    ['gsm7', 'à@€', '7f001b65'],
    ['latin1', 'à@!', 'e04021'],
    ['ascii', 'a@!', '614021'],
  ] as const)('%s writes %s as %s', (defaultCoding, text, hex) => {
    const [pdu] = pdusOf(submission(text), { defaultCoding });
    expect(pdu?.body.dataCoding).toBe(0);
    expect(pdu?.body.shortMessage?.toString('hex')).toBe(hex);
  });

  it('sends in UCS-2 what the alphabet lacks when it takes no more parts, and refuses it otherwise', () => {
    const [pdu] = pdusOf(submission('10 €'), { defaultCoding: 'latin1' });
    expect(pdu?.body).toMatchObject({ dataCoding: 8, shortMessage: Buffer.from('00310030002020ac', 'hex') });
    const long = submission(`${'a'.repeat(100)}€`);
    expect(submissionPdus(long, 1, NOW, options({ defaultCoding: 'latin1' }))).toEqual({
      ok: false,
      rawCode: 'not_in_default_coding',
    });
  });
});

describe('a long message', () => {
  const gsm = 'à'.repeat(161);
  const ucs2 = '日'.repeat(71);

  it('goes behind headers with a reference of 8 bits', () => {
    const [first, second] = pdusOf(submission(gsm));
    expect(first?.numbers).toEqual([1]);
    expect(second?.numbers).toEqual([2]);
    expect(first?.body.esmClass).toBe(0x40);
    expect(first?.body.shortMessage?.toString('hex')).toBe(`050003340201${'7f'.repeat(153)}`);
    expect(second?.body.shortMessage?.toString('hex')).toBe(`050003340202${'7f'.repeat(8)}`);
    const { shortMessage: _1, ...common } = first?.body ?? {};
    const { shortMessage: _2, ...others } = second?.body ?? {};
    expect(others).toEqual(common);
  });

  it('goes behind headers with a reference of 16 bits', () => {
    const [first, second] = pdusOf(submission(ucs2), { longMessages: 'udh16' });
    expect(first?.body.shortMessage?.subarray(0, 7).toString('hex')).toBe('06080412340201');
    expect(first?.body.shortMessage).toHaveLength(7 + 2 * 66);
    expect(second?.body.shortMessage).toHaveLength(7 + 2 * 5);
  });

  it('keeps 8 bits where 16 would make a part more than it was priced for', () => {
    const full = submission('a'.repeat(306));
    const pdus = pdusOf(full, { longMessages: 'udh16' });
    expect(pdus.map(({ body }) => body.shortMessage?.subarray(0, 6).toString('hex'))).toEqual([
      '050003340201',
      '050003340202',
    ]);
  });

  it('goes by sar_* parameters', () => {
    const [first, second] = pdusOf(submission(gsm), { longMessages: 'sar' });
    expect(segmentationOf(first?.body.tlvs ?? {})).toEqual({ reference: 0x1234, total: 2, part: 1 });
    expect(segmentationOf(second?.body.tlvs ?? {})).toEqual({ reference: 0x1234, total: 2, part: 2 });
    expect(first?.body.esmClass).toBeUndefined();
    expect(first?.body.shortMessage).toHaveLength(152);
    // Cut for a header of 8 bits, it must not get a reference that takes 16.
    const [full] = pdusOf(submission('a'.repeat(306)), { longMessages: 'sar' });
    expect(segmentationOf(full?.body.tlvs ?? {})).toEqual({ reference: 0x34, total: 2, part: 1 });
    expect(full?.body.shortMessage).toHaveLength(153);
  });

  it('goes whole in message_payload', () => {
    const pdus = pdusOf(submission(ucs2), { longMessages: 'payload' });
    expect(pdus).toHaveLength(1);
    expect(pdus[0]?.numbers).toEqual([1, 2]);
    expect(pdus[0]?.body.tlvs?.messagePayload).toEqual(Buffer.from('65e5'.repeat(71), 'hex'));
    expect(pdus[0]?.body.shortMessage).toBeUndefined();
  });

  it('comes out as it went in, whatever the text and the way', () => {
    const ways = fc.constantFrom('udh8', 'udh16', 'sar', 'payload');
    const text = fc.oneof(
      fc.string({ minLength: 1, maxLength: 700, unit: fc.constantFrom(...'abcé€^{}[]~|\\ \n') }),
      fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }).filter(value => value.isWellFormed()),
    );
    fc.assert(
      fc.property(text, ways, (text, longMessages) => {
        const message = submission(text);
        const pdus = pdusOf(message, { longMessages });
        expect(pdus.flatMap(({ numbers }) => numbers)).toEqual(message.parts.map(({ number }) => number));
        const decoded = pdus.map(({ body }) => {
          expect(encodePdu({ command: 'submit_sm', ...body }).length).toBeGreaterThan(0);
          const part = decodePart({
            dataCoding: body.dataCoding ?? 0,
            userData: body.tlvs?.messagePayload ?? body.shortMessage ?? Buffer.alloc(0),
            hasHeader: parseEsmClass(body.esmClass ?? 0).udhi,
          });
          if (!part.ok) throw new Error(part.reason);
          return part.text;
        });
        expect(decoded.join('')).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused, and not sent otherwise, when it holds what it was not cut for', () => {
    const broken = submission('日本', { encoding: 'GSM7' });
    expect(submissionPdus(broken, 1, NOW, options())).toEqual({ ok: false, rawCode: 'cannot_be_encoded' });
  });
});
