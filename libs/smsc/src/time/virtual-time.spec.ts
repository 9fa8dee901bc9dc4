import fc from 'fast-check';
import type { Participant } from './participant.js';
import { VirtualTime } from './virtual-time.js';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

function macrotask(): Promise<void> {
  return new Promise(done => setImmediate(done));
}

/** A clock that writes down where it was moved, with one date of its own. */
class OtherClock implements Participant {
  readonly name = 'other';
  readonly moves: number[] = [];
  work: Promise<void> | undefined;
  dueAt: number | undefined;

  constructor(private readonly arrives: (now: number) => void = () => undefined) {}

  nextDueAt(): number | undefined {
    return this.dueAt;
  }

  moveTo(now: number): Promise<void> {
    this.moves.push(now - START);
    if (this.dueAt !== undefined && this.dueAt <= now) this.dueAt = undefined;
    this.arrives(now);
    return Promise.resolve();
  }

  async settle(): Promise<void> {
    await this.work;
  }
}

describe('virtual time', () => {
  it('stands still until it is told to go on', async () => {
    const time = new VirtualTime({ startAt: START });
    const fired: number[] = [];
    time.after(HOUR, () => void fired.push(time.now() - START));
    await macrotask();
    expect([time.now(), fired]).toEqual([START, []]);
    await time.advanceBy(HOUR - 1);
    expect(fired).toEqual([]);
    await time.advanceBy(1);
    expect(fired).toEqual([HOUR]);
  });

  it('fires by date and then by arrival, and events see their own date', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async delays => {
        const time = new VirtualTime({ startAt: START });
        const fired: [number, number][] = [];
        delays.forEach((delay, index) =>
          time.after(delay, () => void fired.push([time.now() - START, index])),
        );
        await time.advanceBy(100);
        const expected = delays.map((delay, index): [number, number] => [delay, index]);
        expect(fired).toEqual(expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
        expect(time.now()).toBe(START + 100);
      }),
    );
  });

  it('does at once what an event plans for its own date', async () => {
    const time = new VirtualTime({ startAt: START });
    const order: string[] = [];
    time.after(5, () => {
      order.push('first');
      time.after(0, () => void order.push('third'));
    });
    time.after(5, () => void order.push('second'));
    await time.advanceBy(5);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('does what is due now when advanced by nothing', async () => {
    const time = new VirtualTime();
    let fired = 0;
    time.after(0, () => void fired++);
    await time.advanceBy(0);
    expect(fired).toBe(1);
  });

  it('does not fire what was taken back', async () => {
    const time = new VirtualTime();
    const event = time.after(1, () => {
      throw new Error('fired');
    });
    event.cancel();
    await time.advanceBy(2);
    expect(time.nextDueAt()).toBeUndefined();
  });

  it('does not move on while tracked work is unfinished', async () => {
    const time = new VirtualTime({ startAt: START, turn: macrotask });
    const seen: number[] = [];
    time.after(1, () => {
      void time.track(
        macrotask()
          .then(macrotask)
          .then(() => void seen.push(time.now() - START)),
      );
    });
    time.after(2, () => void seen.push(-1));
    await time.advanceBy(HOUR);
    expect(seen).toEqual([1, -1]);
  });

  it('waits for work that other work starts a turn later', async () => {
    const time = new VirtualTime({ turn: macrotask });
    let done = false;
    void time.track(
      macrotask().then(() => {
        setImmediate(() => void time.track(macrotask().then(() => void (done = true))));
      }),
    );
    await time.settle();
    expect(done).toBe(true);
  });

  it('tells of the failure of an event, and goes on when asked again', async () => {
    const time = new VirtualTime({ startAt: START });
    time.after(1, () => Promise.reject(new Error('broken')));
    await expect(time.advanceBy(10)).rejects.toThrow('broken');
    await time.advanceBy(10);
    expect(time.now()).toBe(START + 11);
  });

  it('does advances asked for at the same time one after the other', async () => {
    const time = new VirtualTime({ startAt: START });
    await Promise.all([time.advanceBy(HOUR), time.advanceBy(HOUR)]);
    expect(time.now()).toBe(START + 2 * HOUR);
  });

  it('refuses to go back, and says what to do', async () => {
    const time = new VirtualTime({ startAt: START });
    await expect(time.advanceBy(-1)).rejects.toThrow('cannot go back by 1 ms');
    await expect(time.advanceTo(Number.NaN)).rejects.toThrow('finite');
    await time.advanceTo(START - HOUR);
    expect(time.now()).toBe(START);
  });

  it('moves those who go in step to each date, after its own events', async () => {
    const time = new VirtualTime({ startAt: START });
    const order: string[] = [];
    const other = new OtherClock(now => void order.push(`other ${String(now - START)}`));
    const leave = time.join(other);
    other.dueAt = START + 7;
    time.after(5, () => void order.push('own 5'));
    time.after(7, () => void order.push('own 7'));
    expect(time.nextDueAt()).toBe(START + 5);
    await time.advanceBy(10);
    expect(order).toEqual(['own 5', 'other 5', 'own 7', 'other 7', 'other 10']);
    leave();
    await time.advanceBy(10);
    expect(other.moves.at(-1)).toBe(10);
  });

  it('does what a participant causes for the same date before it goes on', async () => {
    const time = new VirtualTime({ startAt: START });
    const seen: number[] = [];
    let asked = false;
    time.join(
      new OtherClock(() => {
        if (!asked) time.after(0, () => void seen.push(time.now() - START));
        asked = true;
      }),
    );
    time.after(3, () => undefined);
    await time.advanceBy(50);
    expect(seen).toEqual([3]);
  });

  it('goes round the participants until none has started anything', async () => {
    const time = new VirtualTime({ turn: macrotask });
    let count = 0;
    const busy: Participant = {
      name: 'busy',
      nextDueAt: () => undefined,
      moveTo: () => Promise.resolve(),
      settle: async () => {
        await macrotask();
        if (count < 5) count++;
      },
      activity: () => count,
    };
    time.join(busy);
    await time.settle();
    expect(count).toBe(5);
  });

  it('advances until idle, chores of participants left out', async () => {
    const time = new VirtualTime({ startAt: START });
    const chores: Participant = {
      name: 'host',
      nextDueAt: () => time.now() + HOUR,
      nextWorkDueAt: () => undefined,
      moveTo: () => Promise.resolve(),
      settle: () => Promise.resolve(),
    };
    time.join(chores);
    time.after(5, () => void time.after(5, () => undefined));
    expect(await time.advanceUntilIdle()).toBe(true);
    expect(time.now()).toBe(START + 10);
  });

  it('says that it was not idle at the limit', async () => {
    const time = new VirtualTime({ startAt: START });
    const tick = (): void => void time.after(HOUR, tick);
    tick();
    expect(await time.advanceUntilIdle(START + 10 * HOUR)).toBe(false);
    expect(time.now()).toBe(START + 10 * HOUR);
  });

  it('steps from date to date', async () => {
    const time = new VirtualTime({ startAt: START });
    time.after(3, () => undefined);
    expect([await time.step(), time.now() - START]).toEqual([true, 3]);
    expect([await time.step(), time.now() - START]).toEqual([false, 3]);
  });

  it('advances until something has come, and not further', async () => {
    const time = new VirtualTime({ startAt: START });
    let come = false;
    time.after(7, () => void (come = true));
    time.after(9, () => undefined);
    expect(await time.advanceUntil(() => come, START + 100)).toBe(true);
    expect(time.now()).toBe(START + 7);
    expect(await time.advanceUntil(() => false, START + 100)).toBe(false);
    expect(time.now()).toBe(START + 100);
  });

  it('refuses two parties that answer each other without any delay', async () => {
    const time = new VirtualTime({ maxRoundsPerDate: 10, eventsPerTurn: 5 });
    const again = (): void => void time.after(0, again);
    again();
    await expect(time.advanceBy(1)).rejects.toThrow('answer each other without any delay');
  });

  it('follows another clock, never going back', async () => {
    const time = new VirtualTime({ startAt: START });
    let wall = START + 5;
    time.follow(() => wall);
    expect(time.now()).toBe(START + 5);
    wall = START + 3;
    expect(time.now()).toBe(START + 5);
    const seen: number[] = [];
    time.after(10, () => void seen.push(time.now() - START));
    wall = START + 40;
    await time.advanceTo(wall);
    expect(seen).toEqual([15]);
    time.unfollow();
    wall = START + 90;
    expect(time.now()).toBe(START + 40);
  });

  it('lets the outside take its turn in a long run of events', async () => {
    let turns = 0;
    const time = new VirtualTime({ eventsPerTurn: 10, turn: () => Promise.resolve(void turns++) });
    for (let index = 0; index < 100; index++) time.after(index, () => undefined);
    await time.advanceBy(100);
    expect(turns).toBe(10);
  });
});
