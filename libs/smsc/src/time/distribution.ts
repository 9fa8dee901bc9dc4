/**
 * A duration in milliseconds that is drawn anew for each occasion. A bare number is that number each time: 0 is 0.
 *
 * - `uniform`: anything from `min` to `max`.
 * - `normal`: around `mean`, two thirds within one `deviation`; cut at `min` (0) and `max`.
 * - `lognormal`: half below `median`, with a long tail (`sigma` about 0.5 for a quiet network, 1 for a bad day); cut at `max`.
 * - `exponential`: of this `mean`; cut at `max`.
 * - `spike`: usually `usual`, now and then (`probability`) `spike`.
 */
export type Distribution =
  | number
  | { kind: 'uniform'; min: number; max: number }
  | { kind: 'normal'; mean: number; deviation: number; min?: number; max?: number }
  | { kind: 'lognormal'; median: number; sigma: number; max?: number }
  | { kind: 'exponential'; mean: number; max?: number }
  | { kind: 'spike'; usual: number; spike: number; probability: number };

/** No draw is longer than a year, whatever the tail. */
export const MAX_DRAWN_MS = 366 * 86_400_000;

/** A duration for `uniform`, a number in [0, 1) from the seed: whole milliseconds, never negative. */
export function durationOf(distribution: Distribution, uniform: number): number {
  const drawn = typeof distribution === 'number' ? distribution : draw(distribution, uniform);
  return Math.min(Math.max(Math.round(drawn), 0), MAX_DRAWN_MS);
}

function draw(distribution: Exclude<Distribution, number>, uniform: number): number {
  switch (distribution.kind) {
    case 'uniform':
      return distribution.min + (distribution.max - distribution.min) * uniform;
    case 'normal':
      return cut(
        distribution.mean + distribution.deviation * standardNormal(uniform),
        distribution.min,
        distribution.max,
      );
    case 'lognormal':
      return cut(
        distribution.median * Math.exp(distribution.sigma * standardNormal(uniform)),
        undefined,
        distribution.max,
      );
    case 'exponential':
      return cut(-distribution.mean * Math.log(1 - uniform), undefined, distribution.max);
    case 'spike':
      return uniform < distribution.probability ? distribution.spike : distribution.usual;
  }
}

/** What is wrong with a distribution, in sentences without a subject; empty when nothing is. */
export function mistakesInDistribution(value: unknown): string[] {
  if (typeof value === 'number')
    return isDuration(value) ? [] : [`must be 0 to ${String(MAX_DRAWN_MS)} milliseconds`];
  if (typeof value !== 'object' || value === null)
    return ['must be a number of milliseconds or a distribution'];
  const fields = value as Record<string, unknown>;
  const wanted = FIELDS[String(fields['kind'])];
  if (wanted === undefined) return [`kind must be one of ${Object.keys(FIELDS).join(', ')}`];
  const wrong: string[] = [];
  for (const [name, optional] of wanted) {
    const given = fields[name];
    if (given === undefined && optional) continue;
    if (name === 'probability') {
      if (typeof given !== 'number' || !(given >= 0 && given <= 1)) wrong.push('probability must be 0 to 1');
    } else if (name === 'sigma') {
      if (typeof given !== 'number' || !(given >= 0 && given <= 10)) wrong.push('sigma must be 0 to 10');
    } else if (!isDuration(given)) wrong.push(`${name} must be 0 to ${String(MAX_DRAWN_MS)} milliseconds`);
  }
  for (const name of Object.keys(fields)) {
    if (name !== 'kind' && !wanted.some(([known]) => known === name)) wrong.push(`has no field ${name}`);
  }
  if (wrong.length === 0 && Number(fields['min'] ?? 0) > Number(fields['max'] ?? Infinity)) {
    wrong.push('min must not be above max');
  }
  return wrong;
}

const FIELDS: Readonly<Record<string, readonly (readonly [name: string, optional: boolean])[]>> = {
  uniform: [
    ['min', false],
    ['max', false],
  ],
  normal: [
    ['mean', false],
    ['deviation', false],
    ['min', true],
    ['max', true],
  ],
  lognormal: [
    ['median', false],
    ['sigma', false],
    ['max', true],
  ],
  exponential: [
    ['mean', false],
    ['max', true],
  ],
  spike: [
    ['usual', false],
    ['spike', false],
    ['probability', false],
  ],
};

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MAX_DRAWN_MS;
}

function cut(value: number, min = 0, max = MAX_DRAWN_MS): number {
  return Math.min(Math.max(value, min), max);
}

/**
 * The quantile of the standard normal distribution, by Acklam's rational approximation (error below 1.2e-9): one uniform
 * number makes one normal one, so a draw stays a function of its key.
 */
function standardNormal(uniform: number): number {
  const p = Math.min(Math.max(uniform, 1e-12), 1 - 1e-12);
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

function tail(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
      1)
  );
}
