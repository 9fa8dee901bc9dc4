import assert from 'node:assert/strict';
import {
  Message,
  MessageRepository,
  referenceKey,
  type MessageFilter,
  type MessagePart,
  type NewMessage,
  type PageRequest,
} from '@chappe/sms';
import { NOW, idsOf, plain, type Material, type Scenario } from './material.js';

const EVERYTHING: Partial<NewMessage> = {
  from: null,
  text: 'Ça y est\u00a0! 😀 «\u202fχαῖρε\u202f» 你好 \n\r\f\u001b{}[]~\\|€ \'"`;--',
  purpose: 'marketing',
  type: 'voice',
  messageClass: 'flash',
  encoding: 'UCS2',
  partCount: 7,
  priority: 'veryLow',
  replyable: true,
  tag: 'été 2026',
  clientRef: 'order/42',
  campaignId: 'cmp_1',
  callbackUrl: 'https://example.org/?a=1&b=%20',
  asset: 'CREDIT',
  pricePerPartMicros: Number.MAX_SAFE_INTEGER,
  // Neither zero of these may be lost, and 01 is not 001.
  network: { mcc: '001', mnc: '001', ported: true },
  pricedNetwork: '00101',
  scheduledAt: NOW + 60_000,
};

function part(messageId: string, number: number, fields: Partial<MessagePart> = {}): MessagePart {
  const answered = {
    carrier: 'smsc',
    reference: `${messageId}-${number}`,
    state: 'sent',
    reason: null,
  } as const;
  return { messageId, number, rawCode: null, at: NOW, ...answered, ...fields };
}

/** Walks through all pages; `between` is done after each. */
async function walk(
  material: Material,
  filter: MessageFilter,
  limit: number,
  between: () => Promise<unknown> = async () => undefined,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: PageRequest['cursor'];
  do {
    const page = await material.storage.read(tx => tx.get(MessageRepository).list(filter, { limit, cursor }));
    assert.ok(page.data.length <= limit);
    ids.push(...idsOf(page.data));
    cursor = page.next ?? undefined;
    await between();
  } while (cursor !== undefined);
  return ids;
}

/** What is written is read, found, and counted. */
export function messageScenarios(scenario: Scenario): void {
  scenario('gives every field back as it was, in a message that lives', async material => {
    const change = material.accept(EVERYTHING);
    const { message } = change;
    await material.storage.transaction(tx => tx.get(MessageRepository).add([change]));
    const stored = await material.storage.read(tx => tx.get(MessageRepository).get('acc_1', message.id));
    assert.ok(stored instanceof Message);
    assert.deepEqual(plain(stored), plain(message));
    assert.equal(stored.isFinal, false);
    const [move] = await material.storage.read(tx => tx.get(MessageRepository).moves(message.id));
    assert.deepEqual(plain(move!), plain(change.moves[0]!));
  });

  scenario('gives nothing of one account to another', async material => {
    const [message] = await material.queue(1);
    const other = await material.storage.read(tx => tx.get(MessageRepository).get('acc_2', message!.id));
    assert.equal(other, undefined);
  });

  scenario('refuses a message whose id it has', async material => {
    const change = material.accept();
    await material.storage.transaction(tx => tx.get(MessageRepository).add([change]));
    await assert.rejects(material.storage.transaction(tx => tx.get(MessageRepository).add([change])));
    assert.equal(
      (await material.storage.read(tx => tx.get(MessageRepository).moves(change.message.id))).length,
      1,
    );
  });

  scenario('keeps what is changed, and hands out copies', async material => {
    const [message] = await material.queue(1, { scheduledAt: NOW + 1 });
    const { storage } = material;
    await storage.transaction(async tx => {
      const [locked] = await tx.get(MessageRepository).lock([message!.id]);
      locked!.text = 'Autre chose 🎈';
      locked!.to = '+4915112345678';
      locked!.country = 'DE';
      locked!.scheduledAt = NOW + 2;
      const moves = [locked!.noteEdit(NOW + 1)];
      await tx.get(MessageRepository).save([{ message: locked!, moves }]);
      // Not saved, so nobody will ever see it.
      locked!.text = 'nothing';
    });
    const stored = await storage.read(tx => tx.get(MessageRepository).get('acc_1', message!.id));
    assert.equal(stored!.text, 'Autre chose 🎈');
    assert.equal(stored!.to, '+4915112345678');
    assert.equal(stored!.country, 'DE');
    assert.equal(stored!.scheduledAt, NOW + 2);
    const moves = await storage.read(tx => tx.get(MessageRepository).moves(message!.id));
    assert.deepEqual(
      moves.map(move => [move.seq, move.cause]),
      [
        [0, 'accepted'],
        [1, 'edited'],
      ],
    );
  });

  scenario('saves the same message again and again in one transaction', async material => {
    const [message] = await material.queue(1);
    await material.storage.transaction(async tx => {
      const messages = tx.get(MessageRepository);
      const [locked] = await messages.lock([message!.id]);
      await messages.save([
        { message: locked!, moves: [locked!.moveTo('submitting', { at: NOW, cause: 'claimed' })] },
      ]);
      await messages.save([
        { message: locked!, moves: [locked!.moveTo('sent', { at: NOW + 1, cause: 'answer' })] },
      ]);
      await messages.save([{ message: locked!, moves: [] }]);
    });
    const stored = await material.storage.read(tx => tx.get(MessageRepository).get('acc_1', message!.id));
    assert.equal(stored!.state, 'sent');
    assert.equal(stored!.sentAt, NOW + 1);
    assert.equal((await material.storage.read(tx => tx.get(MessageRepository).moves(message!.id))).length, 3);
  });

  scenario('refuses to save a message that it does not have', async material => {
    const change = material.accept();
    await assert.rejects(material.storage.transaction(tx => tx.get(MessageRepository).save([change])));
  });

  scenario('leaves out the ids it does not know when it locks', async material => {
    const [message] = await material.queue(1);
    const locked = await material.storage.transaction(tx =>
      tx.get(MessageRepository).lock(['msg_unknown', message!.id, message!.id]),
    );
    assert.deepEqual(idsOf(locked), [message!.id]);
  });

  scenario(
    'lists newest first, without skipping or repeating any while messages are added',
    async material => {
      const older = await material.queue(25);
      const newer = await material.queue(25, { createdAt: NOW + 1 });
      const expected = [...idsOf(older), ...idsOf(newer)].reverse();
      const listed = await walk(material, { accountId: 'acc_1' }, 7, () =>
        material.queue(3, { createdAt: NOW + 2 }),
      );
      assert.deepEqual(listed, expected);
      assert.deepEqual(await walk(material, { accountId: 'acc_2' }, 7), []);
    },
  );

  scenario('ends with the last page, even when it is full', async material => {
    await material.queue(4);
    const page = await material.storage.read(tx =>
      tx.get(MessageRepository).list({ accountId: 'acc_1' }, { limit: 4 }),
    );
    assert.equal(page.data.length, 4);
    assert.equal(page.next, null);
  });

  scenario('refuses a cursor that it did not make', async material => {
    for (const cursor of ['', 'nonsense', 'WzFd']) {
      const list = material.storage.read(tx =>
        tx.get(MessageRepository).list({ accountId: 'acc_1' }, { limit: 4, cursor }),
      );
      await assert.rejects(list);
    }
  });

  scenario('lists and counts by any filter, and both agree', async material => {
    const stored = (
      await Promise.all([
        material.queue(3, { tag: 'a', to: '+33600000001' }),
        material.queue(4, { tag: 'b', campaignId: 'cmp_1', from: null, createdAt: NOW + 10 }),
        material.queue(5, { tag: 'a', campaignId: 'cmp_1', scheduledAt: NOW + 99, createdAt: NOW + 20 }),
        material.queue(2, { accountId: 'acc_2', tag: 'a', campaignId: 'cmp_1' }),
      ])
    ).flat();
    const filters: readonly [Partial<MessageFilter>, (message: Message) => boolean][] = [
      [{}, () => true],
      [{ tag: 'a' }, message => message.tag === 'a'],
      [{ tag: 'nobody' }, () => false],
      [{ campaignId: 'cmp_1' }, message => message.campaignId === 'cmp_1'],
      [{ to: '+33600000001' }, message => message.to === '+33600000001'],
      [{ from: 'CHAPPE' }, message => message.from === 'CHAPPE'],
      [{ states: ['scheduled'] }, message => message.state === 'scheduled'],
      [{ states: ['scheduled', 'queued'] }, () => true],
      [{ states: [] }, () => false],
      [{ since: NOW + 10 }, message => message.createdAt >= NOW + 10],
      [{ until: NOW + 10 }, message => message.createdAt < NOW + 10],
      [{ since: NOW + 10, until: NOW + 20, tag: 'b', campaignId: 'cmp_1' }, message => message.tag === 'b'],
      [{ tag: 'a', campaignId: 'cmp_1', states: ['scheduled'] }, message => message.state === 'scheduled'],
    ];
    for (const [fields, fits] of filters) {
      const filter = { accountId: 'acc_1', ...fields };
      const expected = idsOf(stored.filter(message => message.accountId === 'acc_1' && fits(message)));
      assert.deepEqual(
        [...(await walk(material, filter, 2))].sort(),
        [...expected].sort(),
        JSON.stringify(filter),
      );
      assert.equal(
        await material.storage.read(tx => tx.get(MessageRepository).count(filter)),
        expected.length,
      );
    }
  });

  scenario('leaves hidden messages out of lists and counts, and still has them', async material => {
    const [hidden, shown] = await material.queue(2);
    await material.storage.transaction(async tx => {
      const [message] = await tx.get(MessageRepository).lock([hidden!.id]);
      message!.hiddenAt = NOW;
      await tx.get(MessageRepository).save([{ message: message!, moves: [] }]);
    });
    assert.deepEqual(await walk(material, { accountId: 'acc_1' }, 10), [shown!.id]);
    assert.equal(
      await material.storage.read(tx => tx.get(MessageRepository).count({ accountId: 'acc_1' })),
      1,
    );
    const stored = await material.storage.read(tx => tx.get(MessageRepository).get('acc_1', hidden!.id));
    assert.equal(stored?.hiddenAt, NOW);
  });

  scenario('keeps the parts of a message, the last word on each', async material => {
    const [first, second] = await material.queue(2, { partCount: 2 });
    const [one, two] = [first!.id, second!.id];
    const save = (message: Message, parts: readonly MessagePart[]) =>
      material.storage.transaction(tx => tx.get(MessageRepository).save([{ message, moves: [], parts }]));
    await save(first!, [
      part(one, 2),
      part(one, 1, { reference: null, state: 'rejected', reason: 'throttled', rawCode: '88' }),
    ]);
    await save(second!, [part(two, 1), part(two, 1, { at: NOW + 1 })]);
    await save(first!, [part(one, 2, { state: 'delivered', rawCode: 'DELIVRD', at: NOW + 5 })]);
    const stored = await material.storage.read(tx => tx.get(MessageRepository).parts([two, one]));
    assert.deepEqual(stored.map(plain), [
      part(one, 1, { reference: null, state: 'rejected', reason: 'throttled', rawCode: '88' }),
      part(one, 2, { state: 'delivered', rawCode: 'DELIVRD', at: NOW + 5 }),
      part(two, 1, { at: NOW + 1 }),
    ]);
    assert.deepEqual(await material.storage.read(tx => tx.get(MessageRepository).parts([])), []);
  });

  scenario('finds parts by the reference of their carrier', async material => {
    const [first, second] = await material.queue(2);
    await material.storage.transaction(tx =>
      tx.get(MessageRepository).save([
        {
          message: first!,
          moves: [],
          parts: [part(first!.id, 1, { reference: 'r1' }), part(first!.id, 2, { reference: 'r2' })],
        },
        { message: second!, moves: [], parts: [part(second!.id, 1, { reference: 'r1', carrier: 'other' })] },
      ]),
    );
    const keys = [
      { carrier: 'smsc', reference: 'r1' },
      { carrier: 'smsc', reference: 'r2' },
      { carrier: 'other', reference: 'r1' },
      { carrier: 'other', reference: 'r2' },
    ];
    const found = await material.storage.read(tx => tx.get(MessageRepository).byReference(keys));
    assert.equal(found.size, 3);
    assert.deepEqual(plain(found.get(referenceKey('smsc', 'r2'))!), { messageId: first!.id, number: 2 });
    assert.deepEqual(plain(found.get(referenceKey('other', 'r1'))!), { messageId: second!.id, number: 1 });
    assert.equal((await material.storage.read(tx => tx.get(MessageRepository).byReference([]))).size, 0);
  });

  scenario('takes the later part when a carrier uses a reference again', async material => {
    const [first, second] = await material.queue(2);
    for (const [message, at] of [
      [second!, NOW + 9],
      [first!, NOW],
    ] as const) {
      const parts = [part(message.id, 1, { reference: 'again', at })];
      await material.storage.transaction(tx =>
        tx.get(MessageRepository).save([{ message, moves: [], parts }]),
      );
    }
    const key = { carrier: 'smsc', reference: 'again' };
    const found = await material.storage.read(tx => tx.get(MessageRepository).byReference([key]));
    assert.equal(found.get(referenceKey('smsc', 'again'))?.messageId, second!.id);
  });

  scenario('counts the messages of all accounts by state', async material => {
    await material.queue(2);
    await material.queue(3, { scheduledAt: NOW + 1, accountId: 'acc_2' });
    const counts = await material.storage.read(tx => tx.get(MessageRepository).countByState());
    assert.deepEqual({ ...counts }, { queued: 2, scheduled: 3 });
    const [message] = await material.queue(1);
    await material.storage.transaction(async tx => {
      const moves = [message!.moveTo('cancelled', { at: NOW, cause: 'cancelled' })];
      await tx.get(MessageRepository).save([{ message: message!, moves }]);
    });
    const count = (only?: 'unfinished') =>
      material.storage.read(tx => tx.get(MessageRepository).countByState(only));
    assert.deepEqual({ ...(await count()) }, { queued: 2, scheduled: 3, cancelled: 1 });
    assert.deepEqual({ ...(await count('unfinished')) }, { queued: 2, scheduled: 3 });
  });
}
