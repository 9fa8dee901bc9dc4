import assert from 'node:assert/strict';
import { SlotRepository } from '@chappe/sms';
import type { Material, Scenario } from './material.js';

const TOTAL = 5;

/** Who shares what carriers allow to all processes together. */
export function slotScenarios(scenario: Scenario): void {
  const change = <T>(material: Material, work: (slots: SlotRepository) => Promise<T>) =>
    material.storage.transaction(tx => work(tx.get(SlotRepository)));
  const holder = (node: string, slots: number, beat = 1, carrier = 'smsc') => ({
    carrier,
    node,
    slots,
    beat,
  });

  scenario('remembers who holds slots of a carrier, and their signs of life', async material => {
    await change(material, slots => slots.save(holder('node_2', 3)));
    await change(material, slots => slots.save(holder('node_1', 0)));
    await change(material, slots => slots.save(holder('node_1', 9, 1, 'other')));
    await change(material, slots => slots.save(holder('node_2', 2, 7)));
    const held = (carrier: string) => change(material, slots => slots.lock(carrier));
    assert.deepEqual(await held('smsc'), [holder('node_1', 0), holder('node_2', 2, 7)]);
    if (material.durable) await material.reopen();
    assert.deepEqual(await held('other'), [holder('node_1', 9, 1, 'other')]);
    await change(material, slots => slots.remove('smsc', ['node_2', 'node_3']));
    assert.deepEqual(await held('smsc'), [holder('node_1', 0)]);
  });

  scenario(
    'lets one at a time look and take, those who join included, so that no slot is taken twice',
    async material => {
      const nodes = Array.from({ length: 12 }, (_, index) => `node_${index}`);
      const taken = await Promise.all(
        nodes.map(node =>
          change(material, async slots => {
            const others = (await slots.lock('smsc')).filter(other => other.node !== node);
            const free = TOTAL - others.reduce((sum, other) => sum + other.slots, 0);
            await slots.save(holder(node, Math.min(1, free)));
            return Math.min(1, free);
          }),
        ),
      );
      assert.equal(
        taken.reduce((sum, slots) => sum + slots, 0),
        TOTAL,
      );
    },
  );

  scenario('takes nothing back of what was not committed', async material => {
    await change(material, slots => slots.save(holder('node_1', 2)));
    const failing = change(material, async slots => {
      await slots.lock('smsc');
      await slots.remove('smsc', ['node_1']);
      await slots.save(holder('node_2', 2));
      throw new Error('It was not to be.');
    });
    await assert.rejects(failing, /not to be/);
    assert.deepEqual(await change(material, slots => slots.lock('smsc')), [holder('node_1', 2)]);
  });
}
