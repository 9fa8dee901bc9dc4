import type { Clock, Instant, Storage } from '../kernel/index.js';
import { MessageRepository, QUEUE_TOPIC, type Message, type MessagePart } from '../messages/index.js';
import type { Carrier, DeliveryReceipt, PartQuery } from './carrier.js';
import { partsOfCopyAt } from './known-parts.js';
import { isFinalPart } from './part-aggregate.js';

/** Parts that a carrier is asked about in one call, at most. */
export const QUERY_MAX = 100;

/**
 * Parts that wait to be asked about at one carrier, at most, and as many by which something is decided: what is left out is
 * asked about at its next date.
 */
export const QUERIES_WAITING_MAX = 10_000;

/** What a carrier is to be asked about one message. */
export interface Question {
  readonly carrier: string;
  readonly messageId: string;
  readonly parts: readonly PartQuery[];
  /** Whether something is decided about the message once the answer is there, be it none. */
  readonly decides: boolean;
}

/** What reconciliation is made of. */
export interface ReconciliationParts {
  readonly carriers: readonly Carrier[];
  readonly storage: Storage;
  readonly clock: Clock;
  /** How long an answer may take; a question without one is given up. */
  readonly answerMaxMs: number;
  /** Stores what a carrier tells, as if it had told by itself. */
  readonly record: (carrier: string, receipt: DeliveryReceipt) => Promise<void>;
  readonly onTrouble: (cause: unknown) => void;
}

/** A part to be asked about, and what it is asked for. */
interface Waiting {
  readonly part: PartQuery;
  readonly question: Question;
  /** Whether nothing more is to be asked for the same question. */
  readonly isLast: boolean;
}

/** What one carrier has not been asked yet: it is asked one thing after the other. */
interface Line {
  /** Parts by whose answers something is decided; they go before the others. */
  readonly urgent: Waiting[];
  readonly others: Waiting[];
  /** Resolves once nothing waits any more. */
  asking: Promise<void> | undefined;
}

/**
 * Asks carriers what became of messages that are in doubt or overdue, where they can be asked. What they tell counts like a
 * receipt; what they do not tell leaves things as they were, and is asked again later. A carrier hears one question at a time,
 * so that a million overdue messages take nothing from what has to leave.
 */
export class Reconciliation {
  private readonly carriers: ReadonlyMap<string, Carrier>;
  /** Doubts about which a carrier was asked, until something is decided about them. */
  private readonly asked = new Set<string>();
  /** Messages of which a carrier has not been asked everything yet. */
  private readonly inLine = new Set<string>();
  private readonly lines = new Map<string, Line>();
  private readonly abort = new AbortController();

  constructor(private readonly parts: ReconciliationParts) {
    this.carriers = new Map(parts.carriers.map(carrier => [carrier.name, carrier]));
  }

  /** Whether this carrier can be asked. */
  canAsk(carrier: string | null): boolean {
    return this.carriers.get(carrier ?? '')?.query !== undefined;
  }

  /** Whether a carrier has been asked about this doubt by this process. Forgets it: the next doubt is another. */
  takeAsked(messageId: string): boolean {
    return this.asked.delete(messageId);
  }

  /**
   * Asks, and resolves once all answers are stored. What is being asked already is not asked twice, and what finds no room in
   * line counts as not asked. Never throws.
   */
  async ask(questions: readonly Question[]): Promise<void> {
    await this.answered(questions.filter(({ parts }) => parts.length === 0));
    const carriers = new Set(questions.filter(question => this.put(question)).map(({ carrier }) => carrier));
    await Promise.all([...carriers].map(name => this.workOff(name)));
  }

  /** Gives up on answers that have not come. */
  stop(): void {
    this.abort.abort();
  }

  /** Puts a question in line; answers whether it was. */
  private put(question: Question): boolean {
    const { carrier, messageId, parts, decides } = question;
    const line = this.lines.get(carrier) ?? { urgent: [], others: [], asking: undefined };
    this.lines.set(carrier, line);
    const waiting = decides ? line.urgent : line.others;
    const isTooMany = waiting.length + parts.length > QUERIES_WAITING_MAX;
    if (parts.length === 0 || isTooMany || this.inLine.has(messageId)) return false;
    this.inLine.add(messageId);
    parts.forEach((part, index) => waiting.push({ part, question, isLast: index === parts.length - 1 }));
    return true;
  }

  private workOff(name: string): Promise<void> {
    const line = this.lines.get(name)!;
    line.asking ??= this.askAll(name, line).finally(() => (line.asking = undefined));
    return line.asking;
  }

  private async askAll(name: string, { urgent, others }: Line): Promise<void> {
    while (urgent.length + others.length > 0) {
      const batch = urgent.splice(0, QUERY_MAX);
      batch.push(...others.splice(0, QUERY_MAX - batch.length));
      await this.askAbout(
        name,
        batch.map(({ part }) => part),
      );
      await this.answered(batch.flatMap(({ isLast, question }) => (isLast ? [question] : [])));
    }
  }

  /** Whatever was to be told about these has been told. */
  private async answered(questions: readonly Question[]): Promise<void> {
    for (const { messageId } of questions) this.inLine.delete(messageId);
    const deciding = questions.filter(({ decides }) => decides).map(({ messageId }) => messageId);
    for (const messageId of deciding) this.asked.add(messageId);
    await this.decideNow(deciding);
  }

  private async askAbout(name: string, parts: readonly PartQuery[]): Promise<void> {
    const { clock, answerMaxMs, record, onTrouble } = this.parts;
    if (this.abort.signal.aborted) return;
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const patience = clock.after(answerMaxMs, () =>
      reject(new Error(`The carrier ${name} did not answer a question within ${answerMaxMs} ms.`)),
    );
    try {
      const told = this.carriers.get(name)?.query?.(parts, { signal: this.abort.signal });
      const receipts = await Promise.race([told, tooLate]);
      await Promise.all((receipts ?? []).map(receipt => record(name, receipt)));
    } catch (cause) {
      onTrouble(cause);
    } finally {
      patience.cancel();
    }
  }

  /** What is in doubt in spite of the answer is decided now, and not only when the answer could have come no more. */
  private async decideNow(messageIds: readonly string[]): Promise<void> {
    if (messageIds.length === 0 || this.abort.signal.aborted) return;
    const { storage, clock, onTrouble } = this.parts;
    const decide = storage.transaction(async tx => {
      const messages = tx.get(MessageRepository);
      const locked = await messages.lock(messageIds);
      const doubts = locked.filter(({ state }) => state === 'in_doubt');
      for (const message of doubts) message.wakeAt = clock.now();
      await messages.save(doubts.map(message => ({ message, moves: [] })));
      // Others may still be asked about for long.
      if (doubts.length > 0) tx.announce(QUEUE_TOPIC);
      return new Set(doubts.map(({ id }) => id));
    });
    try {
      const doubts = await clock.track(decide);
      for (const id of messageIds) if (!doubts.has(id)) this.asked.delete(id);
    } catch (cause) {
      onTrouble(cause);
    }
  }
}

/** What to ask about a message: its parts that have not ended. */
export function questionAbout(
  message: Message,
  known: readonly MessagePart[],
  decides: boolean,
): Question | undefined {
  if (message.carrier === null) return undefined;
  const ofCopy = partsOfCopyAt(message.carrier, known);
  const byNumber = new Map(ofCopy.map(part => [part.number, part]));
  const parts = Array.from({ length: message.partCount }, (_, index): PartQuery => {
    const partNumber = index + 1;
    return {
      messageId: message.id,
      partNumber,
      reference: byNumber.get(partNumber)?.reference ?? null,
      from: message.from,
    };
  }).filter(({ partNumber }) => !isFinalPart(byNumber.get(partNumber)?.state ?? 'sent'));
  return { carrier: message.carrier, messageId: message.id, parts, decides };
}

/**
 * The next date at which to ask about a message of which nothing has been heard: after `queryAfterMs`, then after twice as
 * long, and so on, so that what is forgotten is found soon and what takes long costs little.
 */
export function nextQueryAt(since: Instant, now: Instant, queryAfterMs: number): Instant {
  let afterMs = queryAfterMs;
  while (since + afterMs <= now) afterMs *= 2;
  return since + afterMs;
}
