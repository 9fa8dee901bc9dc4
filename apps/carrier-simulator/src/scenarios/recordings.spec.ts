import { failureText, readScenario, runScenario, sourceFromYaml } from '@chappe/smsc';
import * as yaml from 'yaml';
import { HOUR, Stage } from '../smpp/stage.contract-spec.js';
import { ReceiptEar, SimulatorClient } from '../testing/simulator-client.contract-spec.js';

/** Records what was done, with the numbers as they are, and runs it again in a centre of its own. */
async function replayed({ simulator }: Stage): Promise<{ failures: string[]; journal: string }> {
  const answer = await fetch(`${simulator.url}/control/scenarios/record?anonymised=false`);
  const checked = readScenario(sourceFromYaml(yaml, 'recorded.yaml', await answer.text()));
  const { centre, report } = await runScenario(checked);
  return { failures: report.failures.map(failureText), journal: centre.journal.toNdjson() };
}

describe('a recording of a live simulator', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.open();
  });

  afterEach(() => stage.close());

  it('leaves the same journal with SMPP clients that were bound before the reset, and that bound after it', async () => {
    const { centre } = stage.simulator;
    const shop = await stage.bind('transceiver', 'shop');
    centre.reset({ seed: 7 });
    const bank = await stage.bind('transmitter', 'bank');
    await shop.submit({ destinationAddr: '33612345678', registeredDelivery: 17 });
    await bank.submit({ destinationAddr: '33612345679', registeredDelivery: 1 });
    await stage.advance(HOUR);
    centre.sendFromPhone('+33612345678', { to: '36180', text: 'Thank you' });
    await stage.advance(HOUR);
    const { failures, journal } = await replayed(stage);
    expect(failures).toEqual([]);
    expect(journal).toBe(centre.journal.toNdjson());
    expect(centre.journal.list({ kind: 'inbound.acknowledged' })).toHaveLength(1);
    expect(centre.journal.list({ kind: 'smpp.bound' })).toHaveLength(1);
  });

  it('leaves the same journal with HTTP clients that were connected before the reset', async () => {
    const { url, centre } = stage.simulator;
    const client = new SimulatorClient(url);
    const ear = await ReceiptEar.open();
    stage.later(() => ear.close());
    await client.put('/carrier/connections/shop', { receiptUrl: `${ear.url}/receipts` });
    await client.post('/control/reset', { seed: 7 });
    await client.post(
      '/carrier/messages',
      { ref: '1', from: '36180', to: '+33607123456', text: 'Hello' },
      { 'x-chappe-client': 'shop' },
    );
    await client.post('/control/clock/advance', { by: 'PT1S' });
    expect(centre.journal.list({ kind: 'receipt.acknowledged' })).toHaveLength(1);
    const { failures, journal } = await replayed(stage);
    expect(failures).toEqual([]);
    expect(journal).toBe(centre.journal.toNdjson());
  });
});
