import { randomUUID } from 'node:crypto';
import { FAULT_PRESETS, SUBMIT_ERRORS, type JournalEntry, type MessageCentre } from '@chappe/smsc';
import type { WorldClock } from '../clock/index.js';
import type { ChangeEvent, PageEvent, WholeEvent } from './page.wire.js';
import { PhoneDirectory } from './phone-directory.js';
import { briefly, clockView, phoneSummary, queueView, reasonViews } from './readings.js';

/** How many entries of the journal the page gets when it opens, and with one change at most. */
export const MAX_ENTRIES_TOLD = 500;
/** Changes are gathered for so long, in real milliseconds, and told together. */
export const GATHER_MS = 60;
/** While much goes on, the page is told at most so often, in real milliseconds. */
export const PAUSE_MS = 250;

/** Somebody who reads along: a stream of server-sent events. */
export interface PageReader {
  /** @param id where the reader may resume */
  send(event: PageEvent, id: string): void;
}

/** What the feed reads from. */
export interface PageFeedContext {
  readonly centre: MessageCentre;
  readonly clock: WorldClock;
  readonly followers: () => readonly string[];
}

/**
 * Tells pages what goes on: all of it at first, then what has changed, gathered so that a load test does not drown a
 * browser. While nobody reads along it does nothing.
 */
export class PageFeed {
  private readonly readers = new Set<PageReader>();
  private readonly phones = new PhoneDirectory();
  private readonly changedPhones = new Set<string>();
  private readonly life = randomUUID().slice(0, 8);
  private resets = 0;
  private watchesResets = false;
  private isRenewed = false;
  private entries: JournalEntry[] = [];
  private faultsChanged = false;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;

  constructor(private readonly context: PageFeedContext) {}

  /** How many read along. */
  get size(): number {
    return this.readers.size;
  }

  /**
   * Tells a reader all there is, and from then on what changes, until the returned function is called.
   *
   * @param resumeAt the id of the last event that the reader has had, if it was here before
   */
  join(reader: PageReader, resumeAt?: string): () => void {
    if (this.readers.size === 0) this.listen();
    // Those who are here already get what is gathered first, so that nothing comes twice to the new one.
    this.flush();
    this.readers.add(reader);
    reader.send(this.whole(this.resumption(resumeAt)), this.position());
    return () => {
      this.readers.delete(reader);
      if (this.readers.size === 0) this.silence();
    };
  }

  /** What the journal says of a phone, where it is among the latest. */
  mentionOf(msisdn: string) {
    return this.phones.get(msisdn);
  }

  close(): void {
    this.readers.clear();
    this.silence();
  }

  private listen(): void {
    const { centre, clock } = this.context;
    this.watchResets();
    this.phones.clear();
    for (const entry of centre.journal.entries()) this.phones.hear(entry);
    const ends = [centre.journal.subscribe(entry => this.hear(entry)), clock.observe(() => this.plan())];
    this.stopListening = () => ends.forEach(end => end());
  }

  private silence(): void {
    this.stopListening?.();
    this.stopListening = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.forget();
  }

  /** From the first reader on, resets are counted for good: the numbers of entries begin again with each. */
  private watchResets(): void {
    if (this.watchesResets) return;
    this.watchesResets = true;
    this.context.centre.journal.subscribe(
      () => {
        this.resets += 1;
        this.phones.clear();
        this.forget();
        this.isRenewed = true;
      },
      { kind: 'world.reset' },
    );
  }

  private hear(entry: JournalEntry): void {
    const msisdn = this.phones.hear(entry);
    if (msisdn !== undefined) this.changedPhones.add(msisdn);
    if (entry.kind === 'faults.changed') this.faultsChanged = true;
    this.entries.push(entry);
    if (this.entries.length >= 2 * MAX_ENTRIES_TOLD) this.entries = this.entries.slice(-MAX_ENTRIES_TOLD);
    this.plan();
  }

  private plan(): void {
    this.timer ??= setTimeout(() => this.tell(), GATHER_MS);
  }

  private tell(): void {
    this.timer = undefined;
    const isMuch = this.entries.length > MAX_ENTRIES_TOLD / 10;
    this.flush();
    // A pause after much: what happens in it is told at its end.
    if (isMuch && this.readers.size > 0) this.timer = setTimeout(() => this.tell(), PAUSE_MS);
  }

  private flush(): void {
    if (this.readers.size > 0) {
      const event = this.isRenewed ? this.whole(null) : this.change();
      const id = this.position();
      for (const reader of [...this.readers]) reader.send(event, id);
    }
    this.forget();
  }

  private forget(): void {
    this.entries = [];
    this.changedPhones.clear();
    this.faultsChanged = false;
    this.isRenewed = false;
  }

  private whole(since: number | null): WholeEvent {
    const { centre } = this.context;
    const { journal, faults, network, seed } = centre;
    const from = Math.max(since ?? 0, journal.total - MAX_ENTRIES_TOLD);
    return {
      type: 'whole',
      world: this.world(),
      seed,
      clock: this.clock(),
      faults: { ...faults.current },
      phones: this.summariesOf(this.phones.numbers()),
      morePhones: this.phones.hasMore,
      queue: queueView(centre),
      entries: journal.list({ since: from }, MAX_ENTRIES_TOLD).map(briefly),
      since,
      dropped: journal.dropped,
      operators: network.operators().map(({ key, name, country }) => ({ key, name, country })),
      reasons: reasonViews(),
      submitErrors: Object.keys(SUBMIT_ERRORS),
      presets: FAULT_PRESETS.map(({ key, text }) => ({ key, text })),
    };
  }

  private change(): ChangeEvent {
    const { centre } = this.context;
    return {
      type: 'change',
      clock: this.clock(),
      dropped: centre.journal.dropped,
      queue: queueView(centre),
      ...(this.faultsChanged ? { faults: { ...centre.faults.current } } : {}),
      ...(this.changedPhones.size > 0 ? { phones: this.summariesOf(this.listedChanges()) } : {}),
      ...(this.entries.length > 0 ? { entries: this.entries.slice(-MAX_ENTRIES_TOLD).map(briefly) } : {}),
    };
  }

  private listedChanges(): string[] {
    return [...this.changedPhones].filter(msisdn => this.phones.get(msisdn) !== undefined);
  }

  private summariesOf(numbers: readonly string[]) {
    return numbers.map(msisdn => phoneSummary(this.context.centre, msisdn, this.phones.get(msisdn)));
  }

  private clock() {
    return clockView(this.context.clock, this.context.followers());
  }

  private world(): string {
    return `${this.life}-${String(this.resets)}`;
  }

  private position(): string {
    return `${this.world()}.${String(this.context.centre.journal.total)}`;
  }

  /** Where a reader resumes; null where its position is one of another world. */
  private resumption(position: string | undefined): number | null {
    const [world, seq = ''] = position?.split('.') ?? [];
    if (world !== this.world() || !/^\d{1,15}$/.test(seq)) return null;
    return Number(seq) <= this.context.centre.journal.total ? Number(seq) : null;
  }
}
