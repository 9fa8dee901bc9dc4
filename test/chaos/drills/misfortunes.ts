import type { Client } from '../load.ts';
import type { Stage } from '../stage.ts';

/** What befalls phones and what is sent to them, by name, as the simulator takes it. */
export const MISFORTUNES = {
  none: undefined,
  unknownNumber: { state: 'unknown' },
  refused: { faults: { submitErrorProbability: 1, submitError: 'invalid_destination' } },
  askedForPatience: { faults: { submitThrottleProbability: 1, throttleRetryAfterMs: 1_000 } },
  refusedForNow: { faults: { submitErrorProbability: 1, submitError: 'system_error' } },
  answerLost: { faults: { answerLossStoredProbability: 1 } },
  receiptFirst: { faults: { receiptBeforeAnswerProbability: 1 } },
} as const satisfies Readonly<Record<string, object | undefined>>;

/** Prepares misfortunes for the recipients from this place on, one each. */
export async function befall(
  stage: Stage,
  client: Client,
  from: number,
  misfortunes: readonly (keyof typeof MISFORTUNES)[],
): Promise<void> {
  for (const [index, name] of misfortunes.entries()) {
    const settings = MISFORTUNES[name];
    if (settings) await stage.control(pathTo(client, from + index), 'PUT', settings);
  }
}

/** The recipients from this place on are well again. */
export async function relent(stage: Stage, client: Client, from: number, count: number): Promise<void> {
  for (let place = from; place < from + count; place += 1)
    await stage.control(pathTo(client, place), 'DELETE').catch(() => undefined);
}

function pathTo(client: Client, place: number): string {
  return `/subscribers/${encodeURIComponent(client.numberAt(place))}`;
}
