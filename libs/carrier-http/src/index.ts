/**
 * The simulator's HTTP door from the host's side: a carrier for `SmsModule`, and a clock that follows the simulator's.
 *
 * @packageDocumentation
 */
export { httpCarrier, simulatorClock, simulatorLookup } from './factories.js';
export { type EventsAnswer } from './event-server.js';
export { HttpCarrier, MAX_EVENTS_PER_REQUEST } from './http-carrier.js';
export { defaultHttpCarrierOptions, type HttpCarrierOptions } from './http-carrier.options.js';
export { SimulatorClock, type SimulatorClockOptions } from './simulator-clock.js';
export { SimulatorLookup, type SimulatorLookupOptions } from './simulator-lookup.js';
export { partStateOf, reasonKeyOf, refusalKeyOf } from './words.js';
