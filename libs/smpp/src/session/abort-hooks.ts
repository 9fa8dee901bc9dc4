import type { Cancel } from '../time/index.js';

/**
 * What is to be done when signals are raised. Many requests share one signal, and Node walks all listeners of a signal to add or
 * remove one: so there is one listener for each signal here, however many requests are under way.
 */
export class AbortHooks {
  private readonly hooks = new Map<AbortSignal, Set<() => void>>();

  /** Runs when the signal is raised, unless it is taken back before. @param signal one that has not been raised */
  add(signal: AbortSignal, run: () => void): Cancel {
    const hooks = this.hooks.get(signal) ?? this.listenTo(signal);
    hooks.add(run);
    return () => {
      if (hooks.delete(run) && hooks.size === 0) this.forget(signal);
    };
  }

  private listenTo(signal: AbortSignal): Set<() => void> {
    const hooks = new Set<() => void>();
    this.hooks.set(signal, hooks);
    signal.addEventListener('abort', this.raised, { once: true });
    return hooks;
  }

  private forget(signal: AbortSignal): void {
    this.hooks.delete(signal);
    signal.removeEventListener('abort', this.raised);
  }

  private readonly raised = ({ target }: Event): void => {
    const signal = target as AbortSignal;
    const hooks = this.hooks.get(signal);
    this.hooks.delete(signal);
    // Those that are taken back meanwhile leave the set, and do not come up any more.
    for (const run of hooks ?? []) run();
  };
}
