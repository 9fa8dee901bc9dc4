/** How networks of numbers are asked for, and for how long answers are remembered. */
export interface NetworksOptions {
  /** How long the network of a number is remembered, where routes or prices ask for networks. */
  readonly lookupKeptMs: number;
  /** How long it is remembered that nobody knew it. */
  readonly lookupRetryMs: number;
  /** How long a message waits for its network to be told; then it goes without, and costs what its country costs. */
  readonly lookupMaxMs: number;
  /** How many numbers are asked about at once, at most, by one process; others wait for their turn within `lookupMaxMs`. */
  readonly lookupsAtOnceMax: number;
  /** How many numbers are remembered with their networks, in memory. At least `claimMax`. */
  readonly lookupsKeptMax: number;
}

export const defaultNetworksOptions: NetworksOptions = {
  lookupKeptMs: 24 * 3_600_000,
  lookupRetryMs: 5 * 60_000,
  lookupMaxMs: 2000,
  lookupsAtOnceMax: 500,
  lookupsKeptMax: 100_000,
};
