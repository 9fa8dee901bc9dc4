import { NumberLookup, type Clock, type NumberNetwork } from '@chappe/sms';
import type { Dice } from './dice.js';
import { StorageFault } from './faulty-storage.js';
import { NETWORKS, type LookupPlan } from './plan.js';

/** Tells in which network a number is: late, now and then not at all, and always the same. */
export class DrawnLookup extends NumberLookup {
  constructor(
    private readonly clock: Clock,
    private readonly dice: Dice,
    private readonly plan: LookupPlan,
    /** Whether nothing goes wrong any more. */
    private readonly isCalm: () => boolean,
  ) {
    super();
  }

  async lookup(msisdn: string): Promise<NumberNetwork | undefined> {
    const { fails, knowsNothing, delayMaxMs } = this.plan;
    const [isLost, isUnknown] = [this.dice.happens(fails), this.dice.happens(knowsNothing)];
    const delayMs = this.dice.whole(0, delayMaxMs);
    if (delayMs > 0) await new Promise<void>(resolve => void this.clock.after(delayMs, resolve));
    if (isLost && !this.isCalm()) throw new StorageFault('Nobody could be asked.');
    if (isUnknown) return undefined;
    const network = NETWORKS[Number(msisdn.at(-1)) % NETWORKS.length]!;
    return { mcc: network.slice(0, 3), mnc: network.slice(3), ported: false, at: this.clock.now() };
  }
}
