import fc from 'fast-check';
import { Batcher } from './batcher.js';
import { ManualClock } from './manual-clock.js';

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

describe('A batcher', () => {
  const clock = new ManualClock(0);
  /** What was worked on, batch by batch; each waits until it is let go. */
  let batches: string[][];
  let finish: ((failure?: Error) => void)[];

  const batcherOf = (sizeMax: number) => {
    batches = [];
    finish = [];
    return new Batcher<string, string>(clock, sizeMax, items => {
      batches.push([...items]);
      return new Promise((resolve, reject) =>
        finish.push(failure => (failure ? reject(failure) : resolve(items.map(item => item.toUpperCase())))),
      );
    });
  };

  it('works on a lone item at once', async () => {
    const batcher = batcherOf(10);
    const answer = batcher.add('a');
    await Promise.resolve();
    expect(batches).toEqual([['a']]);
    finish[0]!();
    await expect(answer).resolves.toBe('A');
  });

  it('gathers what comes while it works, and takes all of it together', async () => {
    const batcher = batcherOf(10);
    const first = batcher.add('a');
    await turn();
    const company = ['b', 'c', 'd'].map(item => batcher.add(item));
    await turn();
    expect(batches).toEqual([['a']]);
    finish[0]!();
    await first;
    await turn();
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
    finish[1]!();
    await expect(Promise.all(company)).resolves.toEqual(['B', 'C', 'D']);
  });

  it('takes no more at once than it may', async () => {
    const batcher = batcherOf(2);
    const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map(item => batcher.add(item)));
    for (let batch = 0; batch < 3; batch += 1) {
      await turn();
      finish[batch]!();
    }
    await expect(answers).resolves.toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('tells a failure to the items that cannot be done, and to no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async faults => {
        const done: number[] = [];
        const batcher = new Batcher<number, number>(
          clock,
          50,
          items => {
            if (items.some(item => faults[item])) return Promise.reject(new Error('That makes no sense.'));
            done.push(...items);
            return Promise.resolve(items);
          },
          true,
        );
        const answers = await Promise.allSettled(faults.map((_, item) => batcher.add(item)));
        const good = [...faults.keys()].filter(item => !faults[item]);
        // Where so many are at fault that nothing succeeds for a while, the good ones may be given up with them.
        const few = faults.filter(Boolean).length <= 2;
        const kept = answers.flatMap(({ status }, item) => (status === 'fulfilled' ? [item] : []));
        expect(done).toEqual(kept);
        if (few) expect(kept).toEqual(good);
      }),
    );
  });

  it('gives up soon when nothing can be done, and tells everybody', async () => {
    let tries = 0;
    const batcher = new Batcher<number, number>(clock, 500, () => {
      tries += 1;
      return Promise.reject(new Error('The database is away.'));
    });
    const answers = await Promise.allSettled(Array.from({ length: 500 }, (_, item) => batcher.add(item)));
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(tries).toBeLessThan(30);
  });

  it('gives up at once what took long to fail: everybody has waited enough', async () => {
    let tries = 0;
    const life = new ManualClock(0);
    const batcher = new Batcher<number, number>(life, 500, async () => {
      tries += 1;
      await new Promise<void>(resolve => life.after(10_000, resolve));
      throw new Error('The database does not answer.');
    });
    const untracked = Object.assign(life, { track: <T>(work: Promise<T>) => work });
    const answers = Promise.allSettled([1, 2, 3].map(item => batcher.add(item)));
    await untracked.advanceBy(10_000);
    expect((await answers).every(({ status }) => status === 'rejected')).toBe(true);
    expect(tries).toBe(1);
  });

  it('does nothing twice that must not be: after a failure nobody knows what was done', async () => {
    let tries = 0;
    const batcher = new Batcher<number, number>(clock, 500, () => {
      tries += 1;
      return Promise.reject(new Error('The answer to the commit was lost.'));
    });
    await Promise.allSettled([1, 2, 3, 4].map(item => batcher.add(item)));
    expect(tries).toBe(1);
  });

  it('works again after a failure', async () => {
    const batcher = batcherOf(1);
    const lost = batcher.add('a');
    await turn();
    finish[0]!(new Error('The disk is full.'));
    await expect(lost).rejects.toThrow('The disk is full.');
    const next = batcher.add('b');
    await turn();
    finish[1]!();
    await expect(next).resolves.toBe('B');
  });

  it('holds virtual time while it works', async () => {
    const batcher = batcherOf(1);
    const answer = batcher.add('a');
    let moved = false;
    const move = clock.advanceBy(1000).then(() => (moved = true));
    for (let index = 0; index < 10; index += 1) await turn();
    expect(moved).toBe(false);
    finish[0]!();
    await answer;
    await move;
    expect(moved).toBe(true);
  });

  it('answers each item its own result, in order, whatever the size of batches', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), async (items, sizeMax) => {
        const seen: number[] = [];
        const batcher = new Batcher<number, number>(clock, sizeMax, batch => {
          seen.push(...batch);
          return Promise.resolve(batch.map(item => -item));
        });
        const answers = await Promise.all(items.map(item => batcher.add(item)));
        expect(answers).toEqual(items.map(item => -item));
        expect(seen).toEqual(items);
      }),
    );
  });
});
