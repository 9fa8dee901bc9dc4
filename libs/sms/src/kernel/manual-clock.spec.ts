import fc from 'fast-check';
import { ManualClock } from './manual-clock.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;

describe('A manual clock', () => {
  let clock: ManualClock;
  let rung: string[];
  const ring = (name: string) => () => void rung.push(`${name} at ${(clock.now() - MORNING) / 1000} s`);

  beforeEach(() => {
    clock = new ManualClock(MORNING);
    rung = [];
  });

  it('stands still until it is told to move', async () => {
    clock.after(0, ring('now'));
    clock.after(1000, ring('later'));
    await clock.settle();
    expect(clock.now()).toBe(MORNING);
    expect(rung).toEqual([]);
  });

  it('calls what falls due by date, and by arrival where the dates are the same', async () => {
    clock.after(2000, ring('second'));
    clock.after(1000, ring('first'));
    clock.after(2000, ring('third'));
    await clock.advanceBy(5000);
    expect(rung).toEqual(['first at 1 s', 'second at 2 s', 'third at 2 s']);
    expect(clock.now()).toBe(MORNING + 5000);
  });

  it('calls any set of timers in order, whatever the order in which they were set or cancelled', async () => {
    const timers = fc.array(fc.record({ delayMs: fc.integer({ min: 0, max: 50 }), kept: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(timers, async given => {
        const calm = new ManualClock(MORNING, () => Promise.resolve());
        const called: number[] = [];
        const set = given.map(({ delayMs }, index) => calm.after(delayMs, () => void called.push(index)));
        given.forEach(({ kept }, index) => kept || set[index]!.cancel());
        await calm.advanceBy(100);
        const expected = given
          .map(({ delayMs, kept }, index) => ({ delayMs, kept, index }))
          .filter(({ kept }) => kept)
          .sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
        expect(called).toEqual(expected.map(({ index }) => index));
        expect(calm.nextDueAt()).toBeUndefined();
      }),
    );
  });

  it('does not call what was cancelled, even by a timer of the same date', async () => {
    clock.after(1000, () => second.cancel());
    const second = clock.after(1000, ring('second'));
    await clock.advanceBy(1000);
    expect(rung).toEqual([]);
  });

  it('forgets cancelled timers, however far ahead they were set', async () => {
    const farAhead = clock.after(HOUR_MS, ring('far ahead'));
    for (let index = 0; index < 10_000; index += 1) clock.after(HOUR_MS, ring('never')).cancel();
    expect(clock.timerCount).toBeLessThan(200);
    await clock.advanceBy(HOUR_MS);
    expect(rung).toEqual(['far ahead at 3600 s']);
    farAhead.cancel();
    expect(clock.timerCount).toBe(0);
  });

  it('passes through every date on the way, those that come up meanwhile included', async () => {
    const again = () => {
      ring('tick')();
      if (rung.length < 3) clock.after(1000, again);
    };
    clock.after(1000, again);
    await clock.advanceTo(MORNING + 10_000);
    expect(rung).toEqual(['tick at 1 s', 'tick at 2 s', 'tick at 3 s']);
  });

  it('goes straight to a date with moveTo: what was due before is late', async () => {
    clock.after(1000, ring('late'));
    await clock.moveTo(MORNING + 60_000);
    expect(rung).toEqual(['late at 60 s']);
  });

  it('never goes back', async () => {
    await clock.advanceBy(1000);
    await clock.moveTo(MORNING);
    expect(clock.now()).toBe(MORNING + 1000);
  });

  it('does not move on before tracked work is done', async () => {
    const steps: string[] = [];
    const slowWork = async () => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve));
      steps.push(`stored at ${(clock.now() - MORNING) / 1000} s`);
    };
    clock.after(1000, () => void clock.track(slowWork()));
    clock.after(2000, () => void steps.push('next at 2 s'));
    await clock.advanceBy(2000);
    expect(steps).toEqual(['stored at 1 s', 'next at 2 s']);
  });

  it('tracks the promise that a timer answers, and goes on when it fails', async () => {
    clock.after(1000, async () => {
      await new Promise(resolve => setImmediate(resolve));
      ring('failing')();
      throw new Error('The disk is full.');
    });
    clock.after(2000, ring('next'));
    await clock.advanceBy(2000);
    expect(rung).toEqual(['failing at 1 s', 'next at 2 s']);
  });

  it('counts the requests that are with a partner, by answer or by failure', async () => {
    let answer = () => {};
    const pending = clock.outside(new Promise<void>(resolve => (answer = resolve)), 3);
    const failing = clock.outside(Promise.reject(new Error('cut')));
    expect(clock.outsideCount).toBe(4);
    await expect(failing).rejects.toThrow('cut');
    expect(clock.outsideCount).toBe(3);
    answer();
    await pending;
    expect(clock.outsideCount).toBe(0);
  });

  it('tells whoever drives it of every timer that is set', () => {
    const seen: number[] = [];
    clock.onTimerSet(dueAt => seen.push(dueAt - MORNING));
    clock.after(5000, () => {});
    clock.onTimerSet(undefined);
    clock.after(6000, () => {});
    expect(seen).toEqual([5000]);
    expect(clock.nextDueAt()).toBe(MORNING + 5000);
  });
});
