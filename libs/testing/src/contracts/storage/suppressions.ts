import assert from 'node:assert/strict';
import { SuppressionRepository } from '@chappe/sms';
import { NOW, type Material, type Scenario } from './material.js';

const DAY_MS = 86_400_000;

/** Numbers that networks call unknown. */
export function suppressionScenarios(scenario: Scenario): void {
  const change = <T>(material: Material, work: (numbers: SuppressionRepository) => Promise<T>) =>
    material.storage.transaction(tx => work(tx.get(SuppressionRepository)));
  const note = (material: Material, at: number, ...msisdns: string[]) =>
    change(material, numbers =>
      numbers.noteUnknown({ msisdns, at, since: at - 90 * DAY_MS, suppressUntil: at + 30 * DAY_MS }),
    );
  const among = async (material: Material, now: number, ...msisdns: string[]) =>
    Object.fromEntries(await material.storage.read(tx => tx.get(SuppressionRepository).among(msisdns, now)));

  scenario(
    'remembers a first word about a number, and suppresses it after the second, for a time',
    async material => {
      await note(material, NOW, '+331', '+332', '+331');
      assert.deepEqual(await among(material, NOW, '+331', '+332'), {});
      await note(material, NOW + DAY_MS, '+331', '+333');
      const until = NOW + 31 * DAY_MS;
      assert.deepEqual(await among(material, NOW + DAY_MS, '+331', '+332', '+333', '+334'), {
        '+331': until,
      });
      if (material.durable) await material.reopen();
      assert.deepEqual(await among(material, until - 1, '+331'), { '+331': until });
      assert.deepEqual(await among(material, until, '+331'), {});
    },
  );

  scenario('lets a word count that is not too old, and none that only warns', async material => {
    await note(material, NOW, '+331', '+332');
    await note(material, NOW + 91 * DAY_MS, '+331');
    assert.deepEqual(await among(material, NOW + 91 * DAY_MS, '+331'), {});
    await change(material, numbers =>
      numbers.noteUnknown({ msisdns: ['+332'], at: NOW + 1, since: NOW, suppressUntil: null }),
    );
    assert.deepEqual(await among(material, NOW + 1, '+332'), {});
  });

  scenario('forgets numbers that were reached, and those that are old', async material => {
    await note(material, NOW, '+331', '+332', '+333');
    await note(material, NOW + 1, '+331', '+332');
    assert.equal(await change(material, numbers => numbers.forget(['+331', '+339'])), 1);
    assert.deepEqual(Object.keys(await among(material, NOW + 1, '+331', '+332')), ['+332']);
    const prune = (before: number, limit: number) =>
      change(material, numbers => numbers.prune(before, limit));
    // +332 is suppressed still, +333 is not.
    assert.equal(await prune(NOW + DAY_MS, 10), 1);
    assert.equal(await prune(NOW + 31 * DAY_MS, 10), 1);
    assert.equal(await prune(NOW + 31 * DAY_MS, 10), 0);
  });
}
