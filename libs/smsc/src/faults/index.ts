/**
 * The faults: one object in which every field has its unit in its name, checked as a whole, and the decisions that doors
 * carry out at their end of the line.
 */
export type { FaultOptions } from './fault-options.js';
export { dateOf, MAX_PORTED_RANGES, mistakesInFaults } from './mistakes-in-faults.js';
export { Faults } from './faults.js';
export { FaultsError, type FieldMistake } from './faults.errors.js';
export type { LinkDecision, LinkOccasion } from './link-decision.js';
export { FAULT_PRESETS, faultPreset, OUTAGE_MS, type FaultPreset, type FaultPresetKey } from './presets.js';
