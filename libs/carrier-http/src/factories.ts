import { Clock, type Carrier, type NumberLookup, type PortBinding } from '@chappe/sms';
import { HttpCarrier } from './http-carrier.js';
import { checkOptions, type HttpCarrierOptions } from './http-carrier.options.js';
import { SimulatorLookup, checkLookupOptions, type SimulatorLookupOptions } from './simulator-lookup.js';
import { SimulatorClock, type SimulatorClockOptions } from './simulator-clock.js';

/**
 * A carrier for `SmsModule`, which gives it the host's clock. Throws at once when the options are wrong.
 *
 * @example
 * SmsModule.forRoot({ storage, carriers: [httpCarrier({ name: 'simulator', url: 'http://127.0.0.1:4000' })] })
 */
export function httpCarrier(options: HttpCarrierOptions): PortBinding<Carrier> {
  checkOptions(options);
  return { inject: [Clock], useFactory: (clock: Clock) => new HttpCarrier({ clock, ...options }) };
}

/**
 * A clock for `SmsModule` that follows the simulator's; the application starts once the simulator has told the date.
 *
 * @example
 * SmsModule.forRoot({ storage, carriers, clock: simulatorClock({ url: 'http://127.0.0.1:4000' }) })
 */
export function simulatorClock(options: SimulatorClockOptions): PortBinding<Clock> {
  return {
    useFactory: async () => {
      const clock = new SimulatorClock(options);
      await clock.connect();
      return clock;
    },
  };
}

/**
 * The simulator's register of numbers for `SmsModule`, for routes that ask for networks. Throws at once when the options are wrong.
 *
 * @example
 * SmsModule.forRoot({ storage, carriers, lookup: simulatorLookup({ url: 'http://127.0.0.1:4000' }), delivery: { routes } })
 */
export function simulatorLookup(options: SimulatorLookupOptions): PortBinding<NumberLookup> {
  checkLookupOptions(options);
  return { inject: [Clock], useFactory: (clock: Clock) => new SimulatorLookup({ clock, ...options }) };
}
