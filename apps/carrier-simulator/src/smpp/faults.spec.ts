import { CommandStatus, encodePdu } from '@chappe/smpp';
import { HOUR, message, MORNING, phone, SECOND, Stage, turn } from './stage.contract-spec.js';

const { ROK, RBINDFAIL, RSYSERR } = CommandStatus;

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.close());

/** Gives the other end every chance to say something. */
async function manyTurns(): Promise<void> {
  for (let count = 0; count < 20; count++) await turn();
}

const view = () => stage.simulator.smpp.views()[0];

describe('binds', () => {
  it('are refused with the status that the fault says', async () => {
    stage.faults({ bindRefusalProbability: 1, bindRefusalStatus: CommandStatus.RINVSYSTYP });
    const peer = await stage.raw();
    expect(await peer.bind()).toMatchObject({ status: CommandStatus.RINVSYSTYP });
    await peer.closed;
  });

  it('are refused while the carrier is down, and so are submissions', async () => {
    const shop = await stage.bind();
    stage.faults({ downUntil: MORNING + HOUR });
    expect(await (await stage.raw()).bind()).toMatchObject({ status: RBINDFAIL });
    expect(await shop.submit()).toMatchObject({ status: RSYSERR });
    await stage.advance(HOUR);
    expect(await (await stage.raw()).bind()).toMatchObject({ status: ROK });
    expect(await shop.submit()).toMatchObject({ status: ROK });
  });

  it('of clients whom the faults do not concern are taken', async () => {
    stage.faults({ bindRefusalProbability: 1, only: { clientIds: ['bank'] } });
    await stage.bind('transceiver', 'shop');
  });
});

describe('a submission', () => {
  it.each([
    ['throttled', { submitThrottleProbability: 1 }, CommandStatus.RTHROTTLED],
    ['refused because the queue is full', { queueFullProbability: 1 }, CommandStatus.RMSGQFUL],
    [
      'refused with the error that was set',
      { submitErrorProbability: 1, submitError: 'temporary_error' },
      CommandStatus.RX_T_APPN,
    ],
  ] as const)('is %s, and taken again when all is well', async (_, faults, status) => {
    const shop = await stage.bind();
    stage.faults(faults);
    expect(await shop.submit()).toMatchObject({ status });
    stage.faults({});
    expect(await shop.submit()).toMatchObject({ status: ROK });
    expect(stage.simulator.centre.summary()).toMatchObject({ submitted: 2, accepted: 1 });
  });

  it('is throttled beyond a rate of the client', async () => {
    const shop = await stage.bind();
    stage.faults({ submitRatePerSecond: 2 });
    const burst = async () =>
      [await shop.submit(), await shop.submit(), await shop.submit()].map(({ status }) => status);
    expect(await burst()).toEqual([ROK, ROK, CommandStatus.RTHROTTLED]);
    await stage.advance(SECOND);
    expect(await burst()).toEqual([ROK, ROK, CommandStatus.RTHROTTLED]);
  });
});

describe('an answer', () => {
  it('that is late comes at its date, and the message is stored at once', async () => {
    stage.faults({ submitAnswerDelayMs: 2 * SECOND });
    const shop = await stage.bind();
    let status: number | undefined;
    const submission = shop.submit().then(answer => (status = answer.status));
    await stage.until(() => view()?.unanswered === 1);
    await stage.advance(2 * SECOND - 1);
    await manyTurns();
    expect(status).toBeUndefined();
    await stage.advance(1);
    expect(await submission).toBe(ROK);
    expect(view()?.unanswered).toBe(0);
  });

  it.each([
    ['answerLossStoredProbability', 1],
    ['answerLossNotStoredProbability', 0],
  ] as const)('that is lost (%s) never comes, and the line goes on', async (fault, stored) => {
    const shop = await stage.bind();
    stage.faults({ [fault]: 1 });
    let isAnswered = false;
    void shop.session.request('submit_sm', message()).then(({ kind }) => (isAnswered = kind === 'answered'));
    await stage.until(() => view()?.unanswered === 1);
    stage.faults({});
    await stage.advance(48 * HOUR);
    expect(isAnswered).toBe(false);
    expect(await shop.submit({ destinationAddr: phone(2) })).toMatchObject({ status: ROK });
    expect(stage.simulator.centre.subscribers.messages(`+${phone(1)}`)).toHaveLength(stored);
  });

  it('that is cut leaves a piece of a PDU, and no connection', async () => {
    const peer = await stage.raw();
    await peer.bind();
    stage.faults({ cutProbability: 1 });
    peer.send({ command: 'submit_sm', sequence: 2, ...message() });
    await peer.closed;
    const { length } = peer.received;
    const whole = encodePdu({ command: 'submit_sm_resp', sequence: 2, messageId: '1000000001' });
    expect(length).toBeGreaterThan(0);
    expect(peer.received).toEqual(whole.subarray(0, length));
    expect(length).toBeLessThan(whole.length);
  });

  it('that is garbage is no PDU, and the line stays open', async () => {
    const peer = await stage.raw();
    await peer.bind();
    stage.faults({ garbageProbability: 1 });
    peer.send({ command: 'submit_sm', sequence: 2, ...message() });
    await stage.until(() => peer.received.length > 0);
    expect(peer.received.includes(Buffer.from('1000000001'))).toBe(false);
    expect(view()?.boundAs).toBe('transceiver');
  });
});

describe('a delivery', () => {
  it.each([{ cutProbability: 1 }, { garbageProbability: 1 }, { halfOpenProbability: 1 }])(
    'that suffers %j has not been taken, and is told again through another line',
    async fault => {
      const shop = await stage.bind();
      await shop.submit({ registeredDelivery: 1 });
      stage.faults(fault);
      await stage.advance();
      expect(shop.deliveries).toEqual([]);
      stage.faults({});
      shop.session.destroy();
      await stage.until(() => stage.simulator.smpp.views().length === 0);
      const again = await stage.bind();
      await stage.advance(5 * SECOND);
      expect(again.deliveries).toHaveLength(1);
    },
  );
});

describe('a line that becomes half open', () => {
  it('reads on and says nothing any more, not even to enquire_link and unbind', async () => {
    const peer = await stage.raw();
    await peer.bind();
    stage.faults({ halfOpenProbability: 1 });
    peer.send({ command: 'submit_sm', sequence: 2, ...message() });
    await stage.until(() => view()?.isHalfOpen === true);
    stage.faults({});
    peer.send({ command: 'submit_sm', sequence: 3, ...message() });
    peer.send({ command: 'enquire_link', sequence: 4 });
    peer.send({ command: 'unbind', sequence: 5 });
    await stage.until(() => view()?.framesIn === 5);
    await manyTurns();
    expect(peer.received).toHaveLength(0);
    expect(view()).toMatchObject({ boundAs: 'transceiver', unanswered: 2 });
    expect(stage.simulator.centre.summary().submitted).toBe(0);
  });

  it('is no matter for other lines', async () => {
    const peer = await stage.raw();
    await peer.bind();
    stage.faults({ halfOpenProbability: 1, only: { clientIds: ['raw'] } });
    peer.send({ command: 'submit_sm', sequence: 2, ...message() });
    await stage.until(() => view()?.isHalfOpen === true);
    expect(await (await stage.bind()).submit()).toMatchObject({ status: ROK });
  });
});
