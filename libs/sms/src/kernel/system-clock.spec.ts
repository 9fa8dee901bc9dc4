import { jest } from '@jest/globals';
import { SystemClock } from './system-clock.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const DAY_MS = 86_400_000;

describe('The system clock', () => {
  const clock = new SystemClock();
  let calls: number;
  const call = () => void (calls += 1);

  beforeEach(() => {
    jest.useFakeTimers({ now: MORNING });
    calls = 0;
  });
  afterEach(() => jest.useRealTimers());

  it('reads the time of the machine', () => {
    expect(clock.now()).toBe(MORNING);
  });

  it('calls once, when the date has come', () => {
    clock.after(1000, call);
    jest.advanceTimersByTime(999);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls).toBe(1);
    jest.advanceTimersByTime(10_000);
    expect(calls).toBe(1);
  });

  it('calls soon, and never inside the call, when the date is past', () => {
    clock.at(MORNING - 1000, call);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls).toBe(1);
  });

  it('waits longer than one timer of Node can', () => {
    clock.after(60 * DAY_MS, call);
    jest.advanceTimersByTime(60 * DAY_MS - 1);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls).toBe(1);
  });

  it('can be cancelled, even after the first of several waits', () => {
    const timer = clock.after(60 * DAY_MS, call);
    jest.advanceTimersByTime(40 * DAY_MS);
    timer.cancel();
    jest.advanceTimersByTime(60 * DAY_MS);
    expect(calls).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits as long as it was told, though the date of the machine be set back meanwhile', () => {
    clock.after(1000, call);
    jest.setSystemTime(MORNING - DAY_MS);
    jest.advanceTimersByTime(999);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(1);
    expect(calls).toBe(1);
  });

  it('does not call before the date, though the timer of the machine be early', () => {
    clock.at(MORNING + 1000, call);
    // The wall clock lags behind the timer, as after a correction by NTP.
    jest.setSystemTime(MORNING - 5);
    jest.advanceTimersByTime(1000);
    expect(calls).toBe(0);
    jest.advanceTimersByTime(5);
    expect(calls).toBe(1);
  });

  it('answers tracked work and requests to partners as they are', async () => {
    const work = Promise.resolve('done');
    expect(clock.track(work)).toBe(work);
    expect(clock.outside(work, 2)).toBe(work);
    await work;
  });
});
