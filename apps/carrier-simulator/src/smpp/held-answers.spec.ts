import { Wire } from '../clock/index.js';
import { HeldAnswers, MAX_HELD_ANSWERS } from './held-answers.js';

describe('held answers', () => {
  it('count for their owner until they end', () => {
    const wire = new Wire();
    const held = new HeldAnswers(wire);
    const end = held.hold('shop');
    held.hold('shop');
    expect(wire.heldBy(['shop'])).toBe(2);
    end();
    end();
    expect([wire.heldBy(['shop']), held.size]).toEqual([1, 1]);
  });

  it('all end with the line, and none are held after that', () => {
    const wire = new Wire();
    const held = new HeldAnswers(wire);
    held.hold('shop');
    held.end();
    held.hold('shop');
    expect([wire.heldBy(['shop']), held.size]).toEqual([0, 0]);
  });

  it('are given up with the world, once', () => {
    const held = new HeldAnswers(new Wire());
    const given: string[] = [];
    const end = held.hold('shop', () => {
      given.push('one');
      end();
    });
    held.giveUp();
    held.giveUp();
    expect(given).toEqual(['one']);
  });

  it('are so many and no more: the oldest stops counting', () => {
    const wire = new Wire();
    const held = new HeldAnswers(wire);
    held.hold('first');
    for (let count = 0; count < MAX_HELD_ANSWERS; count++) held.hold('shop');
    expect([held.size, wire.heldBy(['first'])]).toEqual([MAX_HELD_ANSWERS, 0]);
  });
});
