import fc from 'fast-check';
import { segmentationOf, segmentationTlvs } from '../codec/index.js';
import { buildEsmClass, EsmMode, EsmType, parseEsmClass } from './esm-class.js';
import { messageStateName, messageStateOfWord, receiptWordOf } from './message-state.js';
import { buildNetworkErrorCode, parseNetworkErrorCode } from './network-error-code.js';
import { buildRegisteredDelivery, parseRegisteredDelivery } from './registered-delivery.js';
import {
  buildUserDataHeader,
  concatenationElement,
  concatenationOf,
  MAX_HEADER_OCTETS,
  parseUserData,
  UserDataHeaderError,
} from './user-data-header.js';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const octet = fc.integer({ min: 0, max: 255 });

describe('esm_class (SMPP 3.4 §5.2.12)', () => {
  it('says mode, type, header and reply path', () => {
    expect(parseEsmClass(0x04)).toEqual({ mode: 0, type: EsmType.receipt, udhi: false, replyPath: false });
    expect(parseEsmClass(0x08).type).toBe(EsmType.deliveryAcknowledgement);
    expect(parseEsmClass(0x10).type).toBe(EsmType.userAcknowledgement);
    expect(parseEsmClass(0x20).type).toBe(EsmType.intermediateNotification);
    expect(parseEsmClass(0xc3)).toEqual({
      mode: EsmMode.storeAndForward,
      type: 0,
      udhi: true,
      replyPath: true,
    });
  });

  it('is built as it is read, for every octet', () => {
    fc.assert(fc.property(octet, value => expect(buildEsmClass(parseEsmClass(value))).toBe(value)));
    expect(buildEsmClass({ udhi: true })).toBe(0x40);
  });
});

describe('registered_delivery (SMPP 3.4 §5.2.17)', () => {
  it('says which receipts are asked for', () => {
    expect(parseRegisteredDelivery(0x11)).toMatchObject({ receipt: 'always', intermediate: true });
    expect(parseRegisteredDelivery(0x02)).toMatchObject({ receipt: 'failure', intermediate: false });
    expect(parseRegisteredDelivery(0x0c)).toMatchObject({
      deliveryAcknowledgement: true,
      userAcknowledgement: true,
    });
  });

  it('is built as it is read, for the bits that have a meaning', () => {
    fc.assert(
      fc.property(octet, value =>
        expect(buildRegisteredDelivery(parseRegisteredDelivery(value))).toBe(value & 31),
      ),
    );
  });
});

describe('message states', () => {
  it('have a name, a word, and the spellings met in the field', () => {
    expect(messageStateName(2)).toBe('DELIVERED');
    expect(messageStateName(42)).toBeUndefined();
    expect(receiptWordOf('UNDELIVERABLE')).toBe('UNDELIV');
    for (let state = 0; state <= 9; state++) {
      const name = messageStateName(state);
      if (!name) throw new Error(String(state));
      expect(messageStateOfWord(receiptWordOf(name).toLowerCase())).toBe(name);
    }
    expect(messageStateOfWord('FAILED')).toBe('UNDELIVERABLE');
    expect(messageStateOfWord('BUFFERD')).toBe('ENROUTE');
    expect(messageStateOfWord('DND-NUMB')).toBeUndefined();
  });
});

describe('network_error_code', () => {
  it('is a type and a code, or three digits', () => {
    expect(parseNetworkErrorCode(buildNetworkErrorCode(3, 27))).toEqual({ networkType: 3, code: 27 });
    expect(parseNetworkErrorCode(Buffer.from('027'))).toEqual({ networkType: undefined, code: 27 });
    expect(parseNetworkErrorCode(Buffer.from('27'))).toBeUndefined();
  });
});

describe('user data headers (3GPP TS 23.040 §9.2.3.24)', () => {
  it('hold the part of a long message, with a reference of 8 or of 16 bits', () => {
    const part = { reference: 7, total: 3, part: 1 };
    expect(buildUserDataHeader([concatenationElement(part)])).toEqual(hex('05 00 03 07 03 01'));
    expect(buildUserDataHeader([concatenationElement({ ...part, reference: 0x1234 }, 16)])).toEqual(
      hex('06 08 04 12 34 03 01'),
    );
  });

  it('come back as they were built, body included', () => {
    const element = fc.record({
      iei: octet,
      data: fc.uint8Array({ maxLength: 10 }).map(data => Buffer.from(data)),
    });
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), fc.uint8Array({ maxLength: 50 }), (elements, body) => {
        const octets = Buffer.concat([buildUserDataHeader(elements), body]);
        expect(parseUserData(octets)).toEqual({ elements, body: Buffer.from(body) });
      }),
    );
  });

  it('say which part it is, wherever the element stands', () => {
    const user = parseUserData(hex('0B 05 04 15 8A 00 00 00 03 AA 02 02 41 42'));
    expect(user?.body).toEqual(Buffer.from('AB'));
    expect(user && concatenationOf(user.elements)).toEqual({ reference: 0xaa, total: 2, part: 2 });
  });

  it('say nothing when the part makes no sense', () => {
    for (const data of ['AA 02 00', 'AA 02 03', 'AA 00 00', 'AA 02']) {
      expect(concatenationOf([{ iei: 0, data: hex(data) }])).toBeUndefined();
    }
    expect(concatenationOf([])).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['longer than the message', '05 00 03 07'],
    ['an element longer than the header', '05 00 09 07 03 01 41 42 43 44'],
    ['an element without its length', '01 00'],
  ])('are not read when malformed: %s', (_what, octets) => {
    expect(parseUserData(hex(octets))).toBeUndefined();
  });

  it('are never read beyond their bounds, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), octets => {
        const user = parseUserData(Buffer.from(octets));
        if (!user) return;
        const size = user.elements.reduce((sum, { data }) => sum + 2 + data.length, 0);
        expect(1 + size + user.body.length).toBe(octets.length);
      }),
    );
  });

  it('are not built with what has no room', () => {
    const wrong = [
      { reference: 256, total: 2, part: 1 },
      { reference: 1, total: 256, part: 1 },
      { reference: 1, total: 2, part: 3 },
      { reference: 1, total: 2, part: 0 },
    ];
    for (const part of wrong) expect(() => concatenationElement(part)).toThrow(UserDataHeaderError);
    expect(() => concatenationElement({ reference: 65_536, total: 2, part: 1 }, 16)).toThrow(
      UserDataHeaderError,
    );
    expect(() => buildUserDataHeader([{ iei: 256, data: Buffer.alloc(0) }])).toThrow(UserDataHeaderError);
    expect(() => buildUserDataHeader([{ iei: 1, data: Buffer.alloc(MAX_HEADER_OCTETS - 2) }])).toThrow(
      'at most 140',
    );
  });
});

describe('segmentation by TLVs (SMPP 3.4 §5.3.2.22)', () => {
  it('says which part it is, when all three are there', () => {
    const part = { reference: 513, total: 4, part: 2 };
    expect(segmentationTlvs(part)).toEqual({ sarMsgRefNum: 513, sarTotalSegments: 4, sarSegmentSeqnum: 2 });
    expect(segmentationOf(segmentationTlvs(part))).toEqual(part);
    expect(segmentationOf({ sarMsgRefNum: 1, sarTotalSegments: 2 })).toBeUndefined();
    expect(segmentationOf({ sarMsgRefNum: 1, sarTotalSegments: 2, sarSegmentSeqnum: 3 })).toBeUndefined();
    expect(() => segmentationTlvs({ reference: 1, total: 2, part: 3 })).toThrow('1 to the number of parts');
  });
});
