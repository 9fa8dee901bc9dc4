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

  it('tells a failure to every item of the batch, and to no other', async () => {
    const batcher = batcherOf(2);
    const answers = Promise.allSettled(['a', 'b', 'c'].map(item => batcher.add(item)));
    await turn();
    finish[0]!(new Error('The disk is full.'));
    await turn();
    finish[1]!();
    const [a, b, c] = await answers;
    expect([a!.status, b!.status, c!.status]).toEqual(['rejected', 'rejected', 'fulfilled']);
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
