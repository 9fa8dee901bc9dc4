import { getEventListeners } from 'node:events';
import { AbortHooks } from './abort-hooks.js';

describe('what is to be done when a signal is raised', () => {
  const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

  it('is done once, for all that was asked for and not taken back, by one listener', () => {
    const hooks = new AbortHooks();
    const [one, other] = [new AbortController(), new AbortController()];
    const done: string[] = [];
    hooks.add(one.signal, () => done.push('a'));
    hooks.add(one.signal, () => done.push('b'))();
    hooks.add(one.signal, () => done.push('c'));
    hooks.add(other.signal, () => done.push('d'));
    expect([listeners(one.signal), listeners(other.signal)]).toEqual([1, 1]);
    one.abort();
    expect(done).toEqual(['a', 'c']);
    other.abort();
    expect(done).toEqual(['a', 'c', 'd']);
  });

  it('leaves nothing behind once all was taken back, and may be asked for again', () => {
    const hooks = new AbortHooks();
    const { signal } = new AbortController();
    const takeBack = [1, 2].map(() => hooks.add(signal, () => undefined));
    for (const cancel of [...takeBack, ...takeBack]) cancel();
    expect(listeners(signal)).toBe(0);
    const again = hooks.add(signal, () => undefined);
    takeBack[0]?.();
    expect(listeners(signal)).toBe(1);
    again();
    expect(listeners(signal)).toBe(0);
  });

  it('may take others back while it is done', () => {
    const hooks = new AbortHooks();
    const abort = new AbortController();
    const done: string[] = [];
    hooks.add(abort.signal, () => {
      done.push('a');
      takeBack();
    });
    const takeBack = hooks.add(abort.signal, () => done.push('b'));
    abort.abort();
    expect(done).toEqual(['a']);
  });
});
