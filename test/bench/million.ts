import { MessageCentre, VirtualTime } from '@chappe/smsc';
import { settings } from './settings.ts';

const MESSAGES = settings.million;
const DAY_MS = 86_400_000;

/** A million messages spread over two days of virtual time, with a quiet day's latencies: seconds, and peak memory. */
export async function aMillionOverTwoDays(): Promise<{
  readonly seconds: number;
  readonly peakMegabytes: number;
}> {
  const time = new VirtualTime();
  const centre = new MessageCentre({ time });
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
  let peak = 0;
  const everyMs = (2 * DAY_MS) / MESSAGES;
  const startAt = time.now();
  let sent = 0;
  const submit = (): void => {
    const { rss } = sent % 10_000 === 0 ? process.memoryUsage() : { rss: 0 };
    peak = Math.max(peak, rss);
    centre.submit(
      'bench',
      { from: 'Chappe', to: `+336${10_000_000 + sent}`, text: 'Bonjour' },
      () => undefined,
    );
    sent += 1;
    if (sent < MESSAGES) time.at(startAt + sent * everyMs, submit);
  };
  submit();
  await time.advanceBy(2 * DAY_MS + DAY_MS / 24);
  if (ended !== MESSAGES) throw new Error(`${ended} of ${MESSAGES} messages ended.`);
  return {
    seconds: (performance.now() - begin) / 1000,
    peakMegabytes: Math.max(peak, process.memoryUsage().rss) / 1e6,
  };
}
