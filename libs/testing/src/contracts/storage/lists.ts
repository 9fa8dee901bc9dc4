import assert from 'node:assert/strict';
import {
  IdempotencyRepository,
  OptOutRepository,
  OutboxRepository,
  ReceiptRepository,
  type DeliveryReceipt,
  type OptOut,
  type OrphanReceipt,
} from '@chappe/sms';
import { NOW, idsOf, plain, type Material, type Scenario } from './material.js';

/** Facts: in order, leased, at least once. */
export function outboxScenarios(scenario: Scenario): void {
  const claim = (material: Material, owner: string, limit: number, now = NOW) =>
    material.storage.transaction(tx =>
      tx.get(OutboxRepository).claim({ owner, now, leaseUntil: now + 1000, limit }),
    );

  scenario('gives facts out in the order in which they were appended, as they were', async material => {
    const facts = [{ text: '😀 "\\\n' }, [1, null, true], 'text', 7, null].map(data => material.fact(data));
    const reversed = [...facts].reverse();
    await material.storage.transaction(tx => tx.get(OutboxRepository).append(reversed.slice(0, 2)));
    await material.storage.transaction(tx => tx.get(OutboxRepository).append(reversed.slice(2)));
    assert.deepEqual((await claim(material, 'a', 10)).map(plain), reversed.map(plain));
  });

  scenario('leases a fact to one publisher until the lease ends', async material => {
    const facts = [material.fact(), material.fact(), material.fact()];
    await material.storage.transaction(tx => tx.get(OutboxRepository).append(facts));
    assert.deepEqual(idsOf(await claim(material, 'a', 2)), idsOf(facts.slice(0, 2)));
    assert.deepEqual(idsOf(await claim(material, 'b', 10, NOW + 999)), idsOf(facts.slice(2)));
    assert.deepEqual(idsOf(await claim(material, 'b', 10, NOW + 1000)), idsOf(facts.slice(0, 2)));
  });

  scenario('renews the lease of a publisher on what it still has, and on nothing else', async material => {
    const facts = [material.fact(), material.fact()];
    await material.storage.transaction(tx => tx.get(OutboxRepository).append(facts));
    await claim(material, 'a', 1);
    await claim(material, 'b', 1);
    await material.storage.transaction(tx =>
      tx.get(OutboxRepository).renew('a', [...idsOf(facts), 'unknown'], NOW + 5000),
    );
    assert.deepEqual(idsOf(await claim(material, 'c', 10, NOW + 4999)), idsOf(facts.slice(1)));
    assert.deepEqual(idsOf(await claim(material, 'c', 10, NOW + 5000)), idsOf(facts.slice(0, 1)));
  });

  scenario(
    'gives out again what is leased for longer than anybody could have taken it for',
    async material => {
      const facts = [material.fact(), material.fact(), material.fact()];
      await material.storage.transaction(tx => tx.get(OutboxRepository).append(facts));
      await claim(material, 'a', 1, NOW + 86_400_000);
      await claim(material, 'b', 1);
      const request = { owner: 'c', now: NOW, leaseUntil: NOW + 1000, limit: 10 };
      const taken = await material.storage.transaction(tx =>
        tx.get(OutboxRepository).claim({ ...request, straysAfter: NOW + 1000 }),
      );
      assert.deepEqual(idsOf(taken), [facts[0]!.id, facts[2]!.id]);
    },
  );

  scenario('gives no fact to two, however many claim at once', async material => {
    const facts = Array.from({ length: 60 }, () => material.fact());
    await material.storage.transaction(tx => tx.get(OutboxRepository).append(facts));
    const taken = await Promise.all(
      Array.from({ length: 6 }, (_, index) => claim(material, `p${index}`, 20)),
    );
    const ids = taken.flat().map(fact => fact.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const one of taken) assert.deepEqual(idsOf(one), [...idsOf(one)].sort());
  });

  scenario('removes what is published, and counts what waits', async material => {
    const facts = [material.fact(), material.fact(), material.fact()];
    await material.storage.transaction(tx => tx.get(OutboxRepository).append(facts));
    await claim(material, 'a', 1);
    const size = () => material.storage.read(tx => tx.get(OutboxRepository).size());
    assert.equal(await size(), 3);
    await material.storage.transaction(tx =>
      tx.get(OutboxRepository).remove([facts[0]!.id, facts[2]!.id, 'unknown']),
    );
    assert.equal(await size(), 1);
    assert.deepEqual(idsOf(await claim(material, 'b', 10)), [facts[1]!.id]);
  });
}

/** Answers to give again. */
export function idempotencyScenarios(scenario: Scenario): void {
  const record = { accountId: 'acc_1', key: 'k', requestHash: 'h', answer: '{"é":"😀"}', createdAt: NOW };

  scenario('keeps one answer per account and key', async material => {
    const add = (fields: Partial<typeof record>) =>
      material.storage.transaction(tx => tx.get(IdempotencyRepository).add({ ...record, ...fields }));
    assert.equal(await add({}), true);
    assert.equal(await add({ answer: 'other' }), false);
    assert.equal(await add({ accountId: 'acc_2' }), true);
    assert.equal(await add({ key: 'K' }), true);
    const found = await material.storage.read(tx => tx.get(IdempotencyRepository).find('acc_1', 'k'));
    assert.deepEqual(plain(found!), record);
    assert.equal(
      await material.storage.read(tx => tx.get(IdempotencyRepository).find('acc_3', 'k')),
      undefined,
    );
  });

  scenario('lets one of many do what they all ask for under one key', async material => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        material.storage.transaction(async tx => {
          const answers = tx.get(IdempotencyRepository);
          const before = await answers.find('acc_1', 'k');
          if (before) return before.answer;
          await tx.get(OutboxRepository).append([material.fact()]);
          assert.equal(await answers.add({ ...record, answer: `by ${index}` }), true);
          return `by ${index}`;
        }),
      ),
    );
    assert.equal(new Set(answers).size, 1);
    assert.equal(await material.storage.read(tx => tx.get(OutboxRepository).size()), 1);
  });

  scenario('forgets the oldest answers, no more than asked', async material => {
    await material.storage.transaction(async tx => {
      for (const age of [3, 2, 1, 0]) {
        await tx.get(IdempotencyRepository).add({ ...record, key: `k${age}`, createdAt: NOW - age });
      }
    });
    const prune = (limit: number) =>
      material.storage.transaction(tx => tx.get(IdempotencyRepository).prune(NOW, limit));
    assert.equal(await prune(2), 2);
    assert.equal(
      await material.storage.read(tx => tx.get(IdempotencyRepository).find('acc_1', 'k3')),
      undefined,
    );
    assert.ok(await material.storage.read(tx => tx.get(IdempotencyRepository).find('acc_1', 'k1')));
    assert.equal(await prune(10), 1);
  });
}

/** Numbers that said STOP. */
export function optOutScenarios(scenario: Scenario): void {
  const optOut = (msisdn: string, fields: Partial<OptOut> = {}): OptOut => ({
    accountId: 'acc_1',
    msisdn,
    source: 'reply',
    at: NOW,
    ...fields,
  });

  scenario('adds numbers once, and leaves those that are there as they are', async material => {
    const add = (optOuts: readonly OptOut[]) =>
      material.storage.transaction(tx => tx.get(OptOutRepository).add(optOuts));
    assert.equal(await add([optOut('+331'), optOut('+332')]), 2);
    assert.equal(
      await add([optOut('+332', { source: 'import' }), optOut('+333'), optOut('+333', { source: 'api' })]),
      1,
    );
    assert.equal(await add([]), 0);
    const page = await material.storage.read(tx => tx.get(OptOutRepository).list('acc_1', { limit: 10 }));
    assert.deepEqual(page.data.map(plain), [optOut('+331'), optOut('+332'), optOut('+333')]);
  });

  scenario('says which of ten thousand numbers are on the list of this account', async material => {
    const asked = Array.from({ length: 10_000 }, (_, index) => `+336${String(index).padStart(8, '0')}`);
    const listed = asked.filter((_, index) => index % 100 === 0);
    await material.storage.transaction(tx =>
      tx
        .get(OptOutRepository)
        .add([...listed.map(msisdn => optOut(msisdn)), optOut(asked[1]!, { accountId: 'acc_2' })]),
    );
    const found = await material.storage.read(tx => tx.get(OptOutRepository).among('acc_1', asked));
    assert.deepEqual([...found].sort(), listed);
    assert.equal((await material.storage.read(tx => tx.get(OptOutRepository).among('acc_1', []))).size, 0);
  });

  scenario('removes a number, and says whether it was there', async material => {
    const remove = () => material.storage.transaction(tx => tx.get(OptOutRepository).remove('acc_1', '+331'));
    await material.storage.transaction(tx => tx.get(OptOutRepository).add([optOut('+331'), optOut('+332')]));
    assert.equal(await remove(), true);
    assert.equal(await remove(), false);
    const left = await material.storage.read(tx => tx.get(OptOutRepository).among('acc_1', ['+331', '+332']));
    assert.deepEqual([...left], ['+332']);
  });

  scenario('lists by number, page by page', async material => {
    const numbers = ['+331', '+332', '+333', '+334', '+335'];
    await material.storage.transaction(tx =>
      tx.get(OptOutRepository).add(numbers.map(number => optOut(number)).reverse()),
    );
    const list = (cursor?: string) =>
      material.storage.read(tx => tx.get(OptOutRepository).list('acc_1', { limit: 2, cursor }));
    const first = await list();
    assert.deepEqual(
      first.data.map(entry => entry.msisdn),
      ['+331', '+332'],
    );
    await material.storage.transaction(tx => tx.get(OptOutRepository).add([optOut('+330')]));
    const second = await list(first.next!);
    assert.deepEqual(
      second.data.map(entry => entry.msisdn),
      ['+333', '+334'],
    );
    const third = await list(second.next!);
    assert.deepEqual([third.data.map(entry => entry.msisdn), third.next], [['+335'], null]);
  });
}

/** Receipts that came too early. */
export function receiptScenarios(scenario: Scenario): void {
  const orphan = (reference: string, state: DeliveryReceipt['state'], receivedAt = NOW): OrphanReceipt => ({
    carrier: 'smsc',
    receivedAt,
    receipt: {
      reference,
      ours: { messageId: 'msg_1', partNumber: 1 },
      state,
      reason: state === 'delivered' ? null : 'absent_subscriber',
      rawCode: 'DELIVRD',
      at: NOW - 5,
      raw: 'id:1 stat:DELIVRD text:😀',
    },
  });
  const take = (material: Material, ...references: string[]) =>
    material.storage.transaction(tx =>
      tx.get(ReceiptRepository).take(references.map(reference => ({ carrier: 'smsc', reference }))),
    );

  scenario('keeps receipts, and gives them out once, in the order in which they came', async material => {
    const kept = [
      orphan('r2', 'buffered'),
      orphan('r1', 'buffered'),
      orphan('r2', 'delivered'),
      orphan('r3', 'delivered'),
    ];
    await material.storage.transaction(tx => tx.get(ReceiptRepository).keep(kept.slice(0, 2)));
    await material.storage.transaction(tx => tx.get(ReceiptRepository).keep(kept.slice(2)));
    assert.deepEqual((await take(material, 'r1', 'r2', 'unknown')).map(plain), kept.slice(0, 3).map(plain));
    assert.deepEqual(await take(material, 'r1', 'r2'), []);
    assert.equal(await material.storage.read(tx => tx.get(ReceiptRepository).count()), 1);
  });

  scenario('lists what it keeps, page by page, in the order in which it came', async material => {
    const kept = ['r3', 'r1', 'r3', 'r2', 'r0'].map(reference => orphan(reference, 'delivered'));
    await material.storage.transaction(tx => tx.get(ReceiptRepository).keep(kept));
    const page = (cursor?: string) =>
      material.storage.read(tx => tx.get(ReceiptRepository).list({ limit: 2, cursor }));
    const listed: OrphanReceipt[] = [];
    for (let next: string | null | undefined; next !== null;) {
      const { data, next: after } = await page(next);
      assert.ok(data.length <= 2);
      listed.push(...data);
      next = after;
    }
    assert.deepEqual(listed.map(plain), kept.map(plain));
    assert.equal(await material.storage.read(tx => tx.get(ReceiptRepository).count()), 5);
  });

  scenario('lists what it keeps since a date, page by page', async material => {
    const kept = [1, 2, 2, 3].map((at, index) => orphan(`r${index}`, 'delivered', at));
    await material.storage.transaction(tx => tx.get(ReceiptRepository).keep(kept));
    const listed: OrphanReceipt[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = { limit: 1, ...(cursor !== undefined && { cursor }) };
      const { data, next } = await material.storage.read(tx => tx.get(ReceiptRepository).list(page, 2));
      listed.push(...data);
      cursor = next;
    }
    assert.deepEqual(listed.map(plain), kept.slice(1).map(plain));
  });

  scenario('does not mix up the references of two carriers', async material => {
    const other = { ...orphan('r1', 'delivered'), carrier: 'other' };
    await material.storage.transaction(tx => tx.get(ReceiptRepository).keep([other]));
    assert.deepEqual(await take(material, 'r1'), []);
    assert.equal(await material.storage.read(tx => tx.get(ReceiptRepository).count()), 1);
  });

  scenario('forgets the oldest receipts, no more than asked', async material => {
    const kept = [3, 2, 1, 0].map(age => orphan(`r${age}`, 'delivered', NOW - age));
    await material.storage.transaction(tx => tx.get(ReceiptRepository).keep(kept));
    const prune = (limit: number) =>
      material.storage.transaction(tx => tx.get(ReceiptRepository).prune(NOW, limit));
    assert.equal(await prune(2), 2);
    assert.equal(await prune(10), 1);
    assert.equal((await take(material, 'r0', 'r1', 'r2', 'r3')).length, 1);
  });
}
