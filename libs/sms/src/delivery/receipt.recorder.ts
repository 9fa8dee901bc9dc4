import type { Billing } from '../credits/index.js';
import {
  Batcher,
  type Clock,
  type Ids,
  type Instant,
  type Storage,
  type Transaction,
} from '../kernel/index.js';
import {
  MessageRepository,
  referenceKey,
  type Message,
  type MessagePart,
  type ReferencedPart,
} from '../messages/index.js';
import type { DeliveryReceipt } from './carrier.js';
import { storeChanges, type Change } from './change.js';
import { rememberNumbers } from './dead-numbers.js';
import type { DeliveryOptions } from './delivery.options.js';
import { merged, partsByMessage } from './known-parts.js';
import { partsTold } from './parts-told.js';
import { ReceiptRepository, type OrphanReceipt } from './receipt.repository.js';
import { applyReceipt } from './receipt.js';
import type { SecondChances } from './second-chance.js';

/** Receipts stored in one transaction, at most. */
const BATCH_MAX = 500;

/** How a carrier calls a part. */
interface ReferenceKey {
  readonly carrier: string;
  readonly reference: string;
}

/** What came of storing receipts. */
interface Stored {
  /** What matched nothing. */
  readonly orphans: readonly OrphanReceipt[];
  /** References that were told with our own, as by an answer that came late: others may have been kept for them. */
  readonly learnt: readonly ReferenceKey[];
}

interface Received {
  readonly carrier: string;
  readonly receipt: DeliveryReceipt;
}

/** A receipt, and the part that its reference stands for. */
export interface HeardReceipt extends Received {
  readonly message: Message;
  readonly partNumber: number;
  /** The parts of messages that are known; what the receipt tells of its message is noted here. */
  readonly known: Map<string, readonly MessagePart[]>;
  readonly now: Instant;
}

/** Stores what receipts tell: many receipts, one transaction. Those that match nothing are kept for later. */
export class ReceiptRecorder {
  private readonly batcher: Batcher<Received, undefined>;
  private unmatched = 0;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly billing: Billing,
    private readonly options: DeliveryOptions,
    private readonly chances: SecondChances,
    /** Whether the carrier of this name can be asked what became of a message. */
    private readonly canAsk: (carrier: string) => boolean,
  ) {
    this.batcher = new Batcher(
      clock,
      BATCH_MAX,
      async received => {
        const { orphans, learnt } = await this.storage.transaction(tx => this.store(tx, received));
        this.unmatched += orphans.length;
        const kept = orphans.map(({ carrier, receipt: { reference } }) => ({ carrier, reference }));
        await this.matchAgain([...kept, ...learnt]);
        return received.map(() => undefined);
      },
      true,
    );
  }

  /** How many receipts matched nothing when they came. */
  get orphanCount(): number {
    return this.unmatched;
  }

  /** Resolves once the receipt is stored: applied to its message, or kept. */
  record(carrier: string, receipt: DeliveryReceipt): Promise<void> {
    return this.batcher.add({ carrier, receipt });
  }

  /**
   * Applies what was kept for references that have become known. A receipt and the answer that gives its reference may be
   * stored in the same moment, neither seeing the other: whoever is second looks again.
   */
  async matchAgain(keys: readonly ReferenceKey[]): Promise<void> {
    if (keys.length === 0) return;
    await this.storage.transaction(async tx => {
      const known = await tx.get(MessageRepository).byReference(keys);
      const found = keys.filter(key => known.has(referenceKey(key.carrier, key.reference)));
      if (found.length === 0) return;
      await this.store(tx, await tx.get(ReceiptRepository).take(found));
    });
  }

  /**
   * Applies what is kept for references that are known by now: for when the process that should have looked again died before.
   * Walks over what came at `since` or later, a batch at a time.
   */
  async matchKept(since?: Instant): Promise<void> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = { limit: BATCH_MAX, ...(cursor !== undefined && { cursor }) };
      const { data, next } = await this.storage.read(tx => tx.get(ReceiptRepository).list(page, since));
      await this.matchAgain(data.map(({ carrier, receipt: { reference } }) => ({ carrier, reference })));
      cursor = next;
    }
  }

  private async store(tx: Transaction, received: readonly Received[]): Promise<Stored> {
    const messages = tx.get(MessageRepository);
    const targets = await this.targetsOf(tx, received);
    const ids = [...new Set(targets.flatMap(target => (target ? [target.messageId] : [])))];
    const locked = new Map((await messages.lock(ids)).map(message => [message.id, message]));
    const known = partsByMessage(await messages.parts(ids));
    const changes: Change[] = [];
    const orphans: OrphanReceipt[] = [];
    const learnt: ReferenceKey[] = [];
    const now = this.clock.now();
    for (const [index, { carrier, receipt }] of received.entries()) {
      const target = targets[index];
      const message = target && locked.get(target.messageId);
      const mayTell =
        target &&
        message &&
        mayTellOf(message, target.number) &&
        (await wasGivenTo(carrier, message, known.get(message.id) ?? [], messages));
      if (!mayTell) {
        orphans.push({ carrier, receipt, receivedAt: now });
        continue;
      }
      const parts = known.get(message.id) ?? [];
      const told = await this.changesBy(tx, {
        carrier,
        receipt,
        message,
        partNumber: target.number,
        known,
        now,
      });
      if (!told) {
        orphans.push(ofAnother(carrier, receipt, now));
        continue;
      }
      changes.push(...told);
      const { reference, ours } = receipt;
      const isNew = !parts.some(part => part.reference === reference);
      if (ours && isNew && known.get(message.id)?.some(part => part.reference === reference))
        learnt.push({ carrier, reference });
    }
    if (orphans.length > 0) await tx.get(ReceiptRepository).keep(orphans);
    await storeChanges(tx, changes, this.billing, this.ids);
    await rememberNumbers(tx, changes, this.clock.now(), this.options);
    return { orphans, learnt };
  }

  /** What a receipt does to its message; undefined when it is about another's phone, and then {@link ofAnother} is to be kept. */
  async changesBy(tx: Transaction, heard: HeardReceipt): Promise<readonly Change[] | undefined> {
    const { carrier, receipt, message, partNumber, known, now } = heard;
    if (isAboutAnother(receipt, message)) return undefined;
    const before = known.get(message.id) ?? [];
    const told = before.find(({ number }) => number === partNumber);
    if (await this.chances.isOutdated(tx, message, told, receipt)) return [];
    const retryAt = await this.chances.dateFor(tx, message, receipt, now);
    return partsTold(receipt, partNumber, message, carrier, before).map(number => {
      const parts = known.get(message.id) ?? [];
      const queries = this.canAsk(carrier);
      const context = { now, options: this.options, carrier, partNumber: number, queries, retryAt, parts };
      const change = applyReceipt(message, receipt, context);
      known.set(message.id, merged(parts, change.parts));
      return change;
    });
  }

  /** Which part each receipt is about: by our own reference if the carrier gives it back, or else by the carrier's. */
  private async targetsOf(
    tx: Transaction,
    received: readonly Received[],
  ): Promise<readonly (ReferencedPart | undefined)[]> {
    const unknown = received.filter(({ receipt }) => !receipt.ours);
    const found =
      unknown.length === 0
        ? new Map<string, ReferencedPart>()
        : await tx
            .get(MessageRepository)
            .byReference(unknown.map(({ carrier, receipt }) => ({ carrier, reference: receipt.reference })));
    return received.map(({ carrier, receipt }) =>
      receipt.ours
        ? { messageId: receipt.ours.messageId, number: receipt.ours.partNumber }
        : found.get(referenceKey(carrier, receipt.reference)),
    );
  }
}

/** Whether a receipt can be about this part: one of the message's, and the message has been handed to a carrier. */
function mayTellOf(message: Message, partNumber: number): boolean {
  const isOneOfIts = Number.isInteger(partNumber) && partNumber >= 1 && partNumber <= message.partCount;
  return isOneOfIts && message.attempts > 0;
}

/** Whether this carrier was ever given the message: another has nothing to tell of it. The timeline is read where nothing else says. */
async function wasGivenTo(
  carrier: string,
  message: Message,
  parts: readonly MessagePart[],
  messages: MessageRepository,
): Promise<boolean> {
  if (message.carrier === carrier || parts.some(part => part.carrier === carrier)) return true;
  return (await messages.moves(message.id)).some(move => move.carrier === carrier);
}

/** What two ways of writing one phone's number have in common, international and national. */
const SIGNIFICANT_DIGITS = 9;

/** A receipt about another's phone, kept under a reference that no part has: under its own it would be matched again and again. */
export function ofAnother(carrier: string, receipt: DeliveryReceipt, receivedAt: Instant): OrphanReceipt {
  const reference = `${receipt.reference} to ${receipt.phones?.join(' or ')}`;
  return { carrier, receipt: { ...receipt, reference }, receivedAt };
}

/** Whether a receipt names phones, and none of them is the message's. Short codes and names are no phones. */
function isAboutAnother({ phones = [] }: DeliveryReceipt, { to }: Message): boolean {
  const ends = phones.flatMap(phone => {
    const digits = /^\+?(\d+)$/.exec(phone)?.[1] ?? '';
    return digits.length < SIGNIFICANT_DIGITS ? [] : [digits.slice(-SIGNIFICANT_DIGITS)];
  });
  return ends.length > 0 && !ends.some(end => to.endsWith(end));
}
