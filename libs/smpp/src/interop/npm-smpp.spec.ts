import { once } from 'node:events';
import { CommandStatus } from '../codec/index.js';
import type { Pdu } from '../codec/index.js';
import { buildReceiptText, parseReceipt } from '../receipts/index.js';
import type { ServerSession } from '../server/index.js';
import type { ClientSession } from '../session/index.js';
import { Inbox, Loopback } from '../session/loopback.contract-spec.js';
import {
  buildUserDataHeader,
  concatenationElement,
  concatenationOf,
  parseUserData,
} from '../values/index.js';
import { npmSmpp } from './npm-smpp.contract-spec.js';
import type { NpmPdu, NpmServer, NpmSession } from './npm-smpp.contract-spec.js';

const UDHI = 0x40;
const net = new Loopback();
const cleanups: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await net.close();
});

const header = buildUserDataHeader([concatenationElement({ reference: 0xab, total: 2, part: 1 })]);
const receiptText = buildReceiptText({
  id: '00ab12',
  submitDate: new Date('2026-11-22T10:00:00Z'),
  doneDate: new Date('2026-11-22T10:01:00Z'),
  stat: 'DELIVRD',
});
const receiptTlvs = {
  receipted_message_id: '00ab12',
  message_state: 2,
  network_error_code: Buffer.from([3, 0, 0]),
};

describe('our client and the server of npm smpp', () => {
  async function open(
    serve: (session: NpmSession) => void,
    handlers: NonNullable<Parameters<Loopback['client']>[1]>['handlers'] = {},
  ): Promise<{ client: ClientSession; theirs: NpmSession }> {
    const sessions = new Inbox<NpmSession>();
    const server: NpmServer = npmSmpp.createServer(session => {
      session.on('error', () => session.destroy());
      for (const mode of ['bind_transceiver', 'bind_receiver', 'bind_transmitter']) {
        session.on(mode, (pdu: NpmPdu) => {
          const right = pdu['password'] === 'secret';
          session.send(
            pdu.response({ system_id: 'npm', command_status: right ? 0 : CommandStatus.RINVPASWD }),
          );
        });
      }
      session.on('enquire_link', (pdu: NpmPdu) => session.send(pdu.response()));
      session.on('unbind', (pdu: NpmPdu) => {
        session.send(pdu.response());
        session.close();
      });
      serve(session);
      sessions.put(session);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => new Promise<void>(resolve => server.close(resolve)));
    const client = await net.client(server.address().port, { handlers });
    cleanups.push(() => client.destroy());
    return { client, theirs: await sessions.next() };
  }

  it.each(['transceiver', 'receiver', 'transmitter'] as const)(
    'bind as %s, are enquired, unbind',
    async mode => {
      const { client } = await open(() => undefined);
      expect(await client.bind(mode, { systemId: 'chappe', password: 'secret' })).toMatchObject({
        kind: 'answered',
        response: { command: `bind_${mode}_resp`, status: 0, systemId: 'npm' },
      });
      expect(await client.request('enquire_link', {})).toMatchObject({ kind: 'answered' });
      expect(await client.unbind()).toMatchObject({ kind: 'answered', response: { command: 'unbind_resp' } });
      expect(await client.closed).toMatchObject({ reason: 'unbound' });
    },
  );

  it('tell a wrong password', async () => {
    const { client } = await open(() => undefined);
    const outcome = await client.bind('transceiver', { systemId: 'chappe', password: 'wrong' });
    expect(outcome).toMatchObject({ response: { status: CommandStatus.RINVPASWD } });
  });

  it('agree on submissions with a user data header, with message_payload, and with a time', async () => {
    const submitted = new Inbox<NpmPdu>();
    const { client } = await open(session =>
      session.on('submit_sm', (pdu: NpmPdu) => {
        submitted.put(pdu);
        session.send(pdu.response({ message_id: `id-${pdu.sequence_number}` }));
      }),
    );
    await client.bind('transceiver', { systemId: 'chappe', password: 'secret' });
    const outcome = await client.request('submit_sm', {
      sourceAddrTon: 5,
      sourceAddr: 'CHAPPE',
      destAddrTon: 1,
      destAddrNpi: 1,
      destinationAddr: '33612345678',
      esmClass: UDHI,
      dataCoding: 8,
      registeredDelivery: 1,
      shortMessage: Buffer.concat([header, Buffer.from('Bonjour', 'utf16le').swap16()]),
      tlvs: { userMessageReference: 513 },
    });
    const split = await submitted.next();
    expect(outcome).toMatchObject({ response: { status: 0, messageId: `id-${split.sequence_number}` } });
    expect(split).toMatchObject({
      source_addr: 'CHAPPE',
      source_addr_ton: 5,
      destination_addr: '33612345678',
      esm_class: UDHI,
      registered_delivery: 1,
      user_message_reference: 513,
      short_message: { udh: [Buffer.from([0, 3, 0xab, 2, 1])], message: 'Bonjour' },
    });
    await client.request('submit_sm', {
      validityPeriod: '261124100000000+',
      tlvs: { messagePayload: Buffer.from('long '.repeat(100)) },
    });
    expect(await submitted.next()).toMatchObject({
      message_payload: { message: 'long '.repeat(100) },
      validity_period: new Date('2026-11-24T10:00:00Z'),
    });
  });

  it('agree on receipts', async () => {
    const receipts = new Inbox<Pdu<'deliver_sm'>>();
    const { client, theirs } = await open(() => undefined, { deliver_sm: pdu => receipts.put(pdu) });
    await client.bind('transceiver', { systemId: 'chappe', password: 'secret' });
    const answer = await new Promise<NpmPdu>(resolve => {
      theirs.deliver_sm({ esm_class: 4, short_message: Buffer.from(receiptText), ...receiptTlvs }, resolve);
    });
    expect(answer).toMatchObject({ command: 'deliver_sm_resp', command_status: 0 });
    expect(parseReceipt(await receipts.next())).toMatchObject({
      evidence: 'esm-class',
      messageId: '00ab12',
      state: 'DELIVERED',
      networkError: { networkType: 3, code: 0 },
      doneDate: new Date('2026-11-22T10:01:00Z'),
    });
  });

  it('agree on submit_multi and on query_sm', async () => {
    const { client } = await open(session => {
      session.on('submit_multi', (pdu: NpmPdu) => {
        const unsuccess_sme = [
          { dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '337', error_status_code: 11 },
        ];
        expect(pdu['dest_address']).toEqual([
          { dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '336' },
          { dl_name: 'friends' },
        ]);
        session.send(pdu.response({ message_id: 'multi', unsuccess_sme }));
      });
      session.on('query_sm', (pdu: NpmPdu) => {
        session.send(pdu.response({ message_id: pdu['message_id'], message_state: 2, error_code: 0 }));
      });
    });
    await client.bind('transceiver', { systemId: 'chappe', password: 'secret' });
    const multi = await client.request('submit_multi', {
      destinations: [
        { kind: 'sme', ton: 1, npi: 1, addr: '336' },
        { kind: 'list', name: 'friends' },
      ],
      shortMessage: Buffer.from('hello'),
    });
    expect(multi).toMatchObject({
      response: { messageId: 'multi', unsuccessful: [{ ton: 1, npi: 1, addr: '337', status: 11 }] },
    });
    expect(await client.request('query_sm', { messageId: 'm1' })).toMatchObject({
      response: { messageId: 'm1', messageState: 2, finalDate: '' },
    });
  });
});

describe('the client of npm smpp and our server', () => {
  async function open(
    handlers: NonNullable<Parameters<Loopback['server']>[0]>['handlers'] = {},
  ): Promise<{ theirs: NpmSession; ours: ServerSession }> {
    const { server, port } = await net.server({
      systemId: 'ours',
      handlers,
      onBind: ({ password }) => (password === 'secret' ? CommandStatus.ROK : CommandStatus.RINVPASWD),
    });
    const accepted = once(server, 'session') as Promise<[ServerSession]>;
    const theirs = npmSmpp.connect({ host: '127.0.0.1', port });
    theirs.on('error', () => undefined);
    cleanups.push(() => theirs.destroy());
    const [ours] = await accepted;
    return { theirs, ours };
  }
  const ask = (
    session: NpmSession,
    command: keyof NpmSession,
    fields: Readonly<Record<string, unknown>> = {},
  ) =>
    new Promise<NpmPdu>(resolve => {
      (session[command] as NpmSession['unbind'])(fields, resolve);
    });
  const credentials = { system_id: 'npm', password: 'secret' };

  it.each(['transceiver', 'receiver', 'transmitter'] as const)(
    'bind as %s, are enquired, unbind',
    async mode => {
      const { theirs, ours } = await open();
      expect(await ask(theirs, `bind_${mode}`, credentials)).toMatchObject({
        command: `bind_${mode}_resp`,
        command_status: 0,
        system_id: 'ours',
        sc_interface_version: 0x34,
      });
      expect(ours.boundAs).toBe(mode);
      // It says 5.0 unless told otherwise.
      expect(ours.bindRequest?.interfaceVersion).toBe(0x50);
      expect(await ask(theirs, 'enquire_link')).toMatchObject({ command_status: 0 });
      expect(await ask(theirs, 'unbind')).toMatchObject({ command: 'unbind_resp', command_status: 0 });
      expect(await ours.closed).toMatchObject({ reason: 'unbound' });
    },
  );

  it('tell a wrong password', async () => {
    const { theirs } = await open();
    const answer = await ask(theirs, 'bind_transceiver', { ...credentials, password: 'wrong' });
    expect(answer.command_status).toBe(CommandStatus.RINVPASWD);
  });

  it('agree on submissions with a user data header, with message_payload, and with a time', async () => {
    const submitted = new Inbox<Pdu<'submit_sm'>>();
    const { theirs } = await open({
      submit_sm: pdu => {
        submitted.put(pdu);
        return { messageId: `id-${pdu.sequence}` };
      },
    });
    await ask(theirs, 'bind_transceiver', credentials);
    const answer = await ask(theirs, 'submit_sm', {
      source_addr: 'NPM',
      destination_addr: '33612345678',
      data_coding: 8,
      short_message: { udh: header, message: 'Bonjour' },
      user_message_reference: 513,
    });
    const split = await submitted.next();
    expect(answer).toMatchObject({ command_status: 0, message_id: `id-${split.sequence}` });
    expect(split).toMatchObject({
      sourceAddr: 'NPM',
      destinationAddr: '33612345678',
      esmClass: UDHI,
      dataCoding: 8,
    });
    expect(split.tlvs.userMessageReference).toBe(513);
    const user = parseUserData(split.shortMessage);
    expect(user && concatenationOf(user.elements)).toEqual({ reference: 0xab, total: 2, part: 1 });
    expect(user && Buffer.from(user.body).swap16().toString('utf16le')).toBe('Bonjour');

    const payload = Buffer.from('long '.repeat(100));
    await ask(theirs, 'submit_sm', {
      message_payload: payload,
      validity_period: new Date('2026-11-24T10:00:00Z'),
    });
    const long = await submitted.next();
    expect(long).toMatchObject({ validityPeriod: '261124100000000+', tlvs: { messagePayload: payload } });
  });

  it('agree on receipts', async () => {
    const { theirs, ours } = await open();
    await ask(theirs, 'bind_transceiver', credentials);
    const delivered = once(theirs, 'deliver_sm') as Promise<[NpmPdu]>;
    const outcome = ours.request('deliver_sm', {
      esmClass: 4,
      shortMessage: Buffer.from(receiptText),
      tlvs: { receiptedMessageId: '00ab12', messageState: 2, networkErrorCode: Buffer.from([3, 0, 0]) },
    });
    const [pdu] = await delivered;
    expect(pdu).toMatchObject({ esm_class: 4, short_message: { message: receiptText }, ...receiptTlvs });
    theirs.send(pdu.response());
    expect(await outcome).toMatchObject({
      kind: 'answered',
      response: { command: 'deliver_sm_resp', status: 0 },
    });
  });

  it('agree on submit_multi, and on what is refused', async () => {
    const { theirs } = await open({
      submit_multi: ({ destinations }) => ({
        messageId: `${destinations.length} destinations`,
        unsuccessful: [{ ton: 1, npi: 1, addr: '337', status: CommandStatus.RINVDSTADR }],
      }),
    });
    expect(await ask(theirs, 'submit_sm')).toMatchObject({ command_status: CommandStatus.RINVBNDSTS });
    await ask(theirs, 'bind_transceiver', credentials);
    const dest_address = [
      { dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '336' },
      { dl_name: 'friends' },
    ];
    expect(
      await ask(theirs, 'submit_multi', { dest_address, short_message: Buffer.from('hello') }),
    ).toMatchObject({
      command_status: 0,
      message_id: '2 destinations',
      unsuccess_sme: [{ destination_addr: '337', error_status_code: CommandStatus.RINVDSTADR }],
    });
    expect(await ask(theirs, 'query_sm')).toMatchObject({ command_status: CommandStatus.RINVCMDID });
    expect(await ask(theirs, 'bind_receiver', credentials)).toMatchObject({
      command_status: CommandStatus.RALYBND,
    });
  });
});
