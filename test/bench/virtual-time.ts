import { MessageCentre, NO_LATENCY, VirtualTime } from '@chappe/smsc';

export const LIVES = 200_000;
const HOUR_MS = 3_600_000;

/** How many messages per second the centre takes through 48 hours: phone off, retries on the schedule, expiry, receipts. */
export async function virtualLivesPerSecond(): Promise<number> {
  const time = new VirtualTime();
  const centre = new MessageCentre({ time, world: { latency: NO_LATENCY, fate: () => ({ state: 'off' }) } });
  let ended = 0;
  centre.connect({
    clientId: 'bench',
    receipt: receipt => {
      if (receipt.final) ended += 1;
      return true;
    },
    inbound: () => true,
  });
  const begin = performance.now();
  for (let index = 0; index < LIVES; index += 1) {
    centre.submit(
      'bench',
      { from: 'Chappe', to: `+336${10_000_000 + index}`, text: 'Bonjour' },
      () => undefined,
    );
  }
  await time.advanceBy(49 * HOUR_MS);
  if (ended !== LIVES) throw new Error(`${ended} of ${LIVES} messages ended.`);
  return LIVES / ((performance.now() - begin) / 1000);
}
