import { systemTimers } from '@chappe/smpp';
import { Writable } from 'node:stream';
import { jest } from '@jest/globals';
import type { Response } from 'express';
import { MessageCentre, NO_LATENCY } from '@chappe/smsc';
import { EventStream, Followers, ObservedTime, Wire, WorldClock } from '../clock/index.js';
import { GATHER_MS, MAX_ENTRIES_TOLD, PageFeed, PAUSE_MS, type PageReader } from './page-feed.js';
import { MAX_LISTED_PHONES } from './phone-directory.js';
import type { ChangeEvent, PageEvent, WholeEvent } from './page.wire.js';
import { MAX_DETAIL_TOLD, MAX_LISTED_WAITING, MAX_TEXT_TOLD } from './readings.js';

const START = Date.UTC(2026, 2, 2, 9);
const PHONE = '+33612345678';

/** Somebody who reads along and remembers. */
class Reader implements PageReader {
  readonly heard: PageEvent[] = [];
  position = '';

  send(event: PageEvent, id: string): void {
    this.heard.push(event);
    this.position = id;
  }

  get whole(): WholeEvent {
    return this.heard.findLast(event => event.type === 'whole')!;
  }

  get changes(): ChangeEvent[] {
    return this.heard.filter(event => event.type === 'change');
  }
}

/** The line of somebody who never reads. */
class StuckLine extends Writable {
  status = () => this;
  setHeader = () => this;
  flushHeaders = () => undefined;
  override _write(): void {}
}

describe('what the page is told', () => {
  let centre: MessageCentre;
  let clock: WorldClock;
  let feed: PageFeed;

  const build = (capacity = 100_000) => {
    const time = new ObservedTime({ startAt: START });
    const pace = { mode: 'manual', speed: 1 } as const;
    const followers = new Followers({
      time,
      wire: new Wire(),
      pace,
      patienceMs: 1_000,
      timers: systemTimers,
      note: () => undefined,
    });
    centre = new MessageCentre({
      time,
      world: { latency: NO_LATENCY },
      limits: { maxJournalEntries: capacity },
    });
    clock = new WorldClock(time, followers, pace, cause => {
      throw cause;
    });
    feed = new PageFeed({ centre, clock, followers: () => followers.names() });
  };

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'nextTick', 'queueMicrotask'] });
    build();
  });

  afterEach(() => {
    feed.close();
    clock.close();
    jest.useRealTimers();
  });

  const join = (resumeAt?: string): Reader => {
    const reader = new Reader();
    feed.join(reader, resumeAt);
    return reader;
  };

  const send = (to = PHONE, text = 'Bonjour') =>
    centre.submit('shop', { from: '36180', to, text }, () => undefined);

  const pass = (ms = GATHER_MS) => jest.advanceTimersByTime(ms);

  it('is all there is, first', async () => {
    centre.faults.set({ receiptLossProbability: 0.5 });
    send();
    await clock.advanceBy(0);
    centre.subscribers.set('+33698765432', { state: 'off', dnd: { scope: 'all' }, ported: { to: 'fr-1' } });
    send('+33698765432', 'Rejected');
    await clock.advanceBy(0);
    const { whole } = join();
    expect(whole).toMatchObject({
      clock: { now: START, mode: 'manual', nextDueAt: null },
      faults: { receiptLossProbability: 0.5 },
      since: null,
      dropped: 0,
      morePhones: false,
      queue: { more: false, waiting: [] },
    });
    expect(whole.phones).toEqual([
      expect.objectContaining({
        msisdn: PHONE,
        state: 'reachable',
        unread: 1,
        last: { text: 'Bonjour', isReply: false },
      }),
      expect.objectContaining({
        msisdn: '+33698765432',
        state: 'off',
        dnd: 'all',
        portedTo: 'fr-1',
        last: null,
      }),
    ]);
    expect(whole.entries.map(({ seq }) => seq)).toEqual(
      Array.from({ length: centre.journal.total }, (_, index) => index + 1),
    );
  });

  it('is what changes, gathered for a moment and told together', async () => {
    const reader = join();
    send();
    await clock.advanceBy(60_000);
    expect(reader.changes).toEqual([]);
    pass();
    expect(reader.changes).toHaveLength(1);
    expect(reader.changes[0]).toMatchObject({
      clock: { now: START + 60_000 },
      phones: [{ msisdn: PHONE, unread: 1 }],
      entries: [{ kind: 'submission.accepted' }, { kind: 'message.delivered' }],
    });
    expect(reader.changes[0]).not.toHaveProperty('faults');
  });

  it('is that the clock was turned, though nothing else happened', async () => {
    const reader = join();
    await clock.advanceBy(3_600_000);
    pass();
    expect(reader.changes.at(-1)?.clock.now).toBe(START + 3_600_000);
  });

  it('is what happens next to a message that waits, and when', async () => {
    centre.subscribers.set(PHONE, { state: 'off' });
    const reader = join();
    send();
    await clock.advanceBy(0);
    pass();
    expect(reader.changes.at(-1)?.queue?.waiting).toEqual([
      expect.objectContaining({
        to: PHONE,
        attempts: 1,
        reason: 'absent_subscriber',
        nextAttemptAt: START + 60_000,
        expiresAt: START + 48 * 3_600_000,
      }),
    ]);
  });

  it('comes seldom while much goes on, and then only the newest of it', () => {
    const reader = join();
    for (let count = 0; count < 3 * MAX_ENTRIES_TOLD; count += 1) send();
    pass();
    expect(reader.changes).toHaveLength(1);
    expect(reader.changes[0]?.entries).toHaveLength(MAX_ENTRIES_TOLD);
    expect(reader.changes[0]?.entries?.at(-1)?.seq).toBe(centre.journal.total);
    send();
    pass(PAUSE_MS - 1);
    expect(reader.changes).toHaveLength(1);
    pass(1);
    expect(reader.changes).toHaveLength(2);
  });

  it('keeps its lists short, and says that there is more', () => {
    for (let count = 0; count < MAX_LISTED_PHONES + 5; count += 1)
      send(`+33612${String(count).padStart(6, '0')}`);
    const { whole } = join();
    expect(whole.phones).toHaveLength(MAX_LISTED_PHONES);
    expect(whole.morePhones).toBe(true);
    expect(whole.queue.waiting).toHaveLength(MAX_LISTED_WAITING);
    expect(whole.queue.more).toBe(true);
  });

  it('says how much the journal has dropped', () => {
    build(10);
    for (let count = 0; count < 20; count += 1) send();
    const { whole } = join();
    expect(whole.entries).toHaveLength(10);
    expect(whole.dropped).toBe(centre.journal.total - 10);
  });

  it('shortens texts and details, however long they are', () => {
    send(PHONE, 'x'.repeat(MAX_TEXT_TOLD + 1));
    centre.subscribers.set(PHONE, { autoReply: { text: 'y'.repeat(MAX_DETAIL_TOLD) } });
    const { entries } = join().whole;
    expect(entries.find(({ kind }) => kind === 'submission.accepted')?.text).toBe(
      `${'x'.repeat(MAX_TEXT_TOLD)}…`,
    );
    expect(entries.find(({ kind }) => kind === 'subscriber.changed')?.detail).toBe('too long for a list');
  });

  it('goes on after what a reader has had, and begins anew after a reset', () => {
    const first = join();
    send();
    pass();
    const { position } = first;
    send('+33698765432');
    const again = join(position);
    expect(again.whole.since).toBe(Number(position.split('.')[1]));
    expect(again.whole.entries.map(({ msisdn }) => msisdn)).toEqual(['+33698765432']);
    centre.reset();
    pass();
    expect(again.heard.at(-1)).toMatchObject({
      type: 'whole',
      since: null,
      phones: [],
      entries: [{ seq: 1 }],
    });
    expect(again.whole.world).not.toBe(first.heard[0]?.type === 'whole' && first.heard[0].world);
    expect(join(position).whole.since).toBeNull();
    for (const nonsense of ['', 'x', `${again.whole.world}.99`, 'a.b.c'])
      expect(join(nonsense).whole.since).toBeNull();
  });

  it('lets a reader go that takes nothing, and then does nothing any more', async () => {
    const line = new StuckLine();
    const stream = new EventStream(line as unknown as Response);
    stream.onEnd(feed.join(stream));
    expect(feed.size).toBe(1);
    const ended = new Promise(done => line.once('close', done));
    for (let rounds = 0; rounds < 60 && !line.destroyed; rounds += 1) {
      for (let count = 0; count < MAX_ENTRIES_TOLD; count += 1) send(PHONE, 'x'.repeat(400));
      pass(PAUSE_MS);
    }
    expect(line.destroyed).toBe(true);
    await ended;
    expect(feed.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
