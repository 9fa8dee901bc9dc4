import assert from 'node:assert/strict';
import { CarrierRepository, PeriodicWorkRepository } from '@chappe/sms';
import { NOW, type Material, type Scenario } from './material.js';

const HOUR_MS = 3_600_000;

/** What operators say, and who does the housework. */
export function operationScenarios(scenario: Scenario): void {
  const change = <T>(material: Material, work: (carriers: CarrierRepository) => Promise<T>) =>
    material.storage.transaction(tx => work(tx.get(CarrierRepository)));

  scenario('remembers which carriers are paused, until they are resumed', async material => {
    assert.equal(await change(material, carriers => carriers.pause('smsc-2', NOW)), true);
    assert.equal(await change(material, carriers => carriers.pause('smsc-1', NOW)), true);
    assert.equal(await change(material, carriers => carriers.pause('smsc-2', NOW + 1)), false);
    const paused = () => material.storage.read(tx => tx.get(CarrierRepository).paused());
    assert.deepEqual(await paused(), ['smsc-1', 'smsc-2']);
    if (material.durable) await material.reopen();
    assert.deepEqual(await paused(), ['smsc-1', 'smsc-2']);
    assert.equal(await change(material, carriers => carriers.resume('smsc-2')), true);
    assert.equal(await change(material, carriers => carriers.resume('smsc-2')), false);
    assert.deepEqual(await paused(), ['smsc-1']);
  });

  scenario('gives periodic work to one of those who would do it, once in its time', async material => {
    const begin = (name: string, now: number) =>
      material.storage.transaction(tx => tx.get(PeriodicWorkRepository).begin(name, now, now - HOUR_MS));
    const first = await Promise.all(Array.from({ length: 6 }, () => begin('prune', NOW)));
    assert.equal(first.filter(mine => mine).length, 1);
    assert.equal(await begin('prune', NOW + HOUR_MS - 1), false);
    assert.equal(await begin('other', NOW + 1), true);
    assert.equal(await begin('prune', NOW + HOUR_MS), true);
    assert.equal(await begin('prune', NOW + HOUR_MS), false);
    // Somebody's clock was years ahead; or was that ours?
    assert.equal(await begin('prune', NOW + 1_000 * HOUR_MS), true);
    assert.equal(await begin('prune', NOW + 2 * HOUR_MS), true);
    assert.equal(await begin('prune', NOW + 2 * HOUR_MS + 1), false);
  });
}
