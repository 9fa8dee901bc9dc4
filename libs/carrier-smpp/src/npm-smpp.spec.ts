import { buildReceiptText, CommandStatus } from '@chappe/smpp';
import { npmSmpp, type NpmPdu, type NpmSession } from './npm-smpp.contract-spec.js';
import { submissionOf, Testbed } from './testbed.contract-spec.js';

let bed: Testbed;
beforeEach(() => (bed = new Testbed()));
afterEach(() => bed.close());

/** A message centre made of the npm package `smpp`. */
async function open(answer: (pdu: NpmPdu) => Readonly<Record<string, unknown>>, password = 'secret') {
  const submitted: NpmPdu[] = [];
  const sessions: NpmSession[] = [];
  const server = npmSmpp.createServer(session => {
    sessions.push(session);
    session.on('error', () => session.destroy());
    session.on('bind_transceiver', (pdu: NpmPdu) => {
      const isRight = pdu['password'] === password;
      session.send(pdu.response({ system_id: 'npm', command_status: isRight ? 0 : CommandStatus.RINVPASWD }));
    });
    session.on('submit_sm', (pdu: NpmPdu) => {
      submitted.push(pdu);
      session.send(pdu.response(answer(pdu)));
    });
    session.on('query_sm', (pdu: NpmPdu) => {
      const isKnown = pdu['message_id'] === '00a7' && pdu['source_addr'] === 'CHAPPE';
      const told = { message_id: '00a7', final_date: '', message_state: 5, error_code: 27 };
      session.send(pdu.response(isKnown ? told : { command_status: CommandStatus.RINVMSGID }));
    });
    session.on('enquire_link', (pdu: NpmPdu) => session.send(pdu.response()));
    session.on('unbind', (pdu: NpmPdu) => {
      session.send(pdu.response());
      session.close();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const carrier = bed.carrier(server.address().port);
  bed.atEnd(() => new Promise<void>(resolve => server.close(resolve)));
  await carrier.start(bed.ear);
  return { carrier, submitted, sessions };
}

const deliver = (session: NpmSession | undefined, fields: Readonly<Record<string, unknown>>) =>
  new Promise<NpmPdu>(resolve => session?.deliver_sm(fields, resolve));

describe('with a message centre made of npm smpp', () => {
  it('a long message is accepted, reported on part by part, and answered', async () => {
    const { carrier, submitted, sessions } = await open(pdu => ({ message_id: `00a${pdu.sequence_number}` }));
    const text = `Ça coûte 10 € et ${'x'.repeat(100)}`;
    const result = await bed.submit(carrier, submissionOf(text));
    const [first, second] = submitted.map(pdu => pdu['short_message'] as { udh: Buffer[]; message: string });
    expect(`${first?.message}${second?.message}`).toBe(text);
    expect(first?.udh[0]?.subarray(0, 2)).toEqual(Buffer.from([0, 3]));
    expect(submitted[0]).toMatchObject({
      source_addr_ton: 5,
      destination_addr: '33612345678',
      data_coding: 8,
      esm_class: 0x40,
      registered_delivery: 1,
    });
    const ids = submitted.map(pdu => `00a${pdu.sequence_number}`);
    expect(result).toEqual({
      kind: 'accepted',
      parts: ids.map((id, index) => ({
        number: index + 1,
        accepted: true,
        reference: id.slice(2).toUpperCase(),
      })),
    });
    const at = new Date(bed.clock.now());
    for (const id of ids) {
      const short_message = Buffer.from(
        buildReceiptText({ id, stat: 'UNDELIV', err: '027', submitDate: at, doneDate: at }),
      );
      expect(
        await deliver(sessions[0], { esm_class: 4, source_addr: '33612345678', short_message }),
      ).toMatchObject({
        command_status: 0,
      });
    }
    expect(bed.ear.receipts).toMatchObject([
      { ours: { messageId: 'msg_1', partNumber: 1 }, state: 'undelivered', reason: 'absent_subscriber' },
      { ours: { messageId: 'msg_1', partNumber: 2 }, state: 'undelivered', reason: 'absent_subscriber' },
    ]);
  });

  it('a reply comes in, in its own coding', async () => {
    const { sessions } = await open(() => ({}));
    const fields = { source_addr_ton: 1, source_addr: '33612345678', destination_addr: '36180' };
    for (const text of ['STOP merci', 'Привет']) {
      expect(await deliver(sessions[0], { ...fields, short_message: text })).toMatchObject({
        command_status: 0,
      });
    }
    expect(bed.ear.inbounds.map(({ text }) => text)).toEqual(['STOP merci', 'Привет']);
  });

  it('it is asked what became of a message', async () => {
    const { carrier } = await open(() => ({ message_id: '00a7' }));
    await bed.submit(carrier, submissionOf('x'));
    const asked = ['A7', 'B8'].map(reference => ({
      messageId: 'msg_1',
      partNumber: 1,
      reference,
      from: 'CHAPPE',
    }));
    const told = carrier.query?.(asked, { signal: new AbortController().signal });
    expect(await told).toMatchObject([
      { reference: 'A7', state: 'undelivered', reason: 'absent_subscriber', rawCode: 'UNDELIV 27' },
    ]);
  });

  it('throttling, refusal, an answer without an id: each is what it is', async () => {
    const answers = [{ command_status: 0x58 }, { command_status: 0x0b }, { message_id: '' }];
    const { carrier } = await open(() => answers.shift() ?? {});
    const submit = () => bed.submit(carrier, submissionOf('x'));
    expect(await submit()).toMatchObject({ kind: 'throttled' });
    expect(await submit()).toMatchObject({ kind: 'rejected', reason: 'invalid_destination' });
    expect(await submit()).toMatchObject({ kind: 'accepted', parts: [{ reference: 'no id: msg_1.1' }] });
  });

  it('a wrong password is a misconfiguration, and leave is taken in order', async () => {
    const { carrier } = await open(() => ({}), 'another');
    expect(bed.named('misconfigured')).toHaveLength(1);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('ESME_RINVPASWD') });
    const { carrier: right, sessions } = await open(() => ({}));
    const closed = new Promise(resolve => sessions[0]?.once('close', resolve));
    await right.stop();
    await closed;
  });
});
