import fc from 'fast-check';
import { EventQueue, type Scheduled } from './event-queue.js';

describe('the event queue', () => {
  it('gives events by date and then by arrival, whatever is cancelled in between', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 20 }) }) },
      { weight: 2, arbitrary: fc.record({ cancel: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ take: fc.integer({ min: 0, max: 20 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), steps => {
        const queue = new EventQueue();
        let model: Scheduled[] = [];
        const added: Scheduled[] = [];
        for (const one of steps) {
          if ('add' in one) {
            const event = queue.add(one.add, () => undefined, undefined);
            model.push(event);
            added.push(event);
          } else if ('cancel' in one) {
            const event = added[one.cancel % Math.max(1, added.length)];
            event?.cancel();
            model = model.filter(other => other !== event);
          } else {
            model.sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq);
            const due = model[0] !== undefined && model[0].dueAt <= one.take ? model.shift() : undefined;
            expect(queue.takeDue(one.take)).toBe(due);
          }
          expect(queue.size).toBe(model.length);
        }
        model.sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq);
        expect(queue.nextDueAt()).toBe(model[0]?.dueAt);
        for (const event of model) expect(queue.takeDue(Infinity)).toBe(event);
        expect(queue.takeDue(Infinity)).toBeUndefined();
      }),
    );
  });

  it('takes back the events of one owner and leaves those of others', () => {
    const queue = new EventQueue();
    const owner = {};
    queue.add(1, () => undefined, undefined, owner);
    const other = queue.add(2, () => undefined, undefined);
    queue.clear(owner);
    expect(queue.size).toBe(1);
    expect(queue.takeDue(Infinity)).toBe(other);
  });

  it('does not count an event as waiting that is cancelled after it has fired', () => {
    const queue = new EventQueue();
    const event = queue.add(1, () => undefined, undefined);
    queue.add(2, () => undefined, undefined);
    queue.takeDue(1);
    event.cancel();
    expect(queue.size).toBe(1);
  });
});
