import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { formatAbsoluteTime, formatRelativeTime } from '../values/index.js';
import { PduDecodeError, PduEncodeError } from './codec.errors.js';
import { CommandStatus } from './command-status.js';
import { commandByName, COMMANDS } from './commands.js';
import type { CommandName } from './commands.js';
import { decodePdu, encodePdu, MAX_PDU_OCTETS } from './pdu.js';
import type { PduInput } from './pdu.js';
import { TLVS } from './tlvs.js';
import type { TlvName } from './tlvs.js';

const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** The most characters of each C-octet string, NUL not counted, as the tables of SMPP 3.4 §4 give them. */
const STRING_LIMITS: Readonly<Record<string, number>> = {
  systemId: 15,
  password: 8,
  systemType: 12,
  addressRange: 40,
  serviceType: 5,
  sourceAddr: 20,
  destinationAddr: 20,
  esmeAddr: 64,
  messageId: 64,
};
const TIMES = ['scheduleDeliveryTime', 'validityPeriod', 'finalDate'];

const octet = fc.integer({ min: 0, max: 255 });
const octets = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map(array => Buffer.from(array));
const latin = (max: number) =>
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: max }).map(codes => String.fromCharCode(...codes));
const time = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 31 * 86_400 }).map(seconds => formatRelativeTime(seconds * 1000)),
  fc
    .tuple(
      fc.date({ min: new Date('2000-01-02'), max: new Date('2099-12-30'), noInvalidDate: true }),
      fc.integer({ min: -48, max: 48 }),
    )
    .map(([at, quarters]) => formatAbsoluteTime(at, quarters * 15)),
);
const sme = fc.record({ kind: fc.constant('sme' as const), ton: octet, npi: octet, addr: latin(20) });
const list = fc.record({ kind: fc.constant('list' as const), name: latin(20) });
const failed = fc.record({
  ton: octet,
  npi: octet,
  addr: latin(20),
  status: fc.integer({ min: 0, max: 0xffffffff }),
});

function fieldArbitrary(name: string, fallback: unknown): Arbitrary<unknown> {
  if (typeof fallback === 'number') return octet;
  if (TIMES.includes(name)) return time;
  if (typeof fallback === 'string') return latin(STRING_LIMITS[name] ?? 0);
  if (name === 'shortMessage') return octets(0, 254);
  return fc.array<unknown>(name === 'destinations' ? fc.oneof(sme, list) : failed, {
    maxLength: 254,
    size: 'small',
  });
}

const TLV_OCTETS: { readonly [K in TlvName]?: readonly [number, number] } = {
  sourceSubaddress: [2, 23],
  destSubaddress: [2, 23],
  callbackNumAtag: [0, 65],
  callbackNum: [4, 19],
  networkErrorCode: [3, 3],
  messagePayload: [0, 400],
  ussdServiceOp: [1, 1],
  billingIdentification: [1, 30],
  sourceNodeId: [6, 6],
  destNodeId: [6, 6],
  destAddrNpInformation: [10, 10],
  itsSessionInfo: [2, 2],
};
const TLV_STRINGS: { readonly [K in TlvName]?: number } = {
  additionalStatusInfoText: 255,
  receiptedMessageId: 64,
  sourceNetworkId: 64,
  destNetworkId: 64,
};
const WIDE: { readonly [K in TlvName]?: number } = {
  destTelematicsId: 0xffff,
  qosTimeToLive: 0xffffffff,
  userMessageReference: 0xffff,
  sourcePort: 0xffff,
  destinationPort: 0xffff,
  sarMsgRefNum: 0xffff,
  destAddrNpCountry: 0xffffffff,
  smsSignal: 0xffff,
};

function tlvArbitrary(name: TlvName): Arbitrary<unknown> {
  const bounds = TLV_OCTETS[name];
  const characters = TLV_STRINGS[name];
  const one: Arbitrary<unknown> =
    name === 'alertOnMessageDelivery'
      ? fc.constant(true)
      : bounds
        ? octets(...bounds)
        : characters !== undefined
          ? latin(characters)
          : fc.integer({ min: 0, max: WIDE[name] ?? 0xff });
  return TLVS[name].multiple ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
}

const tlvs = fc.record(
  Object.fromEntries((Object.keys(TLVS) as TlvName[]).map(name => [name, tlvArbitrary(name)])),
  { requiredKeys: [] },
);
const unknownTlvs = fc.array(
  fc.record({ tag: fc.integer({ min: 0x1400, max: 0x3fff }), value: octets(0, 20) }),
  { maxLength: 3 },
);

function pduArbitrary(command: CommandName): Arbitrary<PduInput<CommandName>> {
  const entry = commandByName(command);
  if (!entry) throw new Error(command);
  return fc.record({
    command: fc.constant(command),
    status: fc.integer({ min: 0, max: 0xffffffff }),
    sequence: fc.integer({ min: 0, max: 0xffffffff }),
    ...Object.fromEntries(entry.fields.map(([name, field]) => [name, fieldArbitrary(name, field.fallback)])),
    tlvs,
    unknownTlvs,
  }) as Arbitrary<PduInput<CommandName>>;
}

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** A PDU with its command_length written for it. */
function frame(commandId: number, body: Buffer | string, { status = 0, sequence = 9 } = {}): Buffer {
  const octetsOfBody = typeof body === 'string' ? hex(body) : body;
  const header = Buffer.alloc(16);
  header.writeUInt32BE(16 + octetsOfBody.length, 0);
  header.writeUInt32BE(commandId, 4);
  header.writeUInt32BE(status, 8);
  header.writeUInt32BE(sequence, 12);
  return Buffer.concat([header, octetsOfBody]);
}

function faultOf(octetsToRead: Buffer): PduDecodeError {
  try {
    decodePdu(octetsToRead);
  } catch (error) {
    if (error instanceof PduDecodeError) return error;
    throw error;
  }
  throw new Error('The frame was read, and should have been refused.');
}

describe('what is encoded is decoded the same', () => {
  it.each(COMMAND_NAMES)('%s, with any values, any TLVs and any status', command => {
    fc.assert(
      fc.property(pduArbitrary(command), pdu => {
        expect(decodePdu(encodePdu(pdu))).toEqual(pdu);
      }),
      { numRuns: 60 },
    );
  });

  it('fills what is left out with 0 and nothing', () => {
    expect(decodePdu(encodePdu({ command: 'submit_sm', destinationAddr: '33612345678' }))).toMatchObject({
      command: 'submit_sm',
      status: 0,
      sequence: 0,
      serviceType: '',
      sourceAddrTon: 0,
      destinationAddr: '33612345678',
      validityPeriod: '',
      shortMessage: Buffer.alloc(0),
      tlvs: {},
      unknownTlvs: [],
    });
  });

  it('writes the octets of the example in SMPP 3.4 §3.2.3', () => {
    const example = hex(`00 00 00 2F 00 00 00 02 00 00 00 00 00 00 00 01 53 4D 50 50 33 54 45 53 54 00
      73 65 63 72 65 74 30 38 00 53 55 42 4D 49 54 31 00 00 01 01 00`);
    const pdu = {
      command: 'bind_transmitter',
      sequence: 1,
      systemId: 'SMPP3TEST',
      password: 'secret08',
      systemType: 'SUBMIT1',
      addrTon: 1,
      addrNpi: 1,
    } as const;
    expect(encodePdu(pdu)).toEqual(example);
    expect(decodePdu(example)).toMatchObject(pdu);
  });

  it('leaves the body out of a refusal that has nothing to say', () => {
    expect(
      encodePdu({ command: 'submit_sm_resp', status: CommandStatus.RTHROTTLED, sequence: 3 }),
    ).toHaveLength(16);
    expect(encodePdu({ command: 'submit_sm_resp', sequence: 3 })).toHaveLength(17);
    expect(
      encodePdu({ command: 'data_sm_resp', status: 8, tlvs: { deliveryFailureReason: 1 } }),
    ).toHaveLength(22);
  });
});

describe('what real peers send is taken', () => {
  it('a response without its body', () => {
    expect(decodePdu(frame(0x80000004, '', { status: 0x58 }))).toMatchObject({ status: 0x58, messageId: '' });
    expect(decodePdu(frame(0x80000005, ''))).toMatchObject({ command: 'deliver_sm_resp', messageId: '' });
  });

  it('a message id without its NUL', () => {
    expect(decodePdu(frame(0x80000004, Buffer.from('abc-1')))).toMatchObject({ messageId: 'abc-1' });
  });

  it('a refusal with rubbish for a body', () => {
    const body = Buffer.alloc(300, 0x41);
    expect(decodePdu(frame(0x80000004, body, { status: 8 }))).toMatchObject({ status: 8, messageId: '' });
  });

  it('a password longer than the standard has it', () => {
    const body = Buffer.from('chappe\0a-password-of-some-length\0\0\x34\0\0\0', 'latin1');
    expect(decodePdu(frame(9, body))).toMatchObject({ password: 'a-password-of-some-length' });
  });

  it('receipted_message_id with and without NUL', () => {
    const head = Buffer.alloc(33 - 16);
    const withNul = Buffer.concat([head, hex('001E 0003 414200')]);
    const without = Buffer.concat([head, hex('001E 0002 4142')]);
    for (const body of [withNul, without]) {
      expect(decodePdu(frame(5, body)).tlvs).toEqual({ receiptedMessageId: 'AB' });
    }
  });

  it('TLVs in any order, and an integer of another width when its value fits', () => {
    const body = Buffer.concat([Buffer.alloc(17), hex('0427 0002 0002 020C 0001 07 0010 0002 0001')]);
    const pdu = decodePdu(frame(5, body));
    expect(pdu.tlvs).toEqual({ messageState: 2, sarMsgRefNum: 7, sourceTelematicsId: 1 });
  });

  it('TLVs it does not know, comes upon twice, or cannot read, which it keeps raw', () => {
    const body = Buffer.concat([
      Buffer.alloc(17),
      hex('1400 0002 0102 0427 0001 02 0427 0001 05 0423 0002 0301'),
    ]);
    const pdu = decodePdu(frame(5, body));
    expect(pdu.tlvs).toEqual({ messageState: 2 });
    expect(pdu.unknownTlvs).toEqual([
      { tag: 0x1400, value: hex('0102') },
      { tag: 0x0427, value: hex('05') },
      { tag: 0x0423, value: hex('0301') },
    ]);
  });

  it('a short message of 255 octets, as SMPP 5.0 allows', () => {
    const body = Buffer.concat([Buffer.alloc(16), Buffer.from([255]), Buffer.alloc(255, 0x41)]);
    expect(decodePdu(frame(4, body))).toMatchObject({ shortMessage: Buffer.alloc(255, 0x41) });
  });

  it('a validity period that is no time, as the characters it is', () => {
    const body = Buffer.concat([Buffer.alloc(11), Buffer.from('1R\0'), Buffer.alloc(5)]);
    expect(decodePdu(frame(4, body))).toMatchObject({ validityPeriod: '1R' });
  });

  it('a bind of SMPP 5.0', () => {
    const pdu = encodePdu({ command: 'bind_transceiver', interfaceVersion: 0x50, systemId: 'five' });
    expect(decodePdu(pdu)).toMatchObject({ interfaceVersion: 0x50, systemId: 'five' });
  });
});

describe('a whole frame that cannot be read is refused with the status to answer', () => {
  const { RINVCMDLEN, RINVCMDID, RINVMSGLEN, RINVTLVLEN, RINVTLVSTREAM, RINVDSTADR, RINVDESTFLAG } =
    CommandStatus;
  const submit = encodePdu({
    command: 'submit_sm',
    destinationAddr: '336',
    shortMessage: Buffer.from('Bonjour'),
  });
  const cases: readonly (readonly [string, Buffer, number])[] = [
    ['no header', Buffer.alloc(15), RINVCMDLEN],
    ['a length that is not the frame’s', Buffer.concat([submit, Buffer.alloc(1)]), RINVCMDLEN],
    ['an unknown command', frame(0x00000777, ''), RINVCMDID],
    ['an unknown response', frame(0x80000777, ''), RINVCMDID],
    ['a request without its body', frame(4, ''), RINVCMDLEN],
    ['a request that ends within a string', frame(4, Buffer.from('WAP')), RINVCMDLEN],
    [
      'an address that never ends',
      frame(4, Buffer.concat([Buffer.alloc(6), Buffer.alloc(200, 0x31)])),
      RINVDSTADR,
    ],
    ['sm_length beyond the frame', frame(4, Buffer.concat([Buffer.alloc(16), hex('FF 41 42')])), RINVMSGLEN],
    ['sm_length missing', frame(4, Buffer.alloc(16)), RINVCMDLEN],
    [
      'a TLV length beyond the frame',
      frame(4, Buffer.concat([Buffer.alloc(17), hex('0424 FFFF 41')])),
      RINVTLVLEN,
    ],
    ['half a TLV header', frame(4, Buffer.concat([Buffer.alloc(17), hex('0424 00')])), RINVTLVSTREAM],
    ['octets after a PDU that has no body', frame(0x15, hex('00')), RINVTLVSTREAM],
    [
      'submit_multi with fewer destinations than it says',
      frame(0x21, hex('00 00 00 00 05 01 01 01 3300')),
      RINVCMDLEN,
    ],
    [
      'submit_multi with a destination flag of its own',
      frame(0x21, hex('00 00 00 00 01 07 01 01 3300')),
      RINVDESTFLAG,
    ],
  ];

  it.each(cases)('%s', (_what, octetsToRead, status) => {
    expect(faultOf(octetsToRead).status).toBe(status);
  });

  it('says where it went wrong, and carries what the answer needs', () => {
    const fault = faultOf(frame(4, Buffer.concat([Buffer.alloc(16), hex('FF 41 42')]), { sequence: 77 }));
    expect(fault).toMatchObject({ field: 'shortMessage', commandId: 4, sequence: 77, offset: 33 });
    expect(fault.message).toContain('shortMessage needs 255 octets and 2 are left');
  });

  it('never with another error, whatever the octets', () => {
    const anyFrame = fc
      .tuple(fc.constantFrom(...COMMAND_NAMES), octets(0, 120), fc.integer({ min: 0, max: 0xff }))
      .map(([name, body, status]) => frame(COMMANDS[name].id, body, { status }));
    fc.assert(
      fc.property(fc.oneof(anyFrame, octets(0, 80)), octetsToRead => {
        try {
          decodePdu(octetsToRead);
        } catch (error) {
          expect(error).toBeInstanceOf(PduDecodeError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('what SMPP 3.4 cannot carry is not sent', () => {
  const refused: readonly (readonly [string, PduInput<CommandName>, RegExp])[] = [
    [
      'short_message of 255 octets',
      { command: 'submit_sm', shortMessage: Buffer.alloc(255) },
      /at most 254.*messagePayload/,
    ],
    [
      'an address of 21 characters',
      { command: 'submit_sm', sourceAddr: '1'.repeat(21) },
      /sourceAddr.*at most 20/,
    ],
    ['a NUL within a string', { command: 'submit_sm', sourceAddr: 'A\0B' }, /U\+0000/],
    ['a character of no octet', { command: 'submit_sm', sourceAddr: 'Ω' }, /U\+03a9/],
    ['a time that is none', { command: 'submit_sm', validityPeriod: '1R' }, /validityPeriod.*7\.1\.1/],
    ['an octet of 256', { command: 'submit_sm', dataCoding: 256 }, /dataCoding.*0 to 255/],
    ['an octet of 1.5', { command: 'submit_sm', dataCoding: 1.5 }, /dataCoding/],
    [
      'a subaddress of one octet',
      { command: 'submit_sm', tlvs: { sourceSubaddress: Buffer.alloc(1) } },
      /2 to 23/,
    ],
    ['a port of 65,536', { command: 'submit_sm', tlvs: { sourcePort: 65_536 } }, /sourcePort.*65535/],
    ['a TLV nobody knows', { command: 'submit_sm', tlvs: { colour: 1 } as never }, /colour.*unknownTlvs/],
    ['a command nobody knows', { command: 'shout_sm' as never }, /shout_sm/],
    [
      '255 destinations',
      {
        command: 'submit_multi',
        destinations: Array.from({ length: 255 }, () => ({ kind: 'list', name: 'a' })),
      },
      /at most 254/,
    ],
    [
      'more octets than a frame may have',
      { command: 'data_sm', tlvs: { messagePayload: Buffer.alloc(65_530) } },
      new RegExp(String(MAX_PDU_OCTETS)),
    ],
  ];

  it.each(refused)('%s', (_what, pdu, message) => {
    expect(() => encodePdu(pdu)).toThrow(PduEncodeError);
    expect(() => encodePdu(pdu)).toThrow(message);
  });

  it('but a long password goes out when the caller asks for it', () => {
    const pdu = { command: 'bind_transceiver', password: 'longer than eight' } as const;
    expect(() => encodePdu(pdu)).toThrow(PduEncodeError);
    expect(decodePdu(encodePdu(pdu, { overlengthOctets: 16 }))).toMatchObject(pdu);
  });
});
