import type { Asset, Instant } from '../kernel/index.js';

/** Whoever sends and pays. One account never sees what belongs to another. */
export class Account {
  constructor(
    readonly id: string,
    /** As people call it. Not unique. */
    public name: string,
    /** Which wallet pays (the other ones are frozen), and so in which asset prices are quoted. */
    public asset: Asset,
    /** ISO 3166-1 alpha-2: how numbers without a country code are read. */
    public defaultCountry: string,
    /** How many messages may be accepted in one day (UTC); null for no limit. */
    public dailyLimit: number | null,
    readonly createdAt: Instant,
  ) {}
}
