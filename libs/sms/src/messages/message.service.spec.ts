import { MemoryStorage } from '@chappe/testing';
import { Account, AccountRepository } from '../accounts/index.js';
import { CreditLedger, CreditService, LedgerRepository, PriceList } from '../credits/index.js';
import { OUTBOX_TOPIC, OutboxRepository } from '../events/index.js';
import {
  IdempotencyRepository,
  Ids,
  ManualClock,
  SeededRandom,
  formatMicros,
  money,
  type Transaction,
} from '../kernel/index.js';
import { OptOutService } from '../opt-outs/index.js';
import { MessageRepository, QUEUE_TOPIC } from './message.repository.js';
import { defaultMessageOptions } from './message.options.js';
import { MessageService } from './message.service.js';
import type { MessageState } from './message.lifecycle.js';
import type { SendCommand } from './send-command.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;
const PRICE_MICROS = PriceList.default().perPart('FR', 'text', 'EUR')!.micros;
const TOMORROW = { scheduledAt: MORNING + 24 * HOUR_MS };

describe('An account', () => {
  let clock: ManualClock;
  let storage: MemoryStorage;
  let service: MessageService;
  let credits: CreditService;
  let optOuts: OptOutService;
  let account: Account;

  beforeEach(async () => {
    clock = new ManualClock(MORNING);
    storage = new MemoryStorage();
    const ids = new Ids(clock, new SeededRandom(1));
    const billing = new CreditLedger(PriceList.default(), clock);
    service = new MessageService(storage, clock, ids, billing, defaultMessageOptions);
    credits = new CreditService(storage, clock, ids);
    optOuts = new OptOutService(storage, clock, ids);
    account = new Account('acc_1', 'Chappe', 'EUR', 'FR', null, MORNING);
    const other = new Account('acc_2', 'Depillon', 'EUR', 'FR', null, MORNING);
    await storage.transaction(async tx => {
      await tx.get(AccountRepository).add(account);
      await tx.get(AccountRepository).add(other);
    });
    await credits.topUp('acc_1', money(1_000_000, 'EUR'));
  });

  const send = (command: Partial<SendCommand> = {}, idempotencyKey?: string) =>
    service.send(account, { to: '+33612121515', text: 'Bonjour', ...command }, { idempotencyKey });

  /** Sends what must be accepted, and answers the messages. */
  async function accepted(command: Partial<SendCommand> = {}, key?: string) {
    const answer = await send(command, key);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer.outcome.accepted;
  }
  const idOf = async (command: Partial<SendCommand> = {}) => (await accepted(command))[0]!.id;

  /** Why a request was refused. */
  function refusalOf(
    answer: { readonly ok: true } | { readonly ok: false; readonly refusal: { code: string } },
  ) {
    if (answer.ok) throw new Error('It was not refused.');
    return answer.refusal;
  }

  async function messageOf(id: string) {
    const answer = await service.get('acc_1', id);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer;
  }

  async function wallet() {
    const [own] = await storage.read(tx => tx.get(LedgerRepository).wallets('acc_1'));
    return { available: own!.availableMicros, held: own!.heldMicros };
  }

  const inside = <T>(work: (tx: Transaction) => Promise<T>) => storage.read(work);
  const messageCount = () => service.count({ accountId: 'acc_1' });
  const factCount = () => inside(tx => tx.get(OutboxRepository).size());

  /** Brings a message into a state, as delivery would. */
  const bring = (id: string, ...path: MessageState[]) =>
    storage.transaction(async tx => {
      const [message] = await tx.get(MessageRepository).lock([id]);
      const moves = path.map(state => message!.moveTo(state, { at: clock.now(), cause: 'answer' }));
      await tx.get(MessageRepository).save([{ message: message!, moves }]);
    });

  describe('that sends', () => {
    it('gets its messages queued, their credit held, their facts recorded and delivery woken: all at once', async () => {
      const woken: string[] = [];
      for (const topic of [QUEUE_TOPIC, OUTBOX_TOPIC]) storage.onAnnounced(topic, () => woken.push(topic));
      const facts = await factCount();
      const answer = await send({ to: ['+33612121515', '+33612121516'], text: 'x'.repeat(161), tag: 'news' });
      expect(answer).toMatchObject({
        ok: true,
        outcome: {
          accepted: [
            { to: '+33612121515', state: 'queued', partCount: 2, costMicros: 2 * PRICE_MICROS, tag: 'news' },
            { to: '+33612121516', state: 'queued' },
          ],
          rejected: [],
          cost: money(4 * PRICE_MICROS, 'EUR'),
        },
      });
      expect(await wallet()).toEqual({ available: 1_000_000 - 4 * PRICE_MICROS, held: 4 * PRICE_MICROS });
      expect(await factCount()).toBe(facts + 2);
      expect(woken.sort()).toEqual([OUTBOX_TOPIC, QUEUE_TOPIC].sort());
    });

    it('may be named by its identifier', async () => {
      const command = { to: '+33612121515', text: 'Bonjour' };
      expect(await service.send('acc_1', command)).toMatchObject({ ok: true });
      expect(refusalOf(await service.send('acc_9', command)).code).toBe('account_not_found');
    });

    it('to the same number twice sends it once, and is charged once', async () => {
      const answer = await send({ to: ['+33612121515', '06 12 12 15 15'] });
      expect(answer).toMatchObject({
        outcome: {
          accepted: [{ to: '+33612121515' }],
          rejected: [{ to: '06 12 12 15 15', code: 'duplicate' }],
        },
      });
      expect((await wallet()).held).toBe(PRICE_MICROS);
    });

    it('to good and bad numbers reaches the good ones, and is told of the bad ones', async () => {
      await optOuts.add('acc_1', ['+33612121516'], 'reply');
      const to = ['+33612121515', '+33612121516', 'hello', '+33145678901'];
      const answer = await send({ to });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      expect(answer.outcome.accepted.map(message => message.to)).toEqual(['+33612121515']);
      expect(answer.outcome.rejected.map(one => `${one.to}: ${one.code}`).sort()).toEqual([
        '+33145678901: not_mobile',
        '+33612121516: opted_out',
        'hello: not_a_number',
      ]);
    });

    it('to nobody who can be reached is refused, and told of every number', async () => {
      await optOuts.add('acc_1', ['+33612121516'], 'reply');
      const facts = await factCount();
      expect(refusalOf(await send({ to: ['hello', '+33612121516'] }))).toMatchObject({
        code: 'no_valid_recipient',
        errors: [{ code: 'not_a_number' }, { code: 'opted_out' }],
      });
      expect([await messageCount(), await factCount()]).toEqual([0, facts]);
    });

    it('where the price list does not reach is told so', async () => {
      const french = PriceList.default().prices.filter(({ country }) => country === 'FR');
      const ids = new Ids(clock, new SeededRandom(2));
      const billing = new CreditLedger(new PriceList(french), clock);
      const provincial = new MessageService(storage, clock, ids, billing, defaultMessageOptions);
      const answer = await provincial.send(account, {
        to: ['+33612121515', '+32470123456'],
        text: 'Bonjour',
      });
      expect(answer).toMatchObject({
        outcome: {
          accepted: [{ to: '+33612121515' }],
          rejected: [
            { to: '+32470123456', code: 'country_not_served', detail: expect.stringContaining('BE') },
          ],
        },
      });
    });

    it('what cannot be sent is told every mistake, and nothing is stored', async () => {
      const refusal = refusalOf(await send({ text: '', from: '!', tag: '' }));
      expect(refusal).toMatchObject({ code: 'invalid_message' });
      expect(
        (refusal as { errors?: readonly { field: string }[] }).errors?.map(error => error.field).sort(),
      ).toEqual(['from', 'tag', 'text']);
      expect(await messageCount()).toBe(0);
    });

    it('more than its credit is refused whole, told both figures, and nothing is taken', async () => {
      account.dailyLimit = 1000;
      const affordable = Math.floor(1_000_000 / PRICE_MICROS);
      const to = Array.from(
        { length: affordable + 1 },
        (_, index) => `+336121215${String(index).padStart(2, '0')}`,
      );
      const before = await wallet();
      const facts = await factCount();
      expect(refusalOf(await send({ to }))).toMatchObject({
        code: 'insufficient_credit',
        figures: {
          needed: { amount: formatMicros((affordable + 1) * PRICE_MICROS), asset: 'EUR' },
          available: { amount: '1.0000', asset: 'EUR' },
        },
      });
      expect([await wallet(), await messageCount(), await factCount()]).toEqual([before, 0, facts]);
      expect(await inside(tx => tx.get(AccountRepository).usedOn('acc_1', '2026-03-02'))).toBe(0);
      expect(await accepted({ to: to.slice(1) })).toHaveLength(affordable);
    });

    it('more than it may in a day is refused whole; the next day is another day', async () => {
      account.dailyLimit = 2;
      await accepted({ to: ['+33612121515', '+33612121516'] });
      const held = (await wallet()).held;
      expect(refusalOf(await send())).toMatchObject({
        code: 'daily_limit_reached',
        figures: { limit: 2, used: 2 },
      });
      expect((await wallet()).held).toBe(held);
      await clock.advanceTo(Date.parse('2026-03-03T00:00:00Z'));
      expect(await accepted()).toHaveLength(1);
    });

    it('for a later date takes no credit yet, not even if there is none', async () => {
      const before = await wallet();
      const [message] = await accepted({ ...TOMORROW, to: '+33612121515' });
      expect(message).toMatchObject({
        state: 'scheduled',
        scheduledAt: TOMORROW.scheduledAt,
        validUntil: null,
      });
      expect(await wallet()).toEqual(before);
      account = new Account('acc_2', 'Depillon', 'EUR', 'FR', null, MORNING);
      expect(await accepted(TOMORROW)).toHaveLength(1);
    });
  });

  describe('that repeats a request under its Idempotency-Key', () => {
    it('gets the same answer, and pays once', async () => {
      const first = await send({}, 'order-1794');
      const held = (await wallet()).held;
      await clock.advanceBy(HOUR_MS);
      expect(await send({}, 'order-1794')).toEqual(first);
      expect([(await wallet()).held, await messageCount()]).toEqual([held, 1]);
    });

    it('gets the same answer even if the request could not be made any more', async () => {
      const first = await send(TOMORROW, 'order-1794');
      await clock.advanceBy(48 * HOUR_MS);
      expect(await send(TOMORROW, 'order-1794')).toEqual(first);
    });

    it('is told which fields differ when it was another request', async () => {
      await send({}, 'order-1794');
      const refusal = refusalOf(await send({ text: 'Bonsoir' }, 'order-1794'));
      expect(refusal).toMatchObject({ code: 'idempotency_conflict', errors: [{ field: 'text' }] });
      expect(await messageCount()).toBe(1);
    });

    it('while the first is running is told to wait', async () => {
      const [first, second] = await Promise.all([send({}, 'order-1794'), send({}, 'order-1794')]);
      expect(first.ok).toBe(true);
      expect(refusalOf(second).code).toBe('idempotency_in_progress');
      expect(await messageCount()).toBe(1);
    });

    it('is told to wait when another process stored it in the middle, and nothing is done twice', async () => {
      // As another process would see it: the record is not there yet when it looks, and is there when it writes.
      const first = await send({}, 'order-1794');
      const held = (await wallet()).held;
      const blind = storage.transaction.bind(storage);
      storage.transaction = work =>
        blind(tx =>
          work(
            Object.assign(Object.create(tx) as Transaction, {
              get: (port: Parameters<Transaction['get']>[0]) => {
                const repository = tx.get(port);
                if (port !== IdempotencyRepository) return repository;
                return Object.assign(Object.create(repository as object) as object, {
                  find: () => Promise.resolve(undefined),
                });
              },
            }),
          ),
        );
      expect(refusalOf(await send({}, 'order-1794')).code).toBe('idempotency_in_progress');
      storage.transaction = blind;
      expect([(await wallet()).held, await messageCount()]).toEqual([held, 1]);
      expect(await send({}, 'order-1794')).toEqual(first);
    });

    it('after a refusal may try again: only what was done is remembered', async () => {
      account = new Account('acc_2', 'Depillon', 'EUR', 'FR', null, MORNING);
      expect(refusalOf(await send({}, 'order-1794')).code).toBe('insufficient_credit');
      await credits.topUp('acc_2', money(1_000_000, 'EUR'));
      expect((await send({}, 'order-1794')).ok).toBe(true);
    });

    it.each(['', ' ', 'a b', 'é', 'x'.repeat(256)])('is told that %j is no key', async key => {
      expect(refusalOf(await send({}, key)).code).toBe('idempotency_key_invalid');
    });

    it('may use any visible key of 255 characters', async () => {
      expect((await send({}, '~'.repeat(255))).ok).toBe(true);
    });
  });

  describe('that asks for an estimate', () => {
    it('is told texts, parts and prices as they would be sent, and nothing is stored', async () => {
      const to = ['+33612121515', '+596696123456', '+32470123456', 'hello'];
      const answer = await service.estimate(account, { to, text: 'Soldes', purpose: 'marketing' });
      if (!answer.ok) throw new Error(answer.refusal.detail);
      const { texts, recipients, rejected, cost } = answer.estimate;
      expect(texts.map(({ text, stopMention }) => ({ text, stopMention }))).toEqual([
        { text: 'Soldes STOP au 36180', stopMention: 'STOP au 36180' },
        { text: 'Soldes', stopMention: null },
      ]);
      expect(recipients.map(one => `${one.country} ${one.textIndex} ${one.parts}`)).toEqual([
        'FR 0 1',
        'MQ 0 1',
        'BE 1 1',
      ]);
      expect(rejected).toMatchObject([{ to: 'hello' }]);
      expect(cost.micros).toBe(recipients.reduce((sum, { price }) => sum + price.micros, 0));
      expect([await messageCount(), (await wallet()).held]).toEqual([0, 0]);
    });

    it('gets the price that sending then takes', async () => {
      const command = { to: ['+33612121515', '+33612121516'], text: 'x'.repeat(200) };
      const answer = await service.estimate('acc_1', command);
      const sent = await service.send('acc_1', command);
      expect(answer.ok && sent.ok && answer.estimate.cost).toEqual(sent.ok && sent.outcome.cost);
    });

    it('is told which characters make it dearer, and every mistake', async () => {
      const dear = await service.estimate(account, { to: '+33612121515', text: 'Дорого' });
      expect(dear).toMatchObject({ estimate: { texts: [{ encoding: 'UCS2' }] } });
      expect(dear.ok && dear.estimate.texts[0]!.costlyCharacters.length).toBeGreaterThan(0);
      expect(refusalOf(await service.estimate(account, { to: [], text: '' })).code).toBe('invalid_message');
    });
  });

  describe('that looks at its messages', () => {
    it('finds one with its timeline and its parts', async () => {
      const id = await idOf();
      expect(await messageOf(id)).toMatchObject({
        message: { id, state: 'queued' },
        timeline: [{ seq: 0, to: 'queued', cause: 'accepted' }],
        parts: [],
      });
    });

    it('never sees those of another account', async () => {
      const id = await idOf();
      for (const answer of [
        await service.get('acc_2', id),
        await service.edit('acc_2', id, { text: 'x' }),
        await service.cancel('acc_2', id),
        await service.hide('acc_2', id),
        await service.remove('acc_2', id),
        await service.copy('acc_2', id),
      ]) {
        expect(refusalOf(answer).code).toBe('message_not_found');
      }
      expect(await service.list({ accountId: 'acc_2' }, { limit: 10 })).toEqual({ data: [], next: null });
    });

    it('lists them newest first, page by page, by what they are', async () => {
      const first = await idOf({ tag: 'a' });
      await clock.advanceBy(1000);
      const second = await idOf({ tag: 'b', ...TOMORROW });
      await clock.advanceBy(1000);
      const third = await idOf({ tag: 'a' });
      const page = await service.list({ accountId: 'acc_1' }, { limit: 2 });
      expect(page.data.map(({ id }) => id)).toEqual([third, second]);
      const rest = await service.list({ accountId: 'acc_1' }, { limit: 2, cursor: page.next! });
      expect([rest.data.map(({ id }) => id), rest.next]).toEqual([[first], null]);
      const scheduled = await service.list({ accountId: 'acc_1', states: ['scheduled'] }, { limit: 10 });
      expect(scheduled.data.map(({ id }) => id)).toEqual([second]);
      expect(await service.count({ accountId: 'acc_1', tag: 'a' })).toBe(2);
    });

    it('finds none by text that no message can have', async () => {
      await idOf({ tag: 'a' });
      const filter = { accountId: 'acc_1', tag: 'a\0' };
      expect(await service.list(filter, { limit: 10 })).toEqual({ data: [], next: null });
      expect(await service.count(filter)).toBe(0);
    });
  });

  describe('that edits a scheduled message', () => {
    it('changes text, recipient and date, and what it costs; no credit is taken', async () => {
      const id = await idOf(TOMORROW);
      const date = TOMORROW.scheduledAt + HOUR_MS;
      const changes = { text: 'x'.repeat(161), to: '+596696123456', scheduledAt: date };
      expect(await service.edit('acc_1', id, changes)).toMatchObject({
        message: {
          id,
          to: '+596696123456',
          country: 'MQ',
          partCount: 2,
          scheduledAt: date,
          wakeAt: date,
          state: 'scheduled',
        },
      });
      expect((await messageOf(id)).timeline).toMatchObject([{ cause: 'accepted' }, { cause: 'edited' }]);
      expect((await wallet()).held).toBe(0);
    });

    it('leaves alone what it does not mention', async () => {
      const command = {
        tag: 'a',
        clientRef: 'b',
        from: 'Chappe',
        priority: 'high',
        validityMs: HOUR_MS,
        ...TOMORROW,
      } as const;
      const [before] = await accepted(command);
      await service.edit('acc_1', before!.id, { text: 'Bonsoir', tag: undefined });
      const { message } = await messageOf(before!.id);
      expect(message).toEqual({ ...before, text: 'Bonsoir', moveCount: 2 });
    });

    it('keeps the alphabet that was asked for', async () => {
      const id = await idOf({ ...TOMORROW, encoding: 'ucs2' });
      expect(await service.edit('acc_1', id, { tag: 'a' })).toMatchObject({ message: { encoding: 'UCS2' } });
      expect(await service.edit('acc_1', id, { encoding: 'auto' })).toMatchObject({
        message: { encoding: 'GSM7' },
      });
      await service.edit('acc_1', id, { text: 'Привет' });
      expect(await service.edit('acc_1', id, { text: 'Bonjour' })).toMatchObject({
        message: { encoding: 'GSM7' },
      });
    });

    it('sends it at once by taking its date away', async () => {
      const id = await idOf(TOMORROW);
      await clock.advanceBy(HOUR_MS);
      expect(await service.edit('acc_1', id, { scheduledAt: null })).toMatchObject({
        message: { state: 'scheduled', scheduledAt: clock.now(), wakeAt: clock.now() },
      });
    });

    it('is told what is wrong with the change, and nothing is changed', async () => {
      const id = await idOf(TOMORROW);
      const { message: before } = await messageOf(id);
      await optOuts.add('acc_1', ['+33612121516'], 'reply');
      for (const [changes, code] of [
        [{ text: '' }, 'invalid_message'],
        [{ scheduledAt: MORNING }, 'invalid_message'],
        [{ to: ['+33612121515', '+33612121517'] }, 'invalid_message'],
        [{ to: 'hello' }, 'no_valid_recipient'],
        [{ to: '+33612121516' }, 'no_valid_recipient'],
      ] as const) {
        expect(refusalOf(await service.edit('acc_1', id, changes)).code).toBe(code);
      }
      expect((await messageOf(id)).message).toEqual(before);
    });

    it('is too late once it has left', async () => {
      const id = await idOf();
      expect(refusalOf(await service.edit('acc_1', id, { text: 'x' }))).toMatchObject({
        code: 'wrong_state',
        detail: expect.stringContaining('Copy it'),
      });
    });
  });

  describe('that deletes a message', () => {
    it('cancels it while it is scheduled', async () => {
      const id = await idOf(TOMORROW);
      expect(await service.remove('acc_1', id)).toMatchObject({
        message: { state: 'cancelled', reason: 'cancelled_by_sender', wakeAt: null },
      });
      expect(await messageCount()).toBe(1);
    });

    it('takes it off the lists once it has ended; the books keep it', async () => {
      const id = await idOf();
      await bring(id, 'submitting', 'sent', 'delivered');
      expect(await service.remove('acc_1', id)).toMatchObject({
        message: { state: 'delivered', hiddenAt: MORNING },
      });
      expect([await messageCount(), (await messageOf(id)).message.id]).toEqual([0, id]);
      await clock.advanceBy(1000);
      expect(await service.remove('acc_1', id)).toMatchObject({ message: { hiddenAt: MORNING } });
    });

    it('cannot while it is on its way', async () => {
      const id = await idOf();
      await bring(id, 'submitting', 'sent');
      expect(refusalOf(await service.remove('acc_1', id))).toMatchObject({
        code: 'wrong_state',
        figures: { state: 'sent' },
      });
      expect(refusalOf(await service.cancel('acc_1', id)).code).toBe('wrong_state');
    });
  });

  describe('that copies a message', () => {
    it('sends a new one with its changes; the old one stays as it is', async () => {
      const id = await idOf({ tag: 'a', from: 'Chappe' });
      const { message: before } = await messageOf(id);
      const copy = await service.copy('acc_1', id, { text: 'Bonsoir' });
      expect(copy).toMatchObject({
        outcome: { accepted: [{ text: 'Bonsoir', tag: 'a', from: 'Chappe', state: 'queued' }] },
      });
      expect(copy.ok && copy.outcome.accepted[0]!.id).not.toBe(id);
      expect((await messageOf(id)).message).toEqual(before);
    });

    it('keeps its date while that is to come, and goes at once when it is past', async () => {
      const id = await idOf(TOMORROW);
      expect(await service.copy('acc_1', id)).toMatchObject({
        outcome: { accepted: [{ state: 'scheduled', ...TOMORROW }] },
      });
      await clock.advanceBy(24 * HOUR_MS);
      expect(await service.copy('acc_1', id)).toMatchObject({
        outcome: { accepted: [{ state: 'queued', scheduledAt: null }] },
      });
    });

    it('may go to many others', async () => {
      const id = await idOf();
      const copy = await service.copy('acc_1', id, { to: ['+33612121516', '+33612121517'] });
      expect(copy.ok && copy.outcome.accepted.map(({ to }) => to)).toEqual(['+33612121516', '+33612121517']);
    });

    it('is done once under one Idempotency-Key, even if its date passes between the two requests', async () => {
      const id = await idOf(TOMORROW);
      const options = { idempotencyKey: 'copy-1' };
      const first = await service.copy('acc_1', id, {}, options);
      await clock.advanceBy(48 * HOUR_MS);
      expect(await service.copy('acc_1', id, {}, options)).toEqual(first);
      expect(refusalOf(await service.copy('acc_1', id, { text: 'Bonsoir' }, options)).code).toBe(
        'idempotency_conflict',
      );
    });
  });
});
