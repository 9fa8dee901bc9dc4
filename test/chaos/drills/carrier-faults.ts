import type { Chance } from '../chance.ts';
import { Client } from '../load.ts';
import { Stage, type Setting } from '../stage.ts';
import type { Report } from './report.ts';

const REQUESTS = [
  'short',
  'long',
  'two',
  'marketing',
  'short',
  'cancelled',
  'short',
  'long',
  'short',
  'marketing',
];
/** Beyond the validity of a message and the grace of its receipt. */
const EVERYTHING_IS_OVER = 'P4D';

/** In the simulator's time the host does not watch its lines; in real time the drill `cluster` has them half open. */
const NOTICED_BY_ENQUIRE_LINK = 'is half open';

/** What carriers do, by name. */
const FAULTS: Readonly<Record<string, object>> = {
  'cuts in the middle of an answer': { cutProbability: 0.3 },
  'is half open': { halfOpenProbability: 0.3 },
  'sends garbage': { garbageProbability: 0.3 },
  'takes messages and says nothing': { answerLossStoredProbability: 0.5 },
  'takes nothing and says nothing': { answerLossNotStoredProbability: 0.5 },
  'answers late': { submitAnswerDelayMs: { kind: 'uniform', min: 0, max: 90_000 } },
  'asks for patience': {
    submitThrottleProbability: 0.6,
    throttleRetryAfterMs: 5_000,
    queueFullProbability: 0.2,
  },
  'is down': { downUntil: '2999-01-01T00:00:00Z' },
  'fails for a while': { submitErrorProbability: 0.5, submitError: 'system_error' },
  'repeats and reorders receipts': {
    receiptDuplicationProbability: 0.7,
    receiptReorderProbability: 0.5,
    receiptBeforeAnswerProbability: 0.5,
    receiptLateProbability: 0.3,
    receiptUnknownIdProbability: 0.3,
    receiptAcceptedProbability: 0.5,
  },
  'loses receipts': { receiptLossProbability: 0.5 },
};

/** One fault after the other, under a few requests each, then good days until everything is over. */
export async function carrierFaults(
  carrier: Setting['carrier'],
  { chance, limit = Infinity }: { readonly chance: Chance; readonly limit?: number },
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'manual', carrier });
  try {
    const node = await stage.startNode();
    const client = new Client(
      chance,
      () => node.url,
      () => stage.now,
    );
    const fitting = Object.entries(FAULTS).filter(
      ([name]) => carrier === 'http' || name !== NOTICED_BY_ENQUIRE_LINK,
    );
    for (const [name, faults] of chance.shuffled(fitting).slice(0, limit)) {
      await stage.control('/faults', 'PUT', faults);
      for (const kind of REQUESTS) await client.ask(kind);
      for (const by of ['PT10S', 'PT2M', 'PT30M']) await stage.advance(by);
      await stage.control('/faults', 'DELETE');
      await stage.advance('PT1H');
      await stage.advance(EVERYTHING_IS_OVER);
      const evidence = await stage.evidence(client.history);
      const sent = evidence.books.messages.filter(({ state }) => state !== 'cancelled');
      const delivered = sent.filter(({ state }) => state === 'delivered').length;
      report.note(`a carrier that ${name}: ${delivered} of ${sent.length} so far delivered`);
      report.expect(
        `With a carrier that ${name}`,
        await stage.judge(client.history, { settled: true, over: true }),
      );
      if (report.failures.length > 0) return;
    }
  } finally {
    await stage.close();
  }
}
