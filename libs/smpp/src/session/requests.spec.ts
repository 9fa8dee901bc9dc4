import { once } from 'node:events';
import { CommandStatus, encodePdu } from '../codec/index.js';
import type { AnyPdu, Pdu } from '../codec/index.js';
import { ManualTimers } from '../time/index.js';
import { NEVER_ANSWER } from './handlers.js';
import { deferred, Inbox, Loopback } from './loopback.contract-spec.js';
import { MAX_SEQUENCE, RequestWindow } from './request-window.js';
import type { Settlement } from './request-window.js';

const { ROK, RSYSERR, RINVCMDID, RINVBNDSTS, RTHROTTLED } = CommandStatus;
const net = new Loopback();
afterEach(() => net.close());

const message = { destinationAddr: '33612345678', shortMessage: Buffer.from('Bonjour') };

describe('a request', () => {
  it('ends with its answer, whatever its status', async () => {
    const { client } = await net.pair({
      server: {
        handlers: {
          submit_sm: ({ destinationAddr }) => (destinationAddr === '' ? RTHROTTLED : { messageId: 'm1' }),
        },
      },
    });
    expect(await client.request('submit_sm', message)).toMatchObject({
      kind: 'answered',
      response: { command: 'submit_sm_resp', status: ROK, messageId: 'm1' },
    });
    expect(await client.request('submit_sm', {})).toMatchObject({
      response: { status: RTHROTTLED, messageId: '' },
    });
  });

  it('goes both ways at once, deliveries too', async () => {
    const taken: string[] = [];
    const { client, session } = await net.pair({
      client: { handlers: { deliver_sm: pdu => void taken.push(pdu.shortMessage.toString()) } },
      server: { handlers: { submit_sm: () => ({ messageId: 'm1' }) } },
    });
    const outcomes = await Promise.all([
      client.request('submit_sm', message),
      session.request('deliver_sm', message),
    ]);
    expect(outcomes.map(outcome => outcome.kind === 'answered' && outcome.response.command)).toEqual([
      'submit_sm_resp',
      'deliver_sm_resp',
    ]);
    expect(taken).toEqual(['Bonjour']);
  });

  it('ends with generic_nack when the peer could not read it', async () => {
    const { client, peer } = await net.clientOfRaw();
    const outcome = client.request('submit_sm', message);
    const { sequence } = await peer.inbox.next();
    peer.send({ command: 'generic_nack', status: RINVCMDID, sequence });
    expect(await outcome).toMatchObject({
      kind: 'answered',
      response: { command: 'generic_nack', status: RINVCMDID },
    });
  });

  it('without an answer in thirty seconds has left; one that waited for room has not', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1, enquireLinkIntervalMs: 0 });
    const first = client.request('submit_sm', message);
    const second = client.request('submit_sm', { sourceAddr: 'never' });
    const { sequence } = await peer.inbox.next();
    net.timers.advance(30_000);
    expect(await first).toEqual({ kind: 'unanswered', reason: 'timeout', left: true, sequence });
    expect(await second).toMatchObject({ reason: 'timeout', left: false });
    void client.request('submit_sm', { sourceAddr: 'this one' });
    expect(await peer.inbox.next()).toMatchObject({ sourceAddr: 'this one' });
  });

  it('has its whole time from the moment it left, however long it waited', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1, enquireLinkIntervalMs: 0 });
    const first = client.request('submit_sm', message);
    const second = client.request('submit_sm', message);
    const one = await peer.inbox.next();
    net.timers.advance(29_000);
    peer.send({ command: 'submit_sm_resp', sequence: one.sequence });
    expect(await first).toMatchObject({ kind: 'answered' });
    const two = await peer.inbox.next();
    net.timers.advance(29_999);
    peer.send({ command: 'submit_sm_resp', sequence: two.sequence });
    expect(await second).toMatchObject({ kind: 'answered' });
  });

  it('may have a time of its own', async () => {
    const { client, peer } = await net.clientOfRaw();
    const outcome = client.request('submit_sm', message, { timeoutMs: 500 });
    await peer.inbox.next();
    net.timers.advance(500);
    expect(await outcome).toMatchObject({ reason: 'timeout', left: true });
  });

  it('answered too late is told as unsolicited, under its sequence number', async () => {
    const { client, peer } = await net.clientOfRaw({ enquireLinkIntervalMs: 0 });
    const outcome = client.request('submit_sm', message);
    const { sequence } = await peer.inbox.next();
    net.timers.advance(30_000);
    expect(await outcome).toMatchObject({ sequence });
    const late = once(client, 'unsolicited') as Promise<[AnyPdu]>;
    peer.send({ command: 'submit_sm_resp', sequence, messageId: 'late' });
    expect((await late)[0]).toMatchObject({ sequence, messageId: 'late' });
    expect(client.stats.unsolicited).toBe(1);
  });

  it('answered with another command than its own is still open', async () => {
    const { client, peer } = await net.clientOfRaw();
    const outcome = client.request('submit_sm', message);
    const { sequence } = await peer.inbox.next();
    peer.send({ command: 'query_sm_resp', sequence });
    peer.send({ command: 'submit_sm_resp', sequence, messageId: 'right' });
    expect(await outcome).toMatchObject({ response: { messageId: 'right' } });
    expect(client.stats.unsolicited).toBe(1);
  });

  it('answered with something unreadable is told as garbled', async () => {
    const { client, peer } = await net.clientOfRaw();
    const outcome = client.request('submit_sm', message);
    const { sequence } = await peer.inbox.next();
    const garbled = Buffer.concat([
      encodePdu({ command: 'submit_sm_resp', sequence }),
      Buffer.from([4, 0x24, 0xff, 0xff]),
    ]);
    garbled.writeUInt32BE(garbled.length, 0);
    peer.write(garbled);
    expect(await outcome).toEqual({ kind: 'unanswered', reason: 'garbled', left: true, sequence });
  });

  it('under way when the connection breaks has left; one that waits has not', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1 });
    const outcomes = Promise.all([
      client.request('submit_sm', message),
      client.request('submit_sm', message),
    ]);
    await peer.inbox.next();
    peer.socket.resetAndDestroy();
    expect(await outcomes).toMatchObject([
      { reason: 'closed', left: true },
      { reason: 'closed', left: false },
    ]);
    expect(await client.closed).toMatchObject({ reason: 'socket-error', error: { code: 'ECONNRESET' } });
    expect(await client.request('submit_sm', message)).toMatchObject({ reason: 'closed', left: false });
  });

  it('taken back before it left never leaves; afterwards it may have arrived', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const outcomes = [
      client.request('submit_sm', { ...message, sourceAddr: '1' }, { signal: first.signal }),
      client.request('submit_sm', { ...message, sourceAddr: '2' }, { signal: second.signal }),
      client.request('submit_sm', { ...message, sourceAddr: '3' }),
    ];
    expect(await peer.inbox.next()).toMatchObject({ sourceAddr: '1' });
    second.abort();
    expect(await outcomes[1]).toMatchObject({ reason: 'aborted', left: false });
    first.abort();
    expect(await outcomes[0]).toMatchObject({ reason: 'aborted', left: true });
    expect(await peer.inbox.next()).toMatchObject({ sourceAddr: '3' });
    const already = await client.request('submit_sm', message, { signal: AbortSignal.abort() });
    expect(already).toMatchObject({ reason: 'aborted', left: false });
  });

  it('taken back in the same turn of the event loop is not written either', async () => {
    const { client, peer } = await net.clientOfRaw();
    const abort = new AbortController();
    const outcome = client.request('submit_sm', { sourceAddr: 'never' }, { signal: abort.signal });
    abort.abort();
    expect(await outcome).toMatchObject({ reason: 'aborted', left: false });
    void client.request('submit_sm', { sourceAddr: 'this one' });
    expect(await peer.inbox.next()).toMatchObject({ sourceAddr: 'this one' });
  });
});

describe('the window', () => {
  it('lets no more requests be unanswered than it has room for, in order', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 3 });
    const all = Array.from({ length: 8 }, (_, i) => client.request('submit_sm', { sourceAddr: String(i) }));
    const seen: string[] = [];
    const take = async () => {
      const pdu = (await peer.inbox.next()) as Pdu<'submit_sm'>;
      seen.push(pdu.sourceAddr);
      return pdu;
    };
    const first = [await take(), await take(), await take()];
    // The bind and three submissions; the other five have not even been queued.
    expect([client.openRequests, client.stats.pdusOut]).toEqual([8, 4]);
    for (const { sequence } of first) peer.send({ command: 'submit_sm_resp', sequence });
    for (let i = 3; i < 8; i++) peer.send({ command: 'submit_sm_resp', sequence: (await take()).sequence });
    expect(await Promise.all(all)).toHaveLength(8);
    expect(seen).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    expect(client.openRequests).toBe(0);
  });

  const window = (size: number, firstSequence?: number) => {
    const sent: number[] = [];
    const settled: Settlement[] = [];
    const made = new RequestWindow(
      {
        timers: new ManualTimers(),
        size,
        send: octets => void sent.push(octets.readUInt32BE(12)),
        asked: () => undefined,
        settled: () => undefined,
      },
      firstSequence,
    );
    const add = () =>
      made.add(
        {
          octets: encodePdu({ command: 'enquire_link' }),
          responseName: 'enquire_link_resp',
          timeoutMs: 1_000,
          settle: settlement => void settled.push(settlement),
        },
        false,
      );
    const answer = (sequence: number) =>
      made.answer({ command: 'enquire_link_resp', status: 0, sequence, tlvs: {}, unknownTlvs: [] });
    return { made, add, answer, sent, settled };
  };

  it('numbers requests from 1 to 0x7FFFFFFF and then from 1 again, skipping those still open', () => {
    const { add, answer, sent } = window(10, MAX_SEQUENCE - 1);
    for (let i = 0; i < 4; i++) add();
    expect(sent).toEqual([MAX_SEQUENCE - 1, MAX_SEQUENCE, 1, 2]);
    const again = window(10, MAX_SEQUENCE);
    for (let i = 0; i < 3; i++) again.add();
    expect(again.sent).toEqual([MAX_SEQUENCE, 1, 2]);
    expect(answer(MAX_SEQUENCE)).toBe(true);
    const skipping = window(10, MAX_SEQUENCE);
    skipping.add();
    skipping.add();
    skipping.answer(MAX_SEQUENCE);
    Object.assign(skipping.made, { lastSequence: MAX_SEQUENCE });
    skipping.add();
    expect(skipping.sent).toEqual([MAX_SEQUENCE, 1, 2]);
  });

  it('settles each request once, also when it is answered twice', () => {
    const { made, add, answer, settled } = window(1);
    add();
    add();
    expect([answer(1), answer(1), answer(2), made.garbled(2)]).toEqual([true, false, true, false]);
    made.settleAll('closed');
    expect(settled.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
  });
});

describe('a request of the peer', () => {
  it('may be answered later and in another order', async () => {
    const answers = [deferred<{ messageId: string }>(), deferred<{ messageId: string }>()];
    let asked = 0;
    const { peer } = await net.rawOfServer({ handlers: { submit_sm: () => answers[asked++]?.promise } });
    peer.send({ command: 'submit_sm', sequence: 11 });
    peer.send({ command: 'submit_sm', sequence: 12 });
    await peer.ask({ command: 'enquire_link', sequence: 13 });
    answers[1]?.resolve({ messageId: 'second' });
    expect(await peer.inbox.next()).toMatchObject({ sequence: 12, messageId: 'second' });
    answers[0]?.resolve({ messageId: 'first' });
    expect(await peer.inbox.next()).toMatchObject({ sequence: 11, messageId: 'first' });
  });

  it('may never be answered', async () => {
    const { peer } = await net.rawOfServer({ handlers: { submit_sm: () => NEVER_ANSWER } });
    peer.send({ command: 'submit_sm', sequence: 2 });
    expect(await peer.ask({ command: 'enquire_link', sequence: 3 })).toMatchObject({ sequence: 3 });
  });

  it('is answered with RSYSERR when the handler fails, in whatever way', async () => {
    const failures = [
      () => {
        throw new Error('at once');
      },
      () => Promise.reject(new Error('later')),
      () => ({ messageId: 'x'.repeat(65) }),
      () => Promise.resolve({ messageId: 'Ω' }),
    ];
    const { peer, session } = await net.rawOfServer({
      handlers: { submit_sm: ({ sequence }) => failures[sequence]?.() },
    });
    const errors: unknown[] = [];
    session.on('handlerError', error => errors.push((error as Error).message));
    for (let sequence = 0; sequence < failures.length; sequence++) {
      expect(await peer.ask({ command: 'submit_sm', sequence })).toMatchObject({ status: RSYSERR, sequence });
    }
    expect(errors).toEqual([
      'at once',
      'later',
      expect.stringContaining('messageId'),
      expect.stringContaining('U+03a9'),
    ]);
    expect(session.stats.handlerErrors).toBe(4);
    expect(session.isClosed).toBe(false);
  });

  it('is answered with RINVCMDID when nobody handles it', async () => {
    const { peer } = await net.rawOfServer();
    expect(await peer.ask({ command: 'query_sm', sequence: 2, messageId: '1' })).toMatchObject({
      command: 'query_sm_resp',
      status: RINVCMDID,
    });
  });

  it.each([
    ['query_sm', { messageId: 'm', messageState: 2, finalDate: '261122100000000+' }],
    ['cancel_sm', {}],
    ['replace_sm', {}],
    ['submit_multi', { messageId: 'm', unsuccessful: [{ ton: 1, npi: 1, addr: '336', status: 11 }] }],
    ['data_sm', { messageId: 'm' }],
  ] as const)('%s is handled and answered in its own form', async (command, answer) => {
    const { client } = await net.pair({ server: { handlers: { [command]: () => answer } } });
    expect(await client.request(command, {})).toMatchObject({
      kind: 'answered',
      response: { command: `${command}_resp`, status: ROK, ...answer },
    });
  });

  it('beyond the number that may be unanswered is not even read', async () => {
    const gate = deferred<void>();
    const arrived = new Inbox<number>();
    const { peer, session } = await net.rawOfServer({
      maxUnanswered: 3,
      handlers: {
        submit_sm: async ({ sequence }) => {
          arrived.put(sequence);
          await gate.promise;
          return { messageId: String(sequence) };
        },
      },
    });
    for (let sequence = 2; sequence < 12; sequence++) peer.send({ command: 'submit_sm', sequence });
    expect([await arrived.next(), await arrived.next(), await arrived.next()]).toEqual([2, 3, 4]);
    expect([session.unansweredRequests, arrived.size]).toEqual([3, 0]);
    gate.resolve();
    const answered: number[] = [];
    for (let i = 0; i < 10; i++) answered.push((await peer.inbox.next()).sequence);
    expect(answered).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('alert_notification is told as an event', async () => {
    const { client, session } = await net.pair();
    const told = once(client, 'alertNotification') as Promise<[Pdu<'alert_notification'>]>;
    session.send({ command: 'alert_notification', sourceAddr: '33612345678' });
    expect((await told)[0].sourceAddr).toBe('33612345678');
  });
});

describe('leaving', () => {
  it('waits for what is under way, then says unbind, then closes', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1 });
    const first = client.request('submit_sm', { sourceAddr: '1' });
    const second = client.request('submit_sm', { sourceAddr: '2' });
    const left = client.unbind();
    expect(await client.request('submit_sm', message)).toMatchObject({ reason: 'unbound', left: false });
    for (const expected of ['1', '2']) {
      const pdu = (await peer.inbox.next()) as Pdu<'submit_sm'>;
      expect(pdu.sourceAddr).toBe(expected);
      peer.send({ command: 'submit_sm_resp', sequence: pdu.sequence });
    }
    const unbind = await peer.inbox.next();
    expect(unbind.command).toBe('unbind');
    peer.send({ command: 'unbind_resp', sequence: unbind.sequence });
    expect([await first, await second, await left]).toMatchObject([
      { kind: 'answered' },
      { kind: 'answered' },
      { kind: 'answered', response: { command: 'unbind_resp' } },
    ]);
    expect(await client.closed).toEqual({ reason: 'unbound', error: undefined });
  });

  it('waits ten seconds at most; what has not left by then does not leave', async () => {
    const { client, peer } = await net.clientOfRaw({ window: 1, enquireLinkIntervalMs: 0 });
    const first = client.request('submit_sm', message);
    const second = client.request('submit_sm', message);
    await peer.inbox.next();
    const left = client.unbind();
    net.timers.advance(10_000);
    expect(await second).toMatchObject({ reason: 'unbound', left: false });
    const unbind = await peer.inbox.next();
    expect(unbind.command).toBe('unbind');
    peer.send({ command: 'unbind_resp', sequence: unbind.sequence });
    expect(await left).toMatchObject({ kind: 'answered' });
    expect(await first).toMatchObject({ reason: 'unbound', left: true });
  });

  it('when the peer leaves, it gets the answers it waits for first', async () => {
    const answer = deferred<{ messageId: string }>();
    const { peer, session } = await net.rawOfServer({ handlers: { submit_sm: () => answer.promise } });
    const delivery = session.request('deliver_sm', message);
    await peer.inbox.next();
    peer.send({ command: 'submit_sm', sequence: 2 });
    peer.send({ command: 'unbind', sequence: 3 });
    peer.send({ command: 'submit_sm', sequence: 4 });
    expect(await peer.inbox.next()).toMatchObject({ sequence: 4, status: RINVBNDSTS });
    answer.resolve({ messageId: 'm' });
    expect(await peer.inbox.next()).toMatchObject({ sequence: 2, messageId: 'm' });
    expect(await peer.inbox.next()).toMatchObject({ command: 'unbind_resp', sequence: 3, status: ROK });
    expect(await delivery).toMatchObject({ reason: 'unbound', left: true });
    expect(await session.closed).toEqual({ reason: 'unbound', error: undefined });
  });

  it('of both at once ends both, and leaves no timer behind', async () => {
    const { client, session } = await net.pair({ server: { handlers: { submit_sm: () => NEVER_ANSWER } } });
    void client.request('submit_sm', message, { timeoutMs: 1 });
    net.timers.advance(1);
    await Promise.all([client.unbind(), session.unbind()]);
    await Promise.all([client.closed, session.closed]);
    expect(net.timers.waiting).toBe(0);
    expect([await client.closed, await session.closed]).toMatchObject([
      { reason: 'unbound' },
      { reason: 'unbound' },
    ]);
  });

  it('of the whole server drains its sessions', async () => {
    const { client, server } = await net.pair();
    await server.close();
    expect(await client.closed).toMatchObject({ reason: 'unbound' });
    expect(server.sessions.size).toBe(0);
    expect(await client.unbind()).toMatchObject({ reason: 'unbound', left: false });
  });

  it('without a word is told as such', async () => {
    const { client, session } = await net.pair();
    client.end();
    expect(await session.closed).toEqual({ reason: 'peer-closed', error: undefined });
    expect(await client.closed).toMatchObject({ reason: 'ended' });
    expect(session.send({ command: 'enquire_link' })).toBe(false);
    expect(await session.sendRaw(Buffer.from('x'))).toBe(false);
  });

  it('without a word cuts a peer that does not close within five seconds', async () => {
    const { client, peer } = await net.clientOfRaw();
    peer.socket.pause();
    client.end();
    net.timers.advance(5_000);
    expect(await client.closed).toMatchObject({ reason: 'ended' });
  });
});
