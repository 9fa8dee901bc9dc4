import assert from 'node:assert/strict';
import {
  IdempotencyRepository,
  LedgerRepository,
  MessageRepository,
  OutboxRepository,
  type Storage,
  type Transaction,
} from '@chappe/sms';
import { NOW, PRICE, type Material, type Scenario } from './material.js';

/** What one accepted send writes, step by step. */
function stepsOfASend(material: Material): readonly ((tx: Transaction) => Promise<unknown>)[] {
  const change = material.accept();
  const { id } = change.message;
  const record = { accountId: 'acc_1', key: 'order-7', requestHash: 'h', answer: '{}', createdAt: NOW };
  return [
    tx => tx.get(LedgerRepository).hold('acc_1', 'EUR', [{ holdId: id, micros: PRICE }], NOW),
    tx => tx.get(MessageRepository).add([change]),
    tx => tx.get(OutboxRepository).append([material.fact({ id })]),
    tx => tx.get(IdempotencyRepository).add(record),
  ];
}

async function whatIsStored(storage: Storage): Promise<readonly number[]> {
  return storage.read(async tx => [
    (await tx.get(LedgerRepository).audit()).openHolds,
    await tx.get(MessageRepository).count({ accountId: 'acc_1' }),
    await tx.get(OutboxRepository).size(),
    (await tx.get(IdempotencyRepository).find('acc_1', 'order-7')) ? 1 : 0,
  ]);
}

/** A promise, and the function that fulfils it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** All or nothing, one after the other, and told when it is true. */
export function transactionScenarios(scenario: Scenario): void {
  scenario('stores hold, message, fact and answer together', async material => {
    await material.fund(PRICE);
    await material.storage.transaction(async tx => {
      for (const step of stepsOfASend(material)) await step(tx);
    });
    assert.deepEqual(await whatIsStored(material.storage), [1, 1, 1, 1]);
    await material.expectWallet(0, PRICE);
  });

  scenario('stores nothing of it, wherever the work throws', async material => {
    await material.fund(PRICE);
    for (const last of [1, 2, 3, 4]) {
      const failure = new Error(`after step ${last}`);
      const work = material.storage.transaction(async tx => {
        for (const step of stepsOfASend(material).slice(0, last)) await step(tx);
        throw failure;
      });
      await assert.rejects(work, cause => cause === failure);
      assert.deepEqual(await whatIsStored(material.storage), [0, 0, 0, 0]);
    }
    await material.expectWallet(PRICE, 0);
    await material.expectBalancedBooks();
  });

  scenario('undoes the one that fails among many that come together, and it alone', async material => {
    const settled = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        material.storage.transaction(async tx => {
          await tx.get(OutboxRepository).append([material.fact(index)]);
          if (index % 3 === 0) throw new Error('changed its mind');
          return index;
        }),
      ),
    );
    settled.forEach((result, index) => {
      if (index % 3 === 0) assert.equal(result.status, 'rejected');
      else assert.deepEqual(result, { status: 'fulfilled', value: index });
    });
    assert.equal(await material.storage.read(tx => tx.get(OutboxRepository).size()), 40);
  });

  scenario('loses no update when many change one row that they have locked', async material => {
    const [message] = await material.queue(1);
    await Promise.all(
      Array.from({ length: 20 }, () =>
        material.storage.transaction(async tx => {
          const [locked] = await tx.get(MessageRepository).lock([message!.id]);
          locked!.attempts += 1;
          await tx.get(MessageRepository).save([{ message: locked!, moves: [] }]);
        }),
      ),
    );
    const stored = await material.storage.read(tx => tx.get(MessageRepository).get('acc_1', message!.id));
    assert.equal(stored?.attempts, 20);
  });

  scenario('shows a reader only what is committed, and does not let it wait', async material => {
    const written = gate();
    const mayEnd = gate();
    const writer = material.storage.transaction(async tx => {
      await tx.get(OutboxRepository).append([material.fact()]);
      written.open();
      await mayEnd.opened;
    });
    await written.opened;
    assert.equal(await material.storage.read(tx => tx.get(OutboxRepository).size()), 0);
    mayEnd.open();
    await writer;
    assert.equal(await material.storage.read(tx => tx.get(OutboxRepository).size()), 1);
  });

  scenario('shows a reader one moment, whatever is committed meanwhile', async material => {
    await material.storage.read(async tx => {
      assert.equal(await tx.get(OutboxRepository).size(), 0);
      await material.storage.transaction(other => other.get(OutboxRepository).append([material.fact()]));
      assert.equal(await tx.get(OutboxRepository).size(), 0);
    });
    assert.equal(await material.storage.read(tx => tx.get(OutboxRepository).size()), 1);
  });

  scenario('refuses to write, to lock and to announce through a reader', async material => {
    const [message] = await material.queue(1);
    const { storage } = material;
    await assert.rejects(storage.read(tx => tx.get(OutboxRepository).append([material.fact()])));
    await assert.rejects(storage.read(async tx => tx.announce('outbox')));
    await assert.rejects(
      storage.read(async tx => {
        const stored = await tx.get(MessageRepository).get('acc_1', message!.id);
        await tx
          .get(MessageRepository)
          .save([{ message: stored!, moves: [{ ...material.accept().moves[0]!, seq: 9 }] }]);
      }),
    );
    assert.equal(await storage.read(tx => tx.get(OutboxRepository).size()), 0);
  });

  scenario('announces what is committed, and never what is not', async material => {
    const heard: string[] = [];
    const { storage } = material;
    const end = storage.onAnnounced('outbox', () => heard.push('outbox'));
    storage.onAnnounced('queue', () => heard.push('queue'));
    const taken = storage.transaction(async tx => {
      tx.announce('outbox');
      throw new Error('no');
    });
    await assert.rejects(taken);
    assert.equal(heard.length, 0);

    await storage.transaction(async tx => {
      tx.announce('queue');
      tx.announce('queue');
      assert.equal(heard.length, 0);
    });
    assert.deepEqual([...new Set(heard)], ['queue']);

    end();
    await storage.transaction(async tx => tx.announce('outbox'));
    assert.ok(!heard.includes('outbox'));
  });

  scenario('lets whoever hears of something see it', async material => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const { storage } = material;
    storage.onAnnounced('outbox', () => resolve(storage.read(tx => tx.get(OutboxRepository).size())));
    await storage.transaction(async tx => {
      await tx.get(OutboxRepository).append([material.fact()]);
      tx.announce('outbox');
    });
    assert.equal(await promise, 1);
  });

  scenario('says that it is there', async material => {
    await material.storage.ping();
  });

  scenario('keeps everything when it is closed and opened again', async material => {
    if (!material.durable) return;
    await material.fund(PRICE);
    await material.storage.transaction(async tx => {
      for (const step of stepsOfASend(material)) await step(tx);
    });
    await material.reopen();
    assert.deepEqual(await whatIsStored(material.storage), [1, 1, 1, 1]);
    await material.expectWallet(0, PRICE);
    await material.expectBalancedBooks();
  });
}
