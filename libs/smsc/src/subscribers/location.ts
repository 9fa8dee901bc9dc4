import { dateOf } from '../faults/index.js';
import type { Network, Operator } from '../network/index.js';
import type { SubscriberSettings } from './subscriber.js';

/** Which networks a number belongs to. */
export interface Location {
  /** The operator that gave it out; undefined where nobody has the prefix. */
  readonly home: Operator | undefined;
  /** The operator that serves it. */
  readonly present: Operator | undefined;
  readonly ported: boolean;
  /** Whether it is so soon after the move that neither network knows it. */
  readonly inGap: boolean;
}

/** Where a number (digits) is at a date: its own settings first, then the ported ranges, then the prefix. */
export function locate(
  network: Network,
  digits: string,
  settings: SubscriberSettings | undefined,
  at: number,
): Location {
  const ported = settings?.ported;
  const homeKey = ported?.from ?? settings?.operator;
  const home = homeKey === undefined ? network.homeOf(digits) : network.operator(homeKey);
  if (ported !== undefined) {
    const since = dateOf(ported.at) ?? -Infinity;
    const present = network.operator(ported.to);
    if (at < since || present === home) return { home, present: home, ported: false, inGap: false };
    return { home, present, ported: true, inGap: at < since + (ported.gapMs ?? 0) };
  }
  const moved = homeKey === undefined ? network.portedTo(digits) : undefined;
  if (moved === undefined || moved === home) return { home, present: home, ported: false, inGap: false };
  return { home, present: moved, ported: true, inGap: false };
}
