import assert from 'node:assert/strict';
import { MessageRepository, type Message, type Transaction } from '@chappe/sms';
import { NOW, VALIDITY_MS, idsOf, type Material, type Scenario } from './material.js';

const LEASE_MS = 30_000;

/** Claims as a dispatcher does: takes, moves to `submitting`, saves, in one transaction. */
async function claim(
  material: Material,
  limit: number,
  owner = 'node-1',
  now = NOW,
): Promise<readonly Message[]> {
  return material.storage.transaction(async tx => {
    const messages = tx.get(MessageRepository);
    const taken = await messages.claimQueued({ owner, now, leaseUntil: now + LEASE_MS, limit });
    const changes = taken.map(message => {
      message.attempts += 1;
      const moves = [message.moveTo('submitting', { at: now, cause: 'claimed' })];
      message.leaseOwner = owner;
      message.wakeAt = now + LEASE_MS;
      return { message, moves };
    });
    await messages.save(changes);
    return taken;
  });
}

/** Takes in a transaction of its own, and changes nothing. */
async function look<T>(material: Material, work: (messages: MessageRepository) => Promise<T>): Promise<T> {
  return material.storage.transaction((tx: Transaction) => work(tx.get(MessageRepository)));
}

function countsByAccount(messages: readonly Message[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(messages, m => m.accountId)].map(([id, of]) => [id, of.length]).sort(),
  );
}

/** Whose turn it is, and that nobody is served twice. */
export function queueScenarios(scenario: Scenario): void {
  scenario('hands no message to two, however many claim at once', async material => {
    const queued = await material.queue(200);
    const claimed: string[] = [];
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(async owner => {
        for (;;) {
          const taken = await claim(material, 9, owner);
          claimed.push(...idsOf(taken));
          // Somebody else may hold the rest for a moment: the queue is empty when nothing is queued.
          const left = await material.storage.read(tx =>
            tx.get(MessageRepository).count({ accountId: 'acc_1', states: ['queued'] }),
          );
          if (left === 0) return;
        }
      }),
    );
    assert.deepEqual([...claimed].sort(), idsOf(queued));
  });

  scenario('remembers who has a message, and until when', async material => {
    const [message] = await material.queue(1);
    await claim(material, 1, 'node-7');
    const stored = await material.storage.read(tx => tx.get(MessageRepository).get('acc_1', message!.id));
    assert.equal(stored!.state, 'submitting');
    assert.equal(stored!.leaseOwner, 'node-7');
    assert.equal(stored!.wakeAt, NOW + LEASE_MS);
    assert.deepEqual(await claim(material, 10), []);
  });

  scenario('leaves a message in the queue when the claim is rolled back', async material => {
    const [message] = await material.queue(1);
    const failed = material.storage.transaction(async tx => {
      await tx.get(MessageRepository).claimQueued({ owner: 'a', now: NOW, leaseUntil: NOW + 1, limit: 1 });
      throw new Error('died');
    });
    await assert.rejects(failed);
    assert.deepEqual(idsOf(await claim(material, 1)), [message!.id]);
  });

  scenario(
    'serves an account with one message in the first claim, behind one with ten thousand',
    async material => {
      await material.queue(10_000, { accountId: 'acc_big' });
      const [one] = await material.queue(1, { accountId: 'acc_small', priority: 'veryLow', createdAt: NOW });
      const taken = await claim(material, 100);
      assert.equal(taken.length, 100);
      assert.ok(idsOf(taken).includes(one!.id));
      assert.deepEqual(countsByAccount(taken), { acc_big: 99, acc_small: 1 });
    },
  );

  scenario('shares a claim out evenly, and the rest among those who have more', async material => {
    await material.queue(50, { accountId: 'acc_a' });
    await material.queue(2, { accountId: 'acc_b' });
    await material.queue(50, { accountId: 'acc_c' });
    assert.deepEqual(countsByAccount(await claim(material, 30)), { acc_a: 14, acc_b: 2, acc_c: 14 });
  });

  scenario('comes round to everybody when there are more accounts than places', async material => {
    const accounts = ['acc_a', 'acc_b', 'acc_c', 'acc_d', 'acc_e'];
    for (const accountId of accounts) await material.queue(10, { accountId });
    const served = [await claim(material, 2), await claim(material, 2), await claim(material, 2)].flat();
    assert.deepEqual(Object.keys(countsByAccount(served)), accounts);
  });

  scenario(
    'takes the most urgent of an account first, then the longest due, then the oldest',
    async material => {
      const low = await material.queue(2, { priority: 'low', createdAt: NOW - 100 });
      const [late] = await material.queue(1, { priority: 'high', createdAt: NOW - 1 });
      const early = await material.queue(2, { priority: 'high', createdAt: NOW - 50 });
      const [medium] = await material.queue(1, { priority: 'medium' });
      const expected = [...idsOf(early), late!.id, medium!.id, ...idsOf(low)];
      assert.deepEqual(idsOf(await claim(material, 4)), expected.slice(0, 4));
      assert.deepEqual(idsOf(await claim(material, 4)), expected.slice(4));
    },
  );

  scenario('takes nothing that is not due, nor what has outlived its validity', async material => {
    const [due] = await material.queue(1, { createdAt: NOW });
    await material.queue(1, { createdAt: NOW + 1, priority: 'high' });
    await material.queue(1, { createdAt: NOW - VALIDITY_MS, priority: 'high' });
    await material.queue(1, { scheduledAt: NOW - 1 });
    assert.deepEqual(idsOf(await claim(material, 10)), [due!.id]);
  });

  scenario('finds what is due in other states, earliest first', async material => {
    const [third] = await material.queue(1, { scheduledAt: NOW });
    const [first] = await material.queue(1, { scheduledAt: NOW - 60_000 });
    const [second] = await material.queue(1, { createdAt: NOW - 2 * LEASE_MS });
    await claim(material, 1, 'node-1', NOW - LEASE_MS - 1);
    await material.queue(1, { scheduledAt: NOW + 1 });
    const states = ['scheduled', 'submitting'] as const;
    const all = await look(material, messages => messages.claimDue({ states, now: NOW, limit: 10 }));
    assert.deepEqual(idsOf(all), [first!.id, second!.id, third!.id]);
    const two = await look(material, messages => messages.claimDue({ states, now: NOW, limit: 2 }));
    assert.deepEqual(idsOf(two), [first!.id, second!.id]);
    const one = await look(material, messages =>
      messages.claimDue({ states: ['submitting'], now: NOW, limit: 9 }),
    );
    assert.deepEqual(idsOf(one), [second!.id]);
  });

  scenario('finds what is due not before a date, as leases of a date that is no more', async material => {
    const [lost] = await material.queue(1);
    await claim(material, 1, 'node-1', NOW + 86_400_000);
    await material.queue(1);
    await claim(material, 1, 'node-2');
    const from = NOW + LEASE_MS + 1;
    const ever = Number.MAX_SAFE_INTEGER;
    const found = await look(material, messages =>
      messages.claimDue({ states: ['submitting'], now: ever, from, limit: 10 }),
    );
    assert.deepEqual(idsOf(found), [lost!.id]);
  });

  scenario('finds queued messages whose validity has ended, that which ended first first', async material => {
    const [outlived] = await material.queue(1, { createdAt: NOW - VALIDITY_MS });
    const [earlier] = await material.queue(1, { createdAt: NOW - VALIDITY_MS - 1 });
    await material.queue(1, { createdAt: NOW - VALIDITY_MS + 1 });
    await material.queue(1, { createdAt: NOW - 2 * VALIDITY_MS, scheduledAt: NOW - VALIDITY_MS });
    const found = await look(material, messages => messages.claimOutlived(NOW, 10));
    assert.deepEqual(idsOf(found), [earlier!.id, outlived!.id]);
  });

  scenario('finds what others have left behind, whatever their leases say', async material => {
    const [left] = await material.queue(1);
    await claim(material, 1, 'dead');
    await material.queue(1);
    await claim(material, 1, 'alive');
    await material.queue(1);
    assert.deepEqual(idsOf(await look(material, messages => messages.claimAbandoned('alive', 10))), [
      left!.id,
    ]);
    assert.equal((await look(material, messages => messages.claimAbandoned('third', 10))).length, 2);
    assert.equal((await look(material, messages => messages.claimAbandoned('third', 1))).length, 1);
  });

  scenario('renews the leases of what their owner still has, and no others', async material => {
    const [kept, ended, others] = await material.queue(3);
    const ids = [kept!.id, ended!.id, others!.id];
    await claim(material, 2, 'alive');
    await claim(material, 1, 'other');
    await material.storage.transaction(async tx => {
      const [message] = await tx.get(MessageRepository).lock([ended!.id]);
      const moves = [message!.moveTo('sent', { at: NOW, cause: 'answer' })];
      await tx.get(MessageRepository).save([{ message: message!, moves }]);
    });
    await look(material, messages => messages.renewLeases('alive', ids, NOW + 3 * LEASE_MS));
    const dates = await look(material, async messages =>
      (await messages.lock(ids)).map(({ state, leaseOwner, wakeAt }) => [state, leaseOwner, wakeAt! - NOW]),
    );
    assert.deepEqual(dates, [
      ['submitting', 'alive', 3 * LEASE_MS],
      ['sent', null, LEASE_MS],
      ['submitting', 'other', LEASE_MS],
    ]);
  });

  scenario('knows when somebody has to look again', async material => {
    const next = () => material.storage.read(tx => tx.get(MessageRepository).nextWakeAt());
    assert.equal(await next(), undefined);
    await material.queue(1, { scheduledAt: NOW + 5000 });
    assert.equal(await next(), NOW + 5000);
    const [message] = await material.queue(1, { createdAt: NOW + 3000, validityMs: 60_000 });
    assert.equal(await next(), NOW + 3000);
    await material.storage.transaction(async tx => {
      const [locked] = await tx.get(MessageRepository).lock([message!.id]);
      locked!.wakeAt = NOW + 100_000;
      await tx.get(MessageRepository).save([{ message: locked!, moves: [] }]);
    });
    assert.equal(await next(), NOW + 5000);
    await material.storage.transaction(async tx => {
      const [scheduled] = await tx
        .get(MessageRepository)
        .claimDue({ states: ['scheduled'], now: NOW + 5000, limit: 1 });
      const moves = [scheduled!.moveTo('cancelled', { at: NOW, cause: 'cancelled' })];
      await tx.get(MessageRepository).save([{ message: scheduled!, moves }]);
    });
    assert.equal(await next(), NOW + 3000 + 60_000);
  });
}
