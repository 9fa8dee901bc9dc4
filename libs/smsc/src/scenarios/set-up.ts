import { MessageCentre, NO_LATENCY, type WorldOptions } from '../centre/index.js';
import { fateOf } from '../fates/index.js';
import { faultPreset, type FaultOptions } from '../faults/index.js';
import { DEFAULT_OPERATORS } from '../network/index.js';
import type { SubscriberSettings } from '../subscribers/index.js';
import { VirtualTime } from '../time/index.js';
import { Cast } from './cast.js';
import { epochOf, isDate, isoDate, millisOf } from './dates.js';
import { DEFAULT_CLIENT } from './perform.js';
import type { Scenario, ScenarioWorld, Step } from './scenario.js';
import { Stage, type ScenarioClock } from './stage.js';

const DEFAULT_SEED = 1;
const DEFAULT_START_AT = Date.UTC(2026, 0, 1);

/** A centre of the scenario's own, its world as it is written. */
export function ownStage(
  { seed = DEFAULT_SEED, startAt, world = {} }: Scenario,
  turn: (() => Promise<void>) | undefined,
): Stage {
  const startsAt = startAt === undefined ? DEFAULT_START_AT : epochOf(startAt)!;
  const time = new VirtualTime({ startAt: startsAt, ...(turn === undefined ? {} : { turn }) });
  const centre = new MessageCentre({ time, seed, world: worldOptions(world, startsAt) });
  return new Stage(centre, clockOf(time), new Cast(centre), 0, {});
}

function worldOptions(world: ScenarioWorld, startsAt: number): WorldOptions {
  const {
    latency = 'realistic',
    fates = true,
    operators,
    ported = [],
    subscribers = {},
    routes,
    firstId,
  } = world;
  const { preset, ...faults } = world.faults ?? {};
  const found = preset === undefined ? undefined : faultPreset(preset);
  return {
    ...(typeof latency === 'object' ? { latency } : latency === 'none' ? { latency: NO_LATENCY } : {}),
    ...(fates ? { fate: fateOf } : {}),
    operators: operators ?? DEFAULT_OPERATORS,
    portedRanges: ported,
    subscribers: Object.fromEntries(
      Object.entries(subscribers).map(([number, settings]) => [number, datedFrom(startsAt, settings)]),
    ),
    faults: { ...found?.faults(startsAt), ...faults },
    ...(routes === undefined ? {} : { inboundRoutes: routes }),
    ...(firstId === undefined ? {} : { firstId }),
  };
}

/** Faults that take the place of the latency in a centre that has its own. */
export function groundOf({ latency }: ScenarioWorld = {}): FaultOptions {
  const wanted = latency === 'none' ? NO_LATENCY : typeof latency === 'object' ? latency : {};
  return {
    ...(wanted.acceptanceMs === undefined ? {} : { submitAnswerDelayMs: wanted.acceptanceMs }),
    ...(wanted.networkMs === undefined ? {} : { networkDelayMs: wanted.networkMs }),
    ...(wanted.receiptMs === undefined ? {} : { receiptDelayMs: wanted.receiptMs }),
  };
}

/** Brings a live centre into the state that a scenario begins with. */
export async function arrange(stage: Stage, { startAt, world = {} }: Scenario): Promise<void> {
  const { centre } = stage;
  const { operators, ported = [], subscribers = {}, faults, routes = {}, latency } = world;
  if (startAt !== undefined) await stage.advanceTo(epochOf(startAt)!);
  if (operators !== undefined) {
    for (const { key } of centre.network.operators()) centre.network.remove(key);
    for (const operator of operators) centre.network.add(operator);
  }
  for (const range of ported) centre.network.port(range);
  for (const [number, clientId] of Object.entries(routes)) centre.routeInbound(number, clientId);
  if (faults !== undefined || latency !== undefined) stage.setFaults(faults ?? {});
  for (const [number, settings] of Object.entries(subscribers))
    centre.subscribers.set(number, datedFrom(stage.now, settings));
}

function datedFrom(startsAt: number, settings: SubscriberSettings): SubscriberSettings {
  const { until } = settings;
  if (typeof until !== 'string' || isDate(until)) return settings;
  return { ...settings, until: isoDate(startsAt + millisOf(until)) };
}

/** Who is connected from the beginning: as the world says, or clients that take part and that no step connects. */
export function clientsFromTheBeginning({ world, steps }: Scenario): Set<string> {
  if (world?.clients !== undefined) return new Set(world.clients);
  const clients = new Set<string>();
  const later = new Set<string>();
  const visit = (list: readonly Step[]): void => {
    for (const step of list) {
      if ('send' in step) clients.add(step.send.client ?? DEFAULT_CLIENT);
      else if ('expect' in step && 'inbound' in step.expect) clients.add(step.expect.inbound);
      else if ('route' in step) clients.add(step.route.client);
      else if ('connect' in step)
        later.add(typeof step.connect === 'string' ? step.connect : step.connect.client);
      else if ('repeat' in step) visit(step.repeat.steps);
      else if ('choose' in step) for (const choice of step.choose) visit(choice.steps);
    }
  };
  visit(steps);
  return new Set([...clients].filter(client => !later.has(client)));
}

export function clockOf(time: VirtualTime): ScenarioClock {
  return {
    advanceBy: durationMs => time.advanceBy(durationMs),
    advanceTo: date => time.advanceTo(date),
    advanceUntilIdle: () => time.advanceUntilIdle(),
    advanceUntil: (done, limitMs) => time.advanceUntil(done, time.now() + limitMs),
  };
}
