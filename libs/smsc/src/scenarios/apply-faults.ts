import type { MessageCentre } from '../centre/index.js';
import { FAULT_PRESETS, faultPreset, FaultsError, type FaultOptions } from '../faults/index.js';

/**
 * Sets the faults of a centre, those of a preset first and those that are given on top. Throws {@link FaultsError} with every mistake, and nothing was changed.
 *
 * @example applyFaults(centre, { preset: 'slow_friday', receiptLossProbability: 0.1 })
 */
export function applyFaults(
  centre: MessageCentre,
  { preset, ...faults }: FaultOptions & { readonly preset?: string },
  /** Faults beneath those of the preset. */
  ground: FaultOptions = {},
): void {
  const found = preset === undefined ? undefined : faultPreset(String(preset));
  if (preset !== undefined && found === undefined) {
    const mistake = `must be one of ${FAULT_PRESETS.map(({ key }) => key).join(', ')}`;
    throw FaultsError.of([{ field: 'preset', mistake }]);
  }
  centre.faults.set({ ...ground, ...found?.faults(centre.time.now()), ...faults });
}
