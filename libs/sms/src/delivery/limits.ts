/** What a carrier allows to all processes on the same database together; null where it does not say. */
export interface CarrierLimits {
  /** How many binds there may be in all; a whole number from 1. */
  readonly binds: number | null;
  /** How many messages may be handed over a second in all; a whole number, and at least `binds`. */
  readonly ratePerSecond: number | null;
}

/** How much of a carrier's {@link CarrierLimits} one process may use; null where there is no such limit. */
export interface Allotment {
  readonly binds: number | null;
  readonly ratePerSecond: number | null;
}

/** Into how many shares a limit on messages a second is cut where binds are not limited, at most. */
const RATE_SLOTS_MAX = 100;

/** How many slots there are to share: one for each bind, or as many as the rate can be cut into. */
export function slotsIn({ binds, ratePerSecond }: CarrierLimits): number {
  return binds ?? Math.min(RATE_SLOTS_MAX, ratePerSecond ?? 1);
}

/** What so many slots allow. Rounded down: all that processes hold together is never more than the limit. */
export function allotmentOf(limits: CarrierLimits, slots: number): Allotment {
  const { binds, ratePerSecond } = limits;
  return {
    binds: binds === null ? null : slots,
    ratePerSecond: ratePerSecond === null ? null : Math.floor((ratePerSecond * slots) / slotsIn(limits)),
  };
}

/** Whether an allotment leaves nothing to do. */
export function isNothing({ binds, ratePerSecond }: Allotment): boolean {
  return binds === 0 || ratePerSecond === 0;
}
