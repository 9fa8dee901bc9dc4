import { HttpCarrier, SimulatorClock } from '@chappe/carrier-http';
import type { FaultOptions } from '@chappe/smsc';
import { carrierContract, type CarrierUnderTest } from '@chappe/testing';
import { createSimulator } from '../simulator.js';

/** A carrier and the simulator at the other end of a loopback connection, both on one virtual time. */
async function openHttp(): Promise<CarrierUnderTest> {
  const simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: Date.UTC(2026, 2, 2, 9) });
  const { centre, clock: world, url } = simulator;
  const clock = new SimulatorClock({ url, name: 'host' });
  await clock.connect();
  const faults = async (options: FaultOptions): Promise<void> => centre.faults.set(options);
  return {
    carrier: new HttpCarrier({ name: 'simulator', url, clock }),
    advance: durationMs => world.advanceBy(durationMs),
    phone: async msisdn => centre.subscribers.messages(msisdn).map(({ text }) => text),
    makeAway: () => faults({ downUntil: '2100-01-01T00:00:00Z' }),
    neverAnswer: () => faults({ answerLossStoredProbability: 1 }),
    makeWell: () => faults({}),
    refuseForNow: () => faults({ submitErrorProbability: 1, submitError: 'system_error' }),
    duplicateReceipts: () => faults({ receiptDuplicationProbability: 1 }),
    phoneSends: async (msisdn, text) => centre.sendFromPhone(msisdn, { to: '36180', text }),
    refusedTo: '0612',
    close: async () => {
      clock.detach();
      await simulator.close();
    },
  };
}

carrierContract({ describe, it }, 'HttpCarrier', openHttp);
