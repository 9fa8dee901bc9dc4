import { Chance } from '../time/index.js';
import type { FaultOptions } from './fault-options.js';
import { dateOf, mistakesInFaults } from './mistakes-in-faults.js';
import { FaultsError, type FieldMistake } from './faults.errors.js';
import type { LinkDecision, LinkOccasion } from './link-decision.js';

const NO_FAULTS: FaultOptions = Object.freeze({});
const NOTHING: LinkDecision = Object.freeze({ kind: 'none' });
/** What can happen to a link; without any of it there is nothing to draw. */
const LINK_FAULTS = [
  'downUntil',
  'bindRefusalProbability',
  'cutProbability',
  'halfOpenProbability',
  'garbageProbability',
] as const satisfies readonly (keyof FaultOptions)[];
const BIND_FAILED = 0x0d;

/** What a link is asked to suffer is drawn with these purposes, apart from all draws for messages. */
const REFUSE = 0x101;
const CUT = 0x102;
const HALF_OPEN = 0x103;
const GARBAGE = 0x104;
const SHARE = 0x105;
const OCTETS = 0x106;

/** Of so many clients and occasions the draws are counted; beyond, counting begins anew, with other draws. */
export const MAX_COUNTED_OCCASIONS = 30_000;

/** The faults in force. Whatever is set is checked as a whole, with all mistakes at once, before anything changes. */
export class Faults {
  private options: FaultOptions = NO_FAULTS;
  private readonly occasions = new Map<string, number>();
  private round = 0;
  private breaksLinks = false;
  /** Which lines become half open; drawn once for each, as long as the faults stay as they are. */
  private halfOpenLines = new WeakMap<object, boolean>();
  private chance: Chance;

  constructor(
    private readonly now: () => number,
    seed: number,
    private readonly changed: (options: FaultOptions) => void = () => undefined,
    /** What else is wrong with faults, in this world. */
    private readonly mistakesHere: (options: FaultOptions) => FieldMistake[] = () => [],
  ) {
    this.chance = new Chance(seed);
  }

  /** The faults as they are. */
  get current(): Readonly<FaultOptions> {
    return this.options;
  }

  /** Takes the place of all faults. Throws {@link FaultsError} with every mistake. */
  set(options: FaultOptions): void {
    this.check(options);
    this.take(options);
    this.changed(this.options);
  }

  /** Changes some; a field given as undefined or null is taken away. Throws {@link FaultsError} with every mistake. */
  patch(changes: { readonly [Field in keyof FaultOptions]?: FaultOptions[Field] | null }): void {
    this.set(withoutGaps({ ...this.options, ...changes }));
  }

  /** All is well again. */
  clear(): void {
    this.set(NO_FAULTS);
  }

  /** Whether the carrier refuses everything at this date. */
  isDown(clientId?: string): boolean {
    return this.downUntilFor(clientId) !== undefined;
  }

  /**
   * Until when the carrier is down for a client as a whole, milliseconds of the epoch; undefined when it is up. Down for
   * some destinations only, it still talks to its clients.
   */
  downUntilFor(clientId?: string): number | undefined {
    const { downUntil, only } = this.options;
    if (downUntil === undefined || only?.toPrefixes !== undefined) return undefined;
    const until = dateOf(downUntil) ?? 0;
    if (until <= this.now()) return undefined;
    const concerned =
      only?.clientIds === undefined || (clientId !== undefined && only.clientIds.includes(clientId));
    return concerned ? until : undefined;
  }

  /** The faults that concern a message of this client to this phone, the phone's own on top. */
  concerning(clientId: string, digits: string, own: FaultOptions | undefined): FaultOptions {
    const general = this.options;
    const concerned = general.only === undefined || isWithin(general.only, clientId, digits);
    if (own === undefined) return concerned ? general : NO_FAULTS;
    return concerned ? { ...general, ...own } : own;
  }

  /**
   * What a door is to do at this occasion; each question is a new draw, but for whether a line becomes half open. It is asked with
   * every PDU.
   *
   * @param line where there is one that lasts: any object that is its own
   */
  atLink(clientId: string, occasion: LinkOccasion, line?: object): LinkDecision {
    if (!this.breaksLinks) return NOTHING;
    const faults = this.options;
    if (faults.only?.clientIds !== undefined && !faults.only.clientIds.includes(clientId)) return NOTHING;
    if (line !== undefined && this.becomesHalfOpen(clientId, line)) return { kind: 'half_open' };
    const key = this.keyOf(clientId, occasion);
    if (occasion === 'bind') {
      const refused =
        this.isDown(clientId) || this.chance.happens(faults.bindRefusalProbability ?? 0, key, REFUSE);
      return refused
        ? { kind: 'refuse_bind', commandStatus: faults.bindRefusalStatus ?? BIND_FAILED }
        : NOTHING;
    }
    if (line === undefined && this.chance.happens(faults.halfOpenProbability ?? 0, key, HALF_OPEN)) {
      return { kind: 'half_open' };
    }
    if (occasion === 'pdu_in') return NOTHING;
    if (this.chance.happens(faults.cutProbability ?? 0, key, CUT)) {
      return { kind: 'cut', share: this.chance.uniform(key, SHARE) };
    }
    if (this.chance.happens(faults.garbageProbability ?? 0, key, GARBAGE)) {
      return { kind: 'garbage', octets: this.garbage(key) };
    }
    return NOTHING;
  }

  /** @internal A clean slate with these faults. */
  reset(seed: number, options: FaultOptions): void {
    this.chance = new Chance(seed);
    this.occasions.clear();
    this.round = 0;
    this.check(options);
    this.take(options);
  }

  private check(options: FaultOptions): void {
    const wrong = mistakesInFaults(options);
    if (wrong.length === 0) wrong.push(...this.mistakesHere(options));
    if (wrong.length > 0) throw FaultsError.of(wrong);
  }

  private becomesHalfOpen(clientId: string, line: object): boolean {
    const { halfOpenProbability = 0 } = this.options;
    if (halfOpenProbability === 0) return false;
    let becomes = this.halfOpenLines.get(line);
    if (becomes === undefined) {
      becomes = this.chance.happens(halfOpenProbability, this.keyOf(clientId, 'line'), HALF_OPEN);
      this.halfOpenLines.set(line, becomes);
    }
    return becomes;
  }

  private take(options: object): void {
    const faults = Object.freeze(structuredClone(withoutGaps(options)));
    this.options = faults;
    this.halfOpenLines = new WeakMap();
    this.breaksLinks = LINK_FAULTS.some(field => faults[field] !== undefined);
  }

  private keyOf(clientId: string, occasion: LinkOccasion | 'line'): number {
    const name = `${occasion} ${clientId}`;
    const turn = this.occasions.get(name) ?? 0;
    if (turn === 0 && this.occasions.size >= MAX_COUNTED_OCCASIONS) {
      this.occasions.clear();
      this.round++;
    }
    this.occasions.set(name, turn + 1);
    return this.chance.keyOf(this.round === 0 ? name : `${name} ${String(this.round)}`, turn);
  }

  private garbage(key: number): Uint8Array {
    const octets = new Uint8Array(16 + this.chance.integer(48, key, OCTETS));
    for (let index = 0; index < octets.length; index++) {
      octets[index] = this.chance.integer(256, key, OCTETS, index + 1);
    }
    return octets;
  }
}

function isWithin(only: NonNullable<FaultOptions['only']>, clientId: string, digits: string): boolean {
  return (
    (only.clientIds === undefined || only.clientIds.includes(clientId)) &&
    (only.toPrefixes === undefined || only.toPrefixes.some(prefix => digits.startsWith(prefix)))
  );
}

function withoutGaps(options: object): FaultOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  ) as FaultOptions;
}
