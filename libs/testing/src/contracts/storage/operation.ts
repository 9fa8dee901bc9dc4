import assert from 'node:assert/strict';
import { CarrierRepository, PeriodicWorkRepository } from '@chappe/sms';
import { NOW, type Material, type Scenario } from './material.js';

const HOUR_MS = 3_600_000;

/** One date for all, what operators say, and who does the housework. */
export function operationScenarios(scenario: Scenario): void {
  const change = <T>(material: Material, work: (carriers: CarrierRepository) => Promise<T>) =>
    material.storage.transaction(tx => work(tx.get(CarrierRepository)));

  scenario(
    'tells one date, if any, that goes on from one question and one transaction to the next',
    async material => {
      const { storage } = material;
      const began = () => storage.transaction(tx => tx.beganAt());
      if (!storage.now) {
        assert.equal(await began(), undefined);
        return;
      }
      const dates = [await storage.now(), await began(), await storage.now(), await began()];
      for (const date of dates) assert.ok(Number.isSafeInteger(date), `${date} is no date`);
      assert.deepEqual(dates, dates.toSorted());
      // By nobody's clock in this process: but no database is a year off.
      const YEAR_MS = 366 * 24 * HOUR_MS;
      assert.ok(Math.abs(dates[0]! - Date.now()) < YEAR_MS, `${dates[0]} is not in milliseconds`);
    },
  );

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
