import fc from 'fast-check';
import { CommandStatus, encodePdu } from '@chappe/smpp';
import { message, phone, RawPeer, Stage, type Bound } from './stage.contract-spec.js';

const { ROK, RINVMSGLEN, RINVCMDLEN, RINVTLVLEN, RINVBNDSTS } = CommandStatus;
const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

let stage: Stage;
let witness: Bound;
beforeAll(async () => {
  stage = await Stage.open();
  witness = await stage.bind('transceiver', 'witness');
});
afterAll(() => stage.close());

/** Whatever came: a client that was there goes on, and the next one binds. */
afterEach(async () => {
  expect(await witness.submit()).toMatchObject({ status: ROK });
  const next = await stage.raw();
  expect(await next.bind('transceiver', 'next')).toMatchObject({ status: ROK });
  next.socket.destroy();
});

describe('what is no SMPP costs its connection', () => {
  it.each<[string, string | Buffer]>([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['TLS', hex('16 03 01 02 00 01 00 01 fc 03 03 aa bb cc dd ee ff 00 11 22 33')],
    ['SSH', 'SSH-2.0-probe\r\n'],
    ['a PDU of no length', Buffer.alloc(16)],
    ['a PDU of four gigabytes', hex('ffffffff 00000004 00000000 00000001')],
    ['zeroes', Buffer.alloc(5_000)],
  ])('%s, before the bind and after', async (_what, octets) => {
    for (const isBound of [false, true]) {
      const peer = await stage.raw();
      if (isBound) await peer.bind();
      peer.write(octets);
      await peer.closed;
    }
  });

  it('a frame longer than allowed before the bind', async () => {
    const peer = await stage.raw();
    peer.write(Buffer.concat([hex('00002000 00000009 00000000 00000001'), Buffer.alloc(0x1ff0)]));
    await peer.closed;
  });
});

describe('what is SMPP and malformed is answered, and the line goes on', () => {
  const submitBody = encodePdu({ command: 'submit_sm', ...message() }).subarray(16);
  const frame = (body: Buffer) => {
    const header = hex('00000000 00000004 00000000 00000007');
    header.writeUInt32BE(16 + body.length);
    return Buffer.concat([header, body]);
  };

  it.each<[string, Buffer, number]>([
    ['no body', frame(Buffer.alloc(0)), RINVCMDLEN],
    ['a body cut short', frame(submitBody.subarray(0, 12)), RINVCMDLEN],
    ['a text longer than the PDU', frame(submitBody.subarray(0, -3)), RINVMSGLEN],
    ['a TLV longer than the PDU', frame(Buffer.concat([submitBody, hex('0424 7fff 41')])), RINVTLVLEN],
  ])('%s', async (_what, octets, status) => {
    const peer = await stage.raw();
    await peer.bind();
    peer.write(octets);
    expect(await peer.next()).toMatchObject({ command: 'generic_nack', status, sequence: 7 });
    expect(await peer.ask({ command: 'submit_sm', sequence: 8, ...message() })).toMatchObject({
      status: ROK,
    });
  });

  it('a submission before the bind', async () => {
    const peer = await stage.raw();
    expect(await peer.ask({ command: 'submit_sm', sequence: 1, ...message() })).toMatchObject({
      status: RINVBNDSTS,
    });
    expect(await peer.bind()).toMatchObject({ status: ROK });
  });

  it('answers that nobody asked for', async () => {
    const peer = await stage.raw();
    await peer.bind();
    peer.send({ command: 'deliver_sm_resp', sequence: 99 });
    peer.send({ command: 'generic_nack', sequence: 99, status: 3 });
    expect(await peer.ask({ command: 'enquire_link', sequence: 2 })).toMatchObject({ sequence: 2 });
  });
});

describe('any fields that a submit_sm may have', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const octets = (maxLength: number) => fc.uint8Array({ maxLength }).map(found => Buffer.from(found));
  const words = fc.string({ maxLength: 15 }).map(text => text.replace(/[^\x20-\x7e]/g, ''));
  const fields = fc.record({
    sourceAddrTon: fc.constantFrom(0, 1, 5, 5, 200),
    sourceAddrNpi: fc.constantFrom(0, 1, 1, 99),
    sourceAddr: fc.oneof(words, fc.constantFrom('36180', '33700000001', 'CHAPPE')),
    destAddrTon: fc.constantFrom(0, 1, 1, 9),
    destinationAddr: fc.constantFrom(phone(1), phone(2), phone(3), phone(4), '12', 'abc', ''),
    esmClass: fc.oneof(octet, fc.integer({ min: 0, max: 0x3f })),
    priorityFlag: fc.integer({ min: 0, max: 4 }),
    registeredDelivery: octet,
    replaceIfPresentFlag: fc.constantFrom(0, 1, 1, 2),
    dataCoding: octet,
    shortMessage: octets(254),
    tlvs: fc.oneof(fc.constant({}), fc.record({ messagePayload: octets(400) })),
  });

  it('are answered with an id or a reason, and what is taken comes to its end', async () => {
    const client = await stage.bind('transceiver', 'any');
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fields, async body => {
        const { status, messageId } = await client.submit(body);
        expect(status).not.toBe(CommandStatus.RSYSERR);
        expect(messageId !== '').toBe(status === ROK);
        if (status === ROK) taken++;
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(50);
    await stage.advance(48 * 3_600_000);
    const left = stage.simulator.centre.messages({ clientId: 'any' }).filter(({ final }) => !final);
    expect(left).toEqual([]);
    expect(client.deliveries.length).toBeGreaterThan(0);
    expect(stage.simulator.centre.clients().find(({ clientId }) => clientId === 'any')?.undelivered).toBe(0);
  });
});

describe('peers that go away', () => {
  it('in the middle of everything leave nothing behind', async () => {
    for (let round = 0; round < 20; round++) {
      const peer = await RawPeer.connect(stage.port);
      peer.send({ command: 'bind_transceiver', sequence: 1, systemId: 'hasty', interfaceVersion: 0x34 });
      for (let sequence = 2; sequence < 50; sequence++) {
        peer.send({ command: 'submit_sm', sequence, ...message({ registeredDelivery: 1 }) });
      }
      if (round % 2 === 0) peer.socket.resetAndDestroy();
      else peer.socket.end(Buffer.from([0, 0]));
      await peer.closed;
    }
    await stage.until(() => stage.simulator.smpp.views().every(({ clientId }) => clientId !== 'hasty'));
    expect(stage.simulator.centre.clients().find(({ clientId }) => clientId === 'hasty')).toMatchObject({
      links: 0,
    });
  });
});
