import { SimulatorClock } from '@chappe/carrier-http';
import type { RequestOutcome } from '@chappe/smpp';
import { HOUR, message, MORNING, phone, SECOND, Stage, type Bound } from './stage.contract-spec.js';

/** A host that follows the simulator's clock and sends over SMPP; each request counts as outside until it is answered. */
let stage: Stage;
let clock: SimulatorClock;
let host: Bound;
const heard: [string, number][] = [];

beforeEach(async () => {
  heard.length = 0;
  stage = await Stage.open();
  clock = new SimulatorClock({ url: stage.simulator.url, name: 'host', clients: ['shop'] });
  await clock.connect();
  host = await stage.bind('transceiver', 'shop');
  host.answer = () => void heard.push(['receipt', clock.now() - MORNING]);
});
afterEach(async () => {
  host.session.destroy();
  await stage.until(() => clock.outsideCount === 0);
  clock.detach();
  await stage.close();
});

async function send(index: number): Promise<RequestOutcome<'submit_sm'>> {
  const request = message({ destinationAddr: phone(index), registeredDelivery: 1 });
  const outcome = await clock.outside(host.session.request('submit_sm', request));
  heard.push([outcome.kind === 'answered' ? 'answer' : 'loss', clock.now() - MORNING]);
  return outcome;
}

it('an advance answers when the host has sent, been answered and been told, each at its date', async () => {
  clock.at(MORNING + HOUR, () => void send(1));
  await stage.advance(2 * HOUR);
  expect(heard).toEqual([
    ['answer', HOUR],
    ['receipt', HOUR],
  ]);
});

it('an answer that is late in virtual time reaches the host at its date', async () => {
  stage.faults({ submitAnswerDelayMs: 10 * SECOND });
  clock.at(MORNING + HOUR, () => void send(1));
  await stage.advance(2 * HOUR);
  expect(heard).toEqual([
    ['receipt', HOUR],
    ['answer', HOUR + 10 * SECOND],
  ]);
});

it('what the host does upon an answer is done before time goes on', async () => {
  clock.at(
    MORNING + HOUR,
    () =>
      void send(1).then(() => {
        clock.at(clock.now() + SECOND, () => void send(2));
      }),
  );
  await stage.advance(HOUR + SECOND);
  expect(heard).toEqual([
    ['answer', HOUR],
    ['receipt', HOUR],
    ['answer', HOUR + SECOND],
    ['receipt', HOUR + SECOND],
  ]);
});

it('a phone that was off for five hours is heard of at the sixth', async () => {
  stage.simulator.centre.subscribers.set(`+${phone(1)}`, { state: 'off', until: MORNING + 6 * HOUR });
  clock.at(MORNING + HOUR, () => void send(1));
  await stage.advance(24 * HOUR);
  expect(heard).toEqual([
    ['answer', HOUR],
    ['receipt', 6 * HOUR],
  ]);
});

it.each([{ answerLossStoredProbability: 1 }, { halfOpenProbability: 1 }, { garbageProbability: 1 }])(
  'an answer that never comes (%j) holds nobody up',
  async fault => {
    clock.at(MORNING + HOUR, () => void send(1));
    stage.faults(fault);
    await stage.advance(HOUR);
    expect(heard.filter(([what]) => what === 'answer')).toEqual([]);
    stage.faults({});
    host.session.destroy();
    await stage.until(() => clock.outsideCount === 0);
    await stage.advance(HOUR);
    expect(stage.simulator.clock.read().now).toBe(MORNING + 2 * HOUR);
  },
);

it('an answer that is late and then never comes is counted once', async () => {
  stage.faults({ submitAnswerDelayMs: 10 * SECOND });
  clock.at(MORNING + HOUR, () => void send(1));
  await stage.advance(HOUR + 5 * SECOND);
  stage.faults({ halfOpenProbability: 1 });
  await stage.advance(HOUR);
  expect(clock.outsideCount).toBe(1);
  expect(stage.simulator.smpp.views()).toMatchObject([{ isHalfOpen: true, unanswered: 1 }]);
});

it('a line that is cut with a request on it holds nobody up', async () => {
  clock.at(MORNING + HOUR, () => void send(1));
  stage.faults({ cutProbability: 1 });
  await stage.advance(HOUR);
  await host.session.closed;
  await stage.advance(HOUR);
  expect(heard).toEqual([['loss', HOUR]]);
});

it('a thousand messages in one moment are all answered and told before the advance is', async () => {
  clock.at(MORNING + HOUR, () => {
    for (let index = 0; index < 1_000; index++) void send(index);
  });
  await stage.advance(HOUR);
  expect(heard.filter(([what]) => what === 'answer')).toHaveLength(1_000);
  expect(heard.filter(([what]) => what === 'receipt')).toHaveLength(1_000);
  expect(heard.every(([, at]) => at === HOUR)).toBe(true);
});
