import { ManualClock } from '@chappe/sms';
import { getEventListeners } from 'node:events';
import type { Handed } from './answers.js';
import { HandOver, MAX_ITEMS_PER_REQUEST } from './hand-over.js';
import type { WireItem } from './items.js';

const item = (ref: string): WireItem => ({
  ref,
  from: '36180',
  to: '+33612345678',
  ud: '61',
  dataCoding: 0,
  validity: 1_000,
  priority: 0,
  purpose: 'transactional',
});

describe('the handing over', () => {
  const clock = new ManualClock(0);
  const never = new AbortController().signal;

  /** A door that answers when the test says so. */
  const door = (requestsAtOnce = 32) => {
    const requests: { refs: string[]; answer: (handed?: Handed) => void; signal: AbortSignal }[] = [];
    const handOver = new HandOver({
      clock,
      requestsAtOnce,
      answerLimitMs: 30_000,
      send: (items, signal) =>
        new Promise(resolve => {
          const refs = items.map(({ ref }) => ref);
          const answers = refs.map(ref => ({ ok: true as const, id: `id-${ref}` }));
          signal.addEventListener('abort', () => resolve({ kind: 'no_answer', cause: 'aborted' }));
          requests.push({
            refs,
            signal,
            answer: (handed = { kind: 'answered', answers }) => resolve(handed),
          });
        }),
    });
    return { requests, handOver };
  };

  it('puts what comes within one turn into one request, and gives each its own answers', async () => {
    const { requests, handOver } = door();
    const one = handOver.hand([item('a.1'), item('a.2')], never);
    const other = handOver.hand([item('b.1')], never);
    await clock.settle();
    expect(requests.map(({ refs }) => refs)).toEqual([['a.1', 'a.2', 'b.1']]);
    requests[0]?.answer();
    expect(await one).toMatchObject({ answers: [{ id: 'id-a.1' }, { id: 'id-a.2' }] });
    expect(await other).toMatchObject({ answers: [{ id: 'id-b.1' }] });
  });

  it('gathers what comes while all requests are under way', async () => {
    const { requests, handOver } = door(1);
    void handOver.hand([item('a')], never);
    await clock.settle();
    void handOver.hand([item('b')], never);
    void handOver.hand([item('c')], never);
    await clock.settle();
    expect(requests).toHaveLength(1);
    requests[0]?.answer();
    await clock.settle();
    expect(requests.map(({ refs }) => refs)).toEqual([['a'], ['b', 'c']]);
    requests[1]?.answer();
  });

  it('keeps the parts of a message together, and requests within 1000 items', async () => {
    const { requests, handOver } = door();
    for (let message = 0; message < 250; message += 1) {
      void handOver.hand(
        Array.from({ length: 7 }, (_, part) => item(`${message}.${part}`)),
        never,
      );
    }
    await clock.settle();
    expect(requests.map(({ refs }) => refs.length)).toEqual([994, 756]);
    expect(requests.every(({ refs }) => refs.length <= MAX_ITEMS_PER_REQUEST)).toBe(true);
    requests.forEach(({ answer }) => answer());
  });

  it('does not know the answer when it does not come in time', async () => {
    const { handOver } = door();
    const handed = handOver.hand([item('a')], never);
    await clock.advanceBy(30_000);
    expect(await handed).toMatchObject({ kind: 'no_answer', cause: 'No answer came within 30000 ms.' });
  });

  it('counts a request as outside from when it leaves until it is answered', async () => {
    const { requests, handOver } = door();
    const handed = handOver.hand([item('a')], never);
    await clock.settle();
    expect(clock.outsideCount).toBe(1);
    requests[0]?.answer();
    await handed;
    await clock.settle();
    expect(clock.outsideCount).toBe(0);
  });

  it('listens once to a signal, however much is under way, and no more when all is answered', async () => {
    const { handOver, requests } = door();
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    const all = ['a', 'b', 'c'].map(ref => handOver.hand([item(ref)], signal));
    await clock.settle();
    expect([requests.length, listeners()]).toEqual([1, 1]);
    requests[0]?.answer();
    await Promise.all(all);
    expect(listeners()).toBe(0);
  });

  it('knows when it is stopped what has left and what has not', async () => {
    const { handOver } = door(1);
    const abort = new AbortController();
    const left = handOver.hand([item('a')], abort.signal);
    await clock.settle();
    const waits = handOver.hand([item('b')], abort.signal);
    abort.abort();
    expect(await left).toMatchObject({ kind: 'no_answer' });
    expect(await waits).toMatchObject({ kind: 'not_taken' });
    expect(await handOver.hand([item('c')], abort.signal)).toMatchObject({ kind: 'not_taken' });
  });
});
