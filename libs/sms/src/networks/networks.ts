import type { Clock } from '../kernel/index.js';
import { Lookups } from './lookups.js';
import type { NetworksOptions } from './networks.options.js';
import type { NumberLookup, NumberNetwork } from './number-lookup.js';

interface Known {
  readonly network: NumberNetwork | undefined;
  /** As {@link Clock.elapsed} counts. */
  readonly learntAtMs: number;
}

/** What the networks of numbers are remembered by. */
export interface NetworksParts {
  readonly clock: Clock;
  /** Absent where nobody can be asked: then no network is known. */
  readonly lookup?: NumberLookup | undefined;
  readonly options: NetworksOptions;
  readonly onTrouble: (cause: unknown) => void;
}

/**
 * Remembers in which networks numbers are, for a while, and asks for those it does not know. One for all of a process, so that
 * a number whose message was priced by its network is not asked about again when it is routed. Other processes ask for
 * themselves: what they know is lost with them, and asking twice costs less than a table that is written at every send.
 */
export class Networks {
  /** In the order in which they were learnt. */
  private readonly known = new Map<string, Known>();
  private readonly asking = new Map<string, Promise<NumberNetwork | undefined>>();
  private readonly lookups: Lookups | undefined;
  private readonly listeners: ((msisdn: string) => void)[] = [];

  constructor(private readonly parts: NetworksParts) {
    const { lookup } = parts;
    this.lookups = lookup && new Lookups({ ...parts, lookup });
  }

  /** Whether there is anybody to ask. */
  get canAsk(): boolean {
    return this.lookups !== undefined;
  }

  /** Calls back for each number that a lookup finds alive. */
  onAlive(listener: (msisdn: string) => void): void {
    this.listeners.push(listener);
  }

  /** Whether somebody would have to be asked, or is being asked. */
  isUnasked(msisdn: string): boolean {
    return this.canAsk && !this.fresh(msisdn);
  }

  /** The network of a number, as far as it is known. */
  of(msisdn: string): NumberNetwork | undefined {
    return this.fresh(msisdn)?.network;
  }

  /**
   * The networks of numbers: those that are known, and the others once they were asked for, `lookupMaxMs` from now at the
   * latest. Numbers of which nobody knows it are left out. Never throws.
   */
  async learn(msisdns: readonly string[]): Promise<ReadonlyMap<string, NumberNetwork>> {
    const learnt = new Map<string, NumberNetwork>();
    if (!this.lookups) return learnt;
    const numbers = [...new Set(msisdns)];
    this.askFor(
      this.lookups,
      numbers.filter(msisdn => !this.asking.has(msisdn) && !this.fresh(msisdn)),
    );
    // Taken from the answers: where more are asked for than are remembered, some are forgotten by now.
    await Promise.all(
      numbers.map(async msisdn => {
        const network = await (this.asking.get(msisdn) ?? this.of(msisdn));
        if (network) learnt.set(msisdn, network);
      }),
    );
    return learnt;
  }

  /** Forgets of a number what was learnt longer ago than this: something has happened since that speaks against it. */
  forget(msisdn: string, agoMs: number): void {
    const known = this.known.get(msisdn);
    if (known && this.parts.clock.elapsed() - known.learntAtMs > agoMs) this.known.delete(msisdn);
  }

  private askFor(lookups: Lookups, numbers: readonly string[]): void {
    if (numbers.length === 0) return;
    const answers = new Map<string, (network: NumberNetwork | undefined) => void>();
    for (const msisdn of numbers) {
      this.asking.set(msisdn, new Promise(resolve => answers.set(msisdn, resolve)));
    }
    void lookups.ask(numbers, (msisdn, network) => {
      this.asking.delete(msisdn);
      this.remember(msisdn, { network, learntAtMs: this.parts.clock.elapsed() });
      answers.get(msisdn)!(network);
      if (network?.live) for (const listener of this.listeners) listener(msisdn);
    });
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
    if (!known) return undefined;
    const { lookupKeptMs, lookupRetryMs } = this.parts.options;
    const keptMs = known.network ? lookupKeptMs : lookupRetryMs;
    return this.parts.clock.elapsed() - known.learntAtMs < keptMs ? known : undefined;
  }
}
