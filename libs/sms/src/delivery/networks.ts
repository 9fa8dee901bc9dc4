import type { Clock, Instant } from '../kernel/index.js';
import type { DeliveryOptions } from './delivery.options.js';
import type { NumberLookup, NumberNetwork } from './number-lookup.js';

interface Known {
  readonly network: NumberNetwork | undefined;
  readonly until: Instant;
}

/** What the networks of numbers are remembered by. */
export interface NetworksParts {
  readonly clock: Clock;
  /** Absent where nobody can be asked: then no network is known. */
  readonly lookup?: NumberLookup | undefined;
  readonly options: Pick<
    DeliveryOptions,
    'lookupKeptMs' | 'lookupRetryMs' | 'lookupMaxMs' | 'lookupsKeptMax'
  >;
  readonly onTrouble: (cause: unknown) => void;
  /** Told of a number that was found alive. */
  readonly onAlive?: ((msisdn: string) => void) | undefined;
}

/** Remembers in which networks numbers are, for a while, and asks for those it does not know. */
export class Networks {
  private readonly known = new Map<string, Known>();
  private readonly asking = new Map<string, Promise<void>>();

  constructor(private readonly parts: NetworksParts) {}

  /** Whether somebody would have to be asked, or is being asked. */
  isUnasked(msisdn: string): boolean {
    return this.parts.lookup !== undefined && !this.fresh(msisdn);
  }

  /** The network of a number, as far as it is known. */
  of(msisdn: string): NumberNetwork | undefined {
    return this.fresh(msisdn)?.network;
  }

  /** Asks for the networks of numbers; those that are being asked for are not asked for again. Never throws. */
  async learn(msisdns: readonly string[]): Promise<void> {
    await Promise.all([...new Set(msisdns)].map(msisdn => this.asking.get(msisdn) ?? this.ask(msisdn)));
  }

  private ask(msisdn: string): Promise<void> {
    const asked = this.answerFor(msisdn).then(network => {
      const { clock, options } = this.parts;
      this.asking.delete(msisdn);
      if (network?.live) this.parts.onAlive?.(msisdn);
      this.remember(msisdn, {
        network,
        until: clock.elapsed() + (network ? options.lookupKeptMs : options.lookupRetryMs),
      });
    });
    this.asking.set(msisdn, asked);
    return asked;
  }

  private async answerFor(msisdn: string): Promise<NumberNetwork | undefined> {
    const { clock, lookup, options, onTrouble } = this.parts;
    let giveUp = () => {};
    const tooLate = new Promise<undefined>((_, reject) => {
      giveUp = () =>
        reject(new Error(`The network of ${msisdn} was not told within ${options.lookupMaxMs} ms.`));
    });
    const limit = clock.after(options.lookupMaxMs, giveUp);
    try {
      return await Promise.race([lookup?.lookup(msisdn), tooLate]);
    } catch (cause) {
      onTrouble(cause);
      return undefined;
    } finally {
      limit.cancel();
    }
  }

  private remember(msisdn: string, known: Known): void {
    this.known.delete(msisdn);
    this.known.set(msisdn, known);
    // The one that was learnt longest ago goes first.
    if (this.known.size > this.parts.options.lookupsKeptMax)
      this.known.delete(this.known.keys().next().value!);
  }

  private fresh(msisdn: string): Known | undefined {
    const known = this.known.get(msisdn);
    return known && this.parts.clock.elapsed() < known.until ? known : undefined;
  }
}
