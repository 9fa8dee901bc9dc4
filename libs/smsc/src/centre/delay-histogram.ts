const EXACT = 256;
const STEPS = 128;

/**
 * Durations by size, in few numbers however many there are: exact below 256 ms, and above that in steps of less than one
 * in 128 of their size.
 */
export class DelayHistogram {
  private readonly counts: number[] = [];
  private total = 0;
  private sum = 0;
  private least = Infinity;
  private most = 0;

  add(durationMs: number): void {
    const bucket = bucketOf(durationMs);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.total++;
    this.sum += durationMs;
    if (durationMs < this.least) this.least = durationMs;
    if (durationMs > this.most) this.most = durationMs;
  }

  /** The duration that this share (0 to 1) of all does not exceed. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.total));
    for (let bucket = 0; bucket < this.counts.length; bucket++) {
      left -= this.counts[bucket] ?? 0;
      if (left <= 0) return Math.min(upperEndOf(bucket), this.most);
    }
    return this.most;
  }

  /** Undefined when there are none. */
  summary(): { min: number; p50: number; p95: number; p99: number; max: number; mean: number } | undefined {
    if (this.total === 0) return undefined;
    return {
      min: this.least,
      p50: this.quantile(0.5),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
      max: this.most,
      mean: Math.round(this.sum / this.total),
    };
  }
}

function bucketOf(durationMs: number): number {
  if (durationMs < EXACT) return durationMs;
  const power = Math.floor(Math.log2(durationMs));
  return EXACT + (power - 8) * STEPS + Math.floor((durationMs / 2 ** power - 1) * STEPS);
}

function upperEndOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const power = 8 + Math.floor((bucket - EXACT) / STEPS);
  const step = (bucket - EXACT) % STEPS;
  return Math.ceil(2 ** power * (1 + (step + 1) / STEPS)) - 1;
}
