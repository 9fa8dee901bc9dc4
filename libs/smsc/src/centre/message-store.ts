import { LastEntries } from './last-entries.js';
import type { Message } from './message.js';

/**
 * The messages at the centre: the waiting ones by id and by number, and the last of the finished ones. The messages for
 * one number are a ring through the messages themselves, oldest first, so that a number costs one entry and a message
 * leaves in one step however many there are.
 */
export class MessageStore {
  private readonly waiting = new Map<string, Message>();
  private readonly finished: LastEntries<Message>;
  private readonly oldestByNumber = new Map<string, Message>();

  constructor(maxFinished: number) {
    this.finished = new LastEntries(maxFinished);
  }

  /** How many are waiting. */
  get size(): number {
    return this.waiting.size;
  }

  /** A message, waiting or finished; undefined when there was none or it has been forgotten. */
  get(id: string): Message | undefined {
    return this.waiting.get(id) ?? this.finished.get(id);
  }

  add(message: Message): void {
    this.waiting.set(message.id, message);
    const { digits } = message.content;
    const oldest = this.oldestByNumber.get(digits);
    if (oldest === undefined) {
      message.before = message.after = message;
      this.oldestByNumber.set(digits, message);
      return;
    }
    const newest = oldest.before!;
    message.before = newest;
    message.after = oldest;
    newest.after = oldest.before = message;
  }

  /**
   * A message that has come to its end: it stays to be asked for until newer ones push it out. Answers whether it had been
   * waiting.
   */
  finish(message: Message): boolean {
    if (!this.waiting.delete(message.id)) return false;
    this.unlink(message);
    this.finished.set(message.id, message);
    return true;
  }

  /** The waiting messages for a number, oldest first. The list is one's own: they may leave while one goes through it. */
  waitingFor(digits: string): Message[] {
    const oldest = this.oldestByNumber.get(digits);
    const found: Message[] = [];
    for (let message = oldest; message !== undefined;) {
      found.push(message);
      message = message.after === oldest ? undefined : message.after;
    }
    return found;
  }

  /** All of them, the waiting ones first. */
  *all(): IterableIterator<Message> {
    yield* this.waiting.values();
    yield* this.finished.values();
  }

  /** The waiting ones. */
  allWaiting(): IterableIterator<Message> {
    return this.waiting.values();
  }

  clear(): void {
    this.waiting.clear();
    this.finished.clear();
    this.oldestByNumber.clear();
  }

  private unlink(message: Message): void {
    const { digits } = message.content;
    if (message.after === message) this.oldestByNumber.delete(digits);
    else {
      message.before!.after = message.after;
      message.after!.before = message.before;
      if (this.oldestByNumber.get(digits) === message) this.oldestByNumber.set(digits, message.after!);
    }
    message.before = message.after = undefined;
  }
}
