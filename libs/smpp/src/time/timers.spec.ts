import { ManualTimers } from './manual-timers.js';
import { systemTimers } from './timers.js';

describe('timers turned by hand', () => {
  it('run what falls due in order of date, then of arrival, at the time it falls due', () => {
    const timers = new ManualTimers(1_000);
    const ran: string[] = [];
    const note = (name: string) => () => void ran.push(`${name} at ${timers.now()}`);
    timers.after(20, note('b'));
    timers.after(10, note('a'));
    timers.after(20, note('c'));
    timers.after(21, note('not yet'));
    timers.advance(20);
    expect(ran).toEqual(['a at 1010', 'b at 1020', 'c at 1020']);
    expect([timers.now(), timers.waiting]).toEqual([1_020, 1]);
  });

  it('run what is set on the way, and not what is taken back', () => {
    const timers = new ManualTimers();
    const ran: number[] = [];
    const again = () => {
      ran.push(timers.now());
      timers.after(10, again);
    };
    timers.after(10, again);
    const cancel = timers.after(15, () => ran.push(-1));
    timers.after(5, cancel);
    timers.advance(35);
    cancel();
    expect(ran).toEqual([10, 20, 30]);
  });
});

describe('the system’s timers', () => {
  it('run once, and not when taken back', async () => {
    const ran: string[] = [];
    const keepAlive = setInterval(() => undefined, 1_000);
    const cancel = systemTimers.after(0, () => ran.push('taken back'));
    cancel();
    await new Promise<void>(resolve => systemTimers.after(1, resolve));
    clearInterval(keepAlive);
    expect(ran).toEqual([]);
    expect(systemTimers.now()).toBeGreaterThan(0);
  });
});
