import { aMillionOverTwoDays } from './million.ts';
import { settings } from './settings.ts';
import { fixed, octets, table, whole } from './table.ts';
import { LIVES, virtualLivesPerSecond } from './virtual-time.ts';

/** The message centre alone, in virtual time. */
export async function centreTable(): Promise<string> {
  const million = await aMillionOverTwoDays();
  const perSecond = await virtualLivesPerSecond();
  return table(
    ['what', '>seconds', '>messages/s', '>memory at most'],
    [
      [
        `${whole(settings.million)} messages spread over 48 hours, a quiet day's delays`,
        ...[fixed(million.seconds, 1), whole(settings.million / million.seconds)],
        octets(million.peakMegabytes * 1e6),
      ],
      [
        `${whole(LIVES)} messages to phones that are off: 48 hours, 14 attempts each, then expired`,
        ...[fixed(LIVES / perSecond, 1), whole(perSecond), '–'],
      ],
    ],
  );
}
