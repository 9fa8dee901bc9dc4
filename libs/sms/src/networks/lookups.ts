import type { Clock } from '../kernel/index.js';
import type { NetworksOptions } from './networks.options.js';
import type { NumberLookup, NumberNetwork } from './number-lookup.js';

/** How often in a row nobody is told anything in time before a lookup is not asked for a while: all would wait for nothing. */
export const SILENCES_MAX = 3;
/** For how long. Then those who ask next find out. */
export const SILENCE_REST_MS = 30_000;

/** What numbers are asked about with. */
export interface LookupsParts {
  readonly clock: Clock;
  readonly lookup: NumberLookup;
  readonly options: Pick<NetworksOptions, 'lookupMaxMs' | 'lookupsAtOnceMax'>;
  /** Told once for all that went wrong with the numbers of one call. */
  readonly onTrouble: (cause: unknown) => void;
}

/** Numbers that are asked about together, and how far that is. */
interface Round {
  readonly waiting: string[];
  readonly asked: Set<string>;
  readonly failures: unknown[];
  heardOf: number;
  readonly heard: (msisdn: string, network: NumberNetwork | undefined) => void;
  readonly end: () => void;
}

/**
 * Asks about numbers, so many at once and no more. Those who ask at the same time take turns, number by number, so that a
 * thousand numbers of one do not hold up the one of another.
 */
export class Lookups {
  private readonly rounds: Round[] = [];
  private underWay = 0;
  /** Calls in a row in which nothing was heard. */
  private silences = 0;
  private restsUntil = -Infinity;

  constructor(private readonly parts: LookupsParts) {}

  /**
   * Asks about numbers, and resolves when all were heard of, `lookupMaxMs` from now at the latest: `heard` is called once for
   * each of them by then. Never throws.
   */
  async ask(
    msisdns: readonly string[],
    heard: (msisdn: string, network: NumberNetwork | undefined) => void,
  ): Promise<void> {
    const { clock, options, onTrouble } = this.parts;
    if (clock.elapsed() < this.restsUntil) {
      for (const msisdn of msisdns) heard(msisdn, undefined);
      return;
    }
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const round: Round = { waiting: [...msisdns], asked: new Set(), failures: [], heardOf: 0, heard, end };
    const limit = clock.after(options.lookupMaxMs, () => this.giveUp(round));
    this.rounds.push(round);
    this.next();
    await over;
    limit.cancel();
    if (round.failures.length > 0) onTrouble(troubleOf(round.failures));
  }

  /** Fills the places that are free. */
  private next(): void {
    while (this.underWay < this.parts.options.lookupsAtOnceMax) {
      const round = this.rounds.shift();
      const msisdn = round?.waiting.shift();
      if (!round || msisdn === undefined) return;
      if (round.waiting.length > 0) this.rounds.push(round);
      this.underWay += 1;
      round.asked.add(msisdn);
      void this.one(round, msisdn);
    }
  }

  private async one(round: Round, msisdn: string): Promise<void> {
    try {
      const network = await this.parts.lookup.lookup(msisdn);
      if (network && !isNetwork(network)) throw new Error(`${JSON.stringify(network)} is no network.`);
      this.settle(round, msisdn, network);
    } catch (cause) {
      if (round.asked.has(msisdn)) round.failures.push(cause);
      this.settle(round, msisdn, undefined);
    }
    this.next();
  }

  /** What comes after its time is not heard any more. */
  private settle(round: Round, msisdn: string, network: NumberNetwork | undefined): void {
    if (!round.asked.delete(msisdn)) return;
    this.underWay -= 1;
    this.silences = 0;
    round.heardOf += 1;
    round.heard(msisdn, network);
    if (round.asked.size === 0 && round.waiting.length === 0) round.end();
  }

  /** Whether the lookup is not to be asked for a while. */
  private noteSilence({ asked, heardOf }: Round): boolean {
    if (heardOf > 0 || asked.size === 0) return false;
    this.silences += 1;
    if (this.silences < SILENCES_MAX) return false;
    this.restsUntil = this.parts.clock.elapsed() + SILENCE_REST_MS;
    return true;
  }

  private giveUp(round: Round): void {
    const isSilent = this.noteSilence(round);
    const late = [...round.asked, ...round.waiting.splice(0)];
    const place = this.rounds.indexOf(round);
    if (place >= 0) this.rounds.splice(place, 1);
    this.underWay -= round.asked.size;
    round.asked.clear();
    const which =
      late.length === 1 ? `network of ${late[0]!} was` : `networks of ${late.length} numbers were`;
    const { lookupMaxMs } = this.parts.options;
    round.failures.push(new Error(`The ${which} not told within ${lookupMaxMs} ms.${isSilent ? REST : ''}`));
    for (const msisdn of late) round.heard(msisdn, undefined);
    round.end();
    this.next();
  }
}

const REST = ` It has been silent ${SILENCES_MAX} times or more, and is not asked for ${SILENCE_REST_MS / 1000} s.`;

/** MCC of three digits, MNC of two or three: what else comes would be priced, routed and kept wrongly. */
function isNetwork({ mcc, mnc, ported }: NumberNetwork): boolean {
  return /^\d{3}$/.test(mcc) && /^\d{2,3}$/.test(mnc) && typeof ported === 'boolean';
}

function troubleOf(failures: readonly unknown[]): unknown {
  if (failures.length === 1) return failures[0];
  return new Error(`${failures.length} numbers could not be looked up. The first: ${String(failures[0])}`, {
    cause: failures[0],
  });
}
