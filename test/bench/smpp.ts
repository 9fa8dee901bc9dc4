import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from '@chappe/smpp';
import { call, startApp } from '../processes.ts';
import { percentile } from './figures.ts';
import { settings } from './settings.ts';
import { fixed, milliseconds, table, whole } from './table.ts';

const MESSAGES = settings.smppMessages;
/** Receipts that have not come by then are taken for lost. */
const PATIENCE_MS = 60_000;

/** What one run over SMPP came to. */
interface SmppFigures {
  readonly window: number;
  /** Submissions answered per second by the npm `smpp` server, which does nothing else. */
  readonly stubPerSecond: number;
  /** Submissions answered, delivered and receipted per second by the simulator. */
  readonly simulatorPerSecond: number;
  /** From the answer to a submission to its receipt: the 99th percentile, in milliseconds. */
  readonly receiptLagP99Ms: number;
}

const WINDOWS = [1, 10, 100, 1_000];

/** What {@link smppFigures} answers, as a table. */
export async function smppTable(): Promise<string> {
  const figures = await smppFigures(WINDOWS);
  return table(
    [
      '>window',
      '>npm `smpp` server, answers only, /s',
      '>simulator, answers and receipts, /s',
      '>ratio',
      '>receipt lag p99, ms',
    ],
    figures.map(({ window, stubPerSecond, simulatorPerSecond, receiptLagP99Ms }) => [
      ...[window, stubPerSecond, simulatorPerSecond].map(whole),
      fixed(simulatorPerSecond / stubPerSecond),
      milliseconds(receiptLagP99Ms),
    ]),
  );
}

/** Submissions over one bind at each window, in turn at a server that acknowledges at once and at the simulator. */
async function smppFigures(windows: readonly number[]): Promise<readonly SmppFigures[]> {
  const stub = spawn(process.execPath, [join(import.meta.dirname, 'smpp-stub.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(stub.stdout, 'data')) as [Buffer];
  const simulator = await startApp('carrier-simulator', { SMPP_PORT: '0' });
  try {
    await call(`${simulator.url}/control/faults`, {
      method: 'PUT',
      body: { networkDelayMs: 0, receiptDelayMs: 0 },
    });
    const [, address] = await simulator.line(/smpp listening on smpp:\/\/(\S+)/);
    const figures: SmppFigures[] = [];
    for (const window of windows) {
      const stubRun = await submitAll(Number(port.toString()), window, false);
      const run = await submitAll(Number(address!.split(':')[1]), window, true);
      figures.push({
        window,
        stubPerSecond: stubRun.perSecond,
        simulatorPerSecond: run.perSecond,
        receiptLagP99Ms: run.lagP99Ms,
      });
    }
    return figures;
  } finally {
    stub.kill();
    await simulator.kill();
  }
}

async function submitAll(
  port: number,
  window: number,
  receipts: boolean,
): Promise<{ perSecond: number; lagP99Ms: number }> {
  const answeredAt = new Map<string, number>();
  const early = new Map<string, number>();
  const lags: number[] = [];
  const { promise: allCame, resolve } = Promise.withResolvers<void>();
  const note = (id: string, at: number) => {
    const answered = answeredAt.get(id);
    if (answered === undefined) early.set(id, at);
    else lags.push(Math.max(0, at - answered));
    if (lags.length === MESSAGES) resolve();
  };
  const session = await connect({
    host: '127.0.0.1',
    port,
    window,
    handlers: {
      deliver_sm: pdu => {
        const id = pdu.tlvs?.receiptedMessageId;
        if (typeof id === 'string') note(id, performance.now());
        return undefined;
      },
    },
  });
  await session.bind('transceiver', { systemId: 'bench', password: 'bench' });
  const begin = performance.now();
  let next = 0;
  const submitter = async () => {
    while (next < MESSAGES) {
      const outcome = await session.request('submit_sm', {
        sourceAddrTon: 5,
        sourceAddr: 'Chappe',
        destAddrTon: 1,
        destAddrNpi: 1,
        destinationAddr: `336${10_000_000 + next++}`,
        registeredDelivery: receipts ? 1 : 0,
        shortMessage: Buffer.from('Votre code : 4711'),
      });
      if (outcome.kind !== 'answered' || outcome.response.status !== 0)
        throw new Error(`Refused: ${JSON.stringify(outcome)}`);
      const id = (outcome.response as { messageId?: string }).messageId ?? '';
      const now = performance.now();
      answeredAt.set(id, now);
      if (early.has(id)) note(id, now);
    }
  };
  await Promise.all(Array.from({ length: window }, submitter));
  if (receipts) {
    const patience = setTimeout(resolve, PATIENCE_MS);
    await allCame;
    clearTimeout(patience);
    if (lags.length < MESSAGES) throw new Error(`${MESSAGES - lags.length} receipts did not come.`);
  }
  const perSecond = MESSAGES / ((performance.now() - begin) / 1000);
  await session.unbind();
  return { perSecond, lagP99Ms: percentile(lags, 0.99) };
}
