import { nameOf, type HlrAnswer } from '../network/index.js';
import { stateAt, type SubscriberSettings } from '../subscribers/index.js';
import type { World } from './world.js';

/** What the home location register says about a number (digits). */
export function hlrAnswer(world: World, digits: string): HlrAnswer {
  const at = world.time.now();
  const settings = world.subscribers.settingsOf(digits);
  const { home, present, ported, inGap } = world.subscribers.locate(digits);
  const known = stateAt(settings, at) !== 'unknown' && present !== undefined && !inGap;
  const visited = visitedBy(world, settings, at);
  return {
    msisdn: `+${digits}`,
    known,
    reach: known ? (isAbsent(settings, at) ? 'absent' : 'present') : 'unknown',
    home: home && nameOf(home),
    present: present && nameOf(present),
    ported,
    ...(visited === undefined ? {} : { visited: nameOf(visited) }),
    at,
  };
}

function visitedBy(world: World, settings: SubscriberSettings | undefined, at: number) {
  const visited = settings?.roaming?.operator;
  return visited !== undefined && stateAt(settings, at) === 'roaming'
    ? world.network.operator(visited)
    : undefined;
}

function isAbsent(settings: SubscriberSettings | undefined, at: number): boolean {
  switch (stateAt(settings, at)) {
    case 'off':
    case 'out_of_coverage':
    case 'sim_replaced':
      return true;
    case 'roaming':
      return settings?.roaming?.reachable === false;
    default:
      return false;
  }
}
