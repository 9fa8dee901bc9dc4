import { ManualClock, SeededRandom } from '@chappe/sms';
import { carrierContract } from '@chappe/testing';
import { SmppCarrier } from './carrier.js';
import { FarEnd } from './far-end.contract-spec.js';
import type { SmppCarrierOptions } from './options/index.js';
import { START } from './testbed.contract-spec.js';

const REFUSED = '+33600000000';

async function open(given: Partial<SmppCarrierOptions>) {
  const clock = new ManualClock(START);
  const far = new FarEnd(clock, REFUSED);
  await far.open();
  const url = `smpp://chappe:secret@127.0.0.1:${far.port}`;
  // Virtual time must not be taken for silence.
  const options = { name: 'contract', url, enquireLinkIntervalMs: 0, ...given };
  return {
    carrier: new SmppCarrier(options, clock, new SeededRandom(1)),
    refusedTo: REFUSED,
    advance: (durationMs: number) => far.advance(durationMs),
    phone: async (msisdn: string) => far.phone(msisdn),
    makeAway: () => far.close(),
    neverAnswer: async () => void (far.mood = 'silent'),
    refuseForNow: async () => void (far.mood = 'failing'),
    makeWell: async () => {
      far.mood = 'well';
      await far.open();
    },
    phoneSends: async (msisdn: string, text: string) => far.phoneSends(msisdn, text),
    duplicateReceipts: async () => void (far.receiptsTwice = true),
    close: () => far.close(),
  };
}

carrierContract({ describe, it }, 'SmppCarrier', () => open({}));
carrierContract({ describe, it }, 'SmppCarrier with three pairs, 16-bit references and a large window', () =>
  open({ binds: 3, bindMode: 'tx+rx', longMessages: 'udh16', window: 100 }),
);
