import { CommandStatus, NEVER_ANSWER, SmppServer, type ServerSession } from '@chappe/smpp';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { submissionOf, Testbed } from '../testbed.contract-spec.js';
import { tls } from '../tls.contract-spec.js';
import type { BindRefusal } from './links.js';

let bed: Testbed;
beforeEach(() => (bed = new Testbed()));
afterEach(() => bed.close());

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const gaps = (dates: readonly number[]) => dates.slice(1).map((date, index) => date - (dates[index] ?? 0));
const within = (value: number, [min, max]: readonly [number, number]) => value >= min && value <= max;

describe('binds', () => {
  it('are made as many and as asked for, and said to be up once', async () => {
    const { carrier, server } = await bed.open({
      binds: 2,
      bindMode: 'tx+rx',
      systemType: 'SMS',
      addressRange: '^33',
    });
    expect(bed.binds.map(({ mode }) => mode)).toEqual(['transmitter', 'receiver', 'transmitter', 'receiver']);
    expect(
      [...server.sessions].map(({ bindRequest }) => [
        bindRequest?.systemId,
        bindRequest?.systemType,
        bindRequest?.addressRange,
      ]),
    ).toEqual(Array.from({ length: 4 }, () => ['chappe', 'SMS', '^33']));
    expect(carrier.stats.bound).toBe(4);
    expect(carrier.health()).toEqual({ up: true });
    expect(bed.named('up')).toHaveLength(1);
    expect(bed.named('bound')).toHaveLength(4);
    expect(carrier.capabilities.windowSize).toBe(20);
  });

  it('carry submissions on transmitters only, and receipts on receivers', async () => {
    const modes = new Set<unknown>();
    bed.answer = (_pdu, session) => {
      modes.add(session.boundAs);
      return { messageId: '1' };
    };
    const { carrier, server } = await bed.open({ bindMode: 'tx+rx' });
    await bed.submit(carrier, submissionOf('x'));
    expect([...modes]).toEqual(['transmitter']);
    const receiver = [...server.sessions].find(({ boundAs }) => boundAs === 'receiver');
    await receiver?.request('deliver_sm', {
      esmClass: 4,
      tlvs: { receiptedMessageId: '1', messageState: 2 },
    });
    expect(bed.ear.receipts).toMatchObject([{ ours: { messageId: 'msg_1' } }]);
  });

  it('share the submissions', async () => {
    const counts = new Map<ServerSession, number>();
    const pending: (() => void)[] = [];
    bed.answer = (_pdu, session) => {
      counts.set(session, (counts.get(session) ?? 0) + 1);
      return new Promise(resolve => pending.push(() => resolve({ messageId: '1' })));
    };
    const { carrier } = await bed.open({ binds: 3, window: 2 });
    const results = [1, 2, 3, 4, 5, 6].map(() => bed.submit(carrier, submissionOf('x')));
    await bed.until('all have left', () => pending.length === 6);
    expect([...counts.values()]).toEqual([2, 2, 2]);
    for (const answer of pending) answer();
    await Promise.all(results);
  });
});

describe('a bind that the centre thinks is none', () => {
  it('takes nothing more while it takes leave; the others carry on', async () => {
    const answered = Promise.withResolvers<void>();
    bed.answer = async (_pdu, session) => {
      if (session !== sick) return { messageId: '1' };
      if (bed.submitted.length === 1) await answered.promise;
      return CommandStatus.RINVBNDSTS;
    };
    const { carrier, sessions } = await bed.open({ binds: 2, window: 2 });
    const [sick] = sessions;
    const submit = () => bed.submit(carrier, submissionOf('x'));
    const first = submit();
    expect(await submit()).toMatchObject({ kind: 'accepted' });
    await Promise.all([submit(), submit()]);
    // Draining still, for the sake of the first.
    const results = await Promise.all([submit(), submit()]);
    expect(results).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    answered.resolve();
    expect(await first).toMatchObject({ kind: 'throttled', rawCode: '0x00000004' });
    await bed.passUntil('both are bound again', () => bed.binds.length === 3 && carrier.stats.bound === 2);
  });
});

describe('a carrier that is away', () => {
  it('is waited for: start resolves, health says why, and it is tried with growing delays', async () => {
    const tried: number[] = [];
    const listener = createServer(socket => {
      tried.push(bed.clock.now());
      socket.destroy();
    }).listen(0, '127.0.0.1');
    bed.atEnd(() => void listener.close());
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const carrier = bed.carrier(address.port);
    await carrier.start(bed.ear);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('tried again by itself') });
    await bed.passUntil('it was tried ten times', () => tried.length === 10);
    const [first = 0, second = 0, third = 0, ...rest] = gaps(tried);
    expect(within(first, [800, 1_200])).toBe(true);
    expect(within(second, [1_600, 2_400])).toBe(true);
    expect(within(third, [3_200, 4_800])).toBe(true);
    expect(rest.slice(-3).every(gap => within(gap, [48 * SECOND, 72 * SECOND]))).toBe(true);
    await carrier.stop();
    expect(bed.clock.timerCount).toBe(0);
  });

  it('is bound to when it comes', async () => {
    const { server, port } = await bed.centre();
    await server.close();
    const carrier = bed.carrier(port);
    await carrier.start(bed.ear);
    expect(carrier.health().up).toBe(false);
    await bed.centre(port);
    await bed.passUntil('it is up', () => carrier.health().up);
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
  });

  it('that does not answer the bind is given up on after its time', async () => {
    const sockets: Socket[] = [];
    const listener = createServer(socket => void sockets.push(socket.on('error', () => undefined))).listen(
      0,
      '127.0.0.1',
    );
    bed.atEnd(() => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    });
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const carrier = bed.carrier(address.port);
    const started = carrier.start(bed.ear);
    await bed.until('it is connected', () => sockets.length === 1 && bed.clock.outsideCount === 1);
    await bed.passUntil('it is tried again', () => sockets.length === 2);
    await started;
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('no answer to the bind') });
  });
});

describe('a bind that fails without a reason', () => {
  it('is soon tried again: the centre may still hold the session of a process that died', async () => {
    let binds = 0;
    bed.bindStatus = () => (++binds <= 3 ? CommandStatus.RBINDFAIL : CommandStatus.ROK);
    const { carrier } = await bed.open();
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('ESME_RBINDFAIL') });
    await bed.passUntil('it is up', () => carrier.health().up);
    expect(bed.named('misconfigured')).toHaveLength(0);
    expect(bed.clock.now() - (bed.binds[0]?.at ?? 0)).toBeLessThan(10 * SECOND);
  });

  it('for minutes is a matter of set-up', async () => {
    bed.bindStatus = () => CommandStatus.RBINDFAIL;
    const { carrier } = await bed.open();
    await bed.passUntil('it is told', () => bed.named('misconfigured').length === 1);
    expect(within(bed.clock.now() - (bed.binds[0]?.at ?? 0), [2 * MINUTE, 4 * MINUTE])).toBe(true);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('Misconfigured') });
  });
});

describe('a start', () => {
  it('waits for binds no longer than a second; they go on by themselves', async () => {
    const decision = Promise.withResolvers<number>();
    const { port } = await bed.centre(0, { onBind: () => decision.promise });
    const carrier = bed.carrier(port);
    const startedAt = bed.clock.now();
    const started = carrier.start(bed.ear);
    await bed.until('it binds', () => bed.clock.timerCount > 1);
    await bed.clock.advanceBy(SECOND);
    await started;
    expect(bed.clock.now() - startedAt).toBe(SECOND);
    expect(carrier.health().up).toBe(false);
    decision.resolve(CommandStatus.ROK);
    await bed.until('it is up', () => carrier.health().up);
  });
});

describe('a bind that is lost', () => {
  it('is made again, and the carrier is down meanwhile', async () => {
    const { carrier, sessions } = await bed.open();
    sessions[0]?.destroy();
    await bed.until('it is told', () => bed.named('unbound').length === 1);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('the session ended') });
    expect(bed.named('down')).toHaveLength(1);
    await bed.passUntil('it is up again', () => carrier.health().up);
    expect(bed.named('up')).toHaveLength(2);
  });

  it('leaves the others at work', async () => {
    const { carrier, sessions } = await bed.open({ binds: 2 });
    sessions[0]?.destroy();
    await bed.until('it is told', () => carrier.stats.bound === 1);
    expect(carrier.health()).toEqual({ up: true });
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
    expect(bed.named('down')).toHaveLength(0);
  });

  it('because the centre takes leave is made again', async () => {
    const { carrier, sessions } = await bed.open();
    await sessions[0]?.unbind();
    await bed.passUntil('bound again', () => bed.binds.length === 2 && carrier.health().up);
  });

  it('because the centre takes leave with a full window: what has left is in doubt, the rest is given back', async () => {
    bed.answer = () => NEVER_ANSWER;
    const { carrier, sessions } = await bed.open({ window: 2 });
    const results = [1, 2, 3, 4].map(number =>
      bed.submit(carrier, submissionOf('x', { messageId: `msg_${number}` })),
    );
    await bed.until('the window is full', () => bed.submitted.length === 2);
    void sessions[0]?.unbind();
    await bed.passUntil('the session is gone', () => bed.named('unbound').length === 1);
    expect((await Promise.all(results)).map(({ kind }) => kind)).toEqual([
      'unknown',
      'unknown',
      'throttled',
      'throttled',
    ]);
    expect(bed.submitted).toHaveLength(2);
    await bed.passUntil('it is up again', () => carrier.health().up);
  });

  it('because the centre takes leave still brings the answers that come before it closes', async () => {
    const answers: (() => void)[] = [];
    bed.answer = pdu =>
      new Promise(resolve => answers.push(() => resolve({ messageId: `id${pdu.sequence}` })));
    const { carrier, sessions } = await bed.open();
    const result = bed.submit(carrier, submissionOf('x'));
    await bed.until('it has left', () => answers.length === 1);
    const gone = sessions[0]?.unbind();
    for (const answer of answers) answer();
    expect(await result).toMatchObject({ kind: 'accepted' });
    await gone;
  });

  it('is not made in a tight loop when the centre closes each one at once', async () => {
    const { server, port } = await bed.centre();
    server.on('session', session => session.once('bound', () => session.end()));
    const carrier = bed.carrier(port);
    await carrier.start(bed.ear);
    await bed.passUntil('eight binds', () => bed.binds.length === 8);
    const delays = gaps(bed.binds.map(({ at }) => at));
    expect(delays[0]).toBeLessThanOrEqual(1_200);
    expect(delays.at(-1)).toBeGreaterThanOrEqual(48 * SECOND);
    expect(delays.every(delay => delay >= 800)).toBe(true);
  });

  it('because the link is dead is noticed by enquire_link', async () => {
    const { carrier, sessions } = await bed.open({
      enquireLinkIntervalMs: 30 * SECOND,
      missedEnquireLinks: 2,
    });
    sessions[0]?.pauseReading();
    await bed.clock.advanceBy(90 * SECOND);
    await bed.until('it is told', () => bed.named('unbound').length === 1);
    expect(bed.named('unbound')[0]).toEqual(['unbound', 'transceiver', 'dead-link']);
    await bed.passUntil('it is up again', () => carrier.health().up);
  });
});

describe('lines that are all half open at once', () => {
  const BINDS = 4;

  it('are all found within fifteen seconds of the first message, by the options as they come', async () => {
    const { carrier, server } = await bed.open({ binds: BINDS, enquireLinkIntervalMs: 30 * SECOND });
    await bed.passUntil('all are bound', () => carrier.stats.bound === BINDS);
    for (const session of server.sessions) session.pauseReading();
    const from = bed.clock.now();
    const result = bed.submit(carrier, submissionOf('x'));
    await bed.passUntil('all are lost', () => bed.named('unbound').length === BINDS);
    expect(bed.clock.now() - from).toBeLessThanOrEqual(15 * SECOND);
    expect(await result).toEqual({ kind: 'unknown', cause: 'closed' });
    await bed.passUntil('it is up again', () => carrier.health().up);
    expect(bed.clock.now() - from).toBeLessThanOrEqual(17 * SECOND);
  });

  it('but one leave that one all messages, however much it has to do', async () => {
    bed.answer = () => NEVER_ANSWER;
    const { carrier, server } = await bed.open({ binds: 2, enquireLinkIntervalMs: 30 * SECOND });
    await bed.passUntil('both are bound', () => carrier.stats.bound === 2);
    const sessions = [...server.sessions];
    sessions[0]?.pauseReading();
    for (const messageId of ['a', 'b']) void bed.submit(carrier, submissionOf('x', { messageId }));
    await bed.until('one of them is there', () => bed.submitted.length === 1);
    await bed.clock.advanceBy(4 * SECOND);
    await bed.until('the other line has been asked', () => sessions[1]?.stats.framesIn === 3);
    // What the client answers now comes after what it has heard.
    await sessions[1]?.request('enquire_link', {});
    for (const messageId of ['c', 'd', 'e']) void bed.submit(carrier, submissionOf('x', { messageId }));
    await bed.until('all that follow are there', () => bed.submitted.length === 4);
    expect(carrier.stats.bound).toBe(2);
  });
});

describe('refused credentials', () => {
  const refusals = () => bed.named('misconfigured').map(([, refusal]) => refusal as BindRefusal);

  it.each([
    CommandStatus.RINVPASWD,
    CommandStatus.RINVSYSID,
    CommandStatus.RINVSYSTYP,
    CommandStatus.RINVCMDID,
    0x444,
  ])('status %d is told by event and by health, and tried again slowly', async status => {
    bed.bindStatus = () => status;
    const { carrier } = await bed.open();
    expect(refusals()).toMatchObject([{ status, meaning: expect.any(String) }]);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('Misconfigured') });
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({
      kind: 'throttled',
      rawCode: 'not_bound',
    });
    await bed.clock.advanceBy(3 * MINUTE);
    expect(bed.binds).toHaveLength(1);
    await bed.passUntil('the second bind', () => bed.binds.length === 2);
    expect(within(gaps(bed.binds.map(({ at }) => at))[0] ?? 0, [4 * MINUTE, 6 * MINUTE])).toBe(true);
  });

  it('cost one failed bind for all binds together, time after time', async () => {
    bed.bindStatus = () => CommandStatus.RINVPASWD;
    const { carrier } = await bed.open({ binds: 4, bindMode: 'tx+rx' });
    expect(bed.binds).toHaveLength(1);
    await bed.passUntil('four binds', () => bed.binds.length === 4);
    expect(gaps(bed.binds.map(({ at }) => at)).every(gap => gap >= 4 * MINUTE)).toBe(true);
    bed.bindStatus = () => CommandStatus.ROK;
    await bed.passUntil('all are bound', () => carrier.stats.bound === 8);
    expect(carrier.health()).toEqual({ up: true });
  });

  it('are told to the library once, until the line was there again', async () => {
    bed.bindStatus = () => CommandStatus.RINVPASWD;
    const { carrier, server } = await bed.open();
    await bed.passUntil('three binds', () => bed.binds.length === 3);
    expect(bed.ear.refusals).toEqual([expect.stringContaining('ESME_RINVPASWD')]);
    bed.bindStatus = () => CommandStatus.ROK;
    await bed.passUntil('it is up', () => carrier.health().up);
    bed.bindStatus = () => CommandStatus.RINVPASWD;
    for (const session of server.sessions) session.destroy();
    await bed.passUntil('it is told again', () => bed.ear.refusals.length === 2);
  });

  it('of the receiver alone are told to the library too: messages leave, and no receipt would ever come', async () => {
    bed.bindStatus = mode => (mode === 'receiver' ? CommandStatus.RINVSYSID : CommandStatus.ROK);
    const { carrier } = await bed.open({ bindMode: 'tx+rx' });
    await bed.passUntil('it is refused twice', () => refusals().length === 2);
    expect(carrier.health()).toEqual({ up: true });
    expect(bed.ear.refusals).toEqual([expect.stringMatching(/ESME_RINVSYSID.*receipts/)]);
  });

  it('of one bind too many leave the others alone', async () => {
    bed.bindStatus = () => (bed.binds.length === 2 ? CommandStatus.RINVSYSID : CommandStatus.ROK);
    const { carrier, sessions } = await bed.open({ binds: 2 });
    expect([carrier.health(), refusals().length]).toEqual([{ up: true }, 1]);
    sessions.find(({ boundAs }) => boundAs)?.destroy();
    await bed.until('it is down', () => !carrier.health().up);
    const lostAt = bed.clock.now();
    await bed.passUntil('up again', () => carrier.health().up);
    expect(bed.clock.now() - lostAt).toBeGreaterThan(0);
    await carrier.stop();
  });

  it('are told from a centre that is busy', async () => {
    bed.bindStatus = () => (bed.binds.length < 3 ? CommandStatus.RSYSERR : CommandStatus.ROK);
    const { carrier } = await bed.open();
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('ESME_RSYSERR') });
    await bed.passUntil('it is up', () => carrier.health().up);
    expect(refusals()).toHaveLength(0);
    expect(bed.clock.now()).toBeLessThan(Date.parse('2026-03-02T09:00:10Z'));
  });
});

describe('a stop', () => {
  it('waits for answers that are under way, then takes leave of every bind', async () => {
    let answer: (value: { messageId: string }) => void = () => undefined;
    bed.answer = () => new Promise(resolve => (answer = resolve));
    const { carrier, sessions } = await bed.open({ binds: 2 });
    const ends = Promise.all(sessions.map(session => session.closed));
    const result = bed.submit(carrier, submissionOf('x'));
    await bed.until('it has left', () => bed.submitted.length === 1);
    let isStopped = false;
    const stopped = carrier.stop().then(() => (isStopped = true));
    await bed.clock.settle();
    expect(isStopped).toBe(false);
    answer({ messageId: '1' });
    expect(await result).toMatchObject({ kind: 'accepted' });
    await stopped;
    expect((await ends).map(({ reason }) => reason)).toEqual(['unbound', 'unbound']);
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('stopped') });
    expect([bed.clock.timerCount, bed.clock.outsideCount]).toEqual([0, 0]);
  });

  it('lets what is being stored be thanked for', async () => {
    const { carrier, sessions } = await bed.open();
    let store: (() => void) | undefined;
    bed.ear.receipt = () => new Promise(resolve => (store = resolve));
    const thanked = sessions[0]?.request('deliver_sm', {
      esmClass: 4,
      tlvs: { receiptedMessageId: '1', messageState: 2 },
    });
    await bed.until('it is being stored', () => store !== undefined);
    const stopped = carrier.stop();
    store?.();
    expect(await thanked).toMatchObject({ kind: 'answered', response: { status: 0 } });
    await stopped;
  });

  it('before or while it binds leaves nothing behind', async () => {
    const never = bed.carrier(1);
    await never.stop();
    let isAsked = false;
    const { port } = await bed.centre(0, {
      onBind: () => {
        isAsked = true;
        return NEVER_ANSWER;
      },
    });
    const carrier = bed.carrier(port);
    const started = carrier.start(bed.ear);
    await bed.until('it is binding', () => isAsked);
    await carrier.stop();
    await started;
    await bed.clock.advanceBy(10 * MINUTE);
    expect(carrier.stats.bound).toBe(0);
  });
});

describe('TLS', () => {
  it('is spoken where the address says so', async () => {
    const server = new SmppServer({
      onBind: () => CommandStatus.ROK,
      handlers: { submit_sm: () => ({ messageId: 'tls' }) },
    });
    const { port } = await server.listen({ tls });
    bed.atEnd(() => server.close({ force: true }));
    const url = `smpps://chappe:secret@127.0.0.1:${port}`;
    const carrier = bed.carrier(port, { url, tls: { ca: tls.cert, servername: 'localhost' } });
    await carrier.start(bed.ear);
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({
      kind: 'accepted',
      parts: [{ reference: 'TLS' }],
    });

    const distrustful = bed.carrier(port, { url });
    await distrustful.start(bed.ear);
    expect(distrustful.health()).toEqual({
      up: false,
      why: expect.stringMatching(/Misconfigured: the certificate was refused.*self-signed.*option tls/),
    });
    expect(bed.ear.refusals).toEqual([expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT')]);
    expect(bed.named('misconfigured')).toMatchObject([['misconfigured', { status: null }]]);
    // A carrier that gives out accounts does not want to be called for nothing every second.
    expect(bed.clock.nextDueAt()).toBeGreaterThan(bed.clock.now() + 4 * MINUTE);
  });
});
