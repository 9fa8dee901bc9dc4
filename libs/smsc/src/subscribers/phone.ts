import type { Concatenation } from '../alphabet/index.js';
import type { MessageClass, PhoneMessage, PhoneMessagePart } from './phone-message.js';

/** A part that arrives at a phone. */
export interface ArrivingPart {
  readonly id: string;
  /** Who sent it through the centre: gets the answer. */
  readonly clientId: string;
  readonly from: string;
  readonly text: string;
  readonly at: number;
  readonly messageClass: MessageClass;
  readonly concatenation?: Concatenation | undefined;
  /** How many parts it fills, for one that the centre cut itself. */
  readonly size: number;
}

interface Held {
  readonly at: number;
  readonly clientId: string;
  readonly from: string;
  readonly reference: number | undefined;
  readonly of: number;
  readonly messageClass: MessageClass;
  readonly parts: PhoneMessagePart[];
  size: number;
  completedAt: number | undefined;
  read: boolean;
}

/** A phone: what is on it, and how often it was written to and has answered. */
export class Phone {
  /** How many submissions there have been for it; tells one message's chance from the next one's. */
  occasions = 0;
  /** How many messages it has answered by itself. */
  replies = 0;
  private held: Held[] = [];
  private unreadParts = 0;

  /** Unread parts that take up room. */
  get unread(): number {
    return this.unreadParts;
  }

  /** Takes a part in; a long message comes together here. Answers whether the message is whole now. */
  take(part: ArrivingPart, maxMessages: number): boolean {
    const { concatenation, messageClass } = part;
    let message = concatenation && this.incomplete(part.from, concatenation);
    if (message === undefined) {
      message = {
        at: part.at,
        clientId: part.clientId,
        from: part.from,
        reference: concatenation?.reference,
        of: concatenation?.of ?? 1,
        messageClass,
        parts: [],
        size: 0,
        completedAt: undefined,
        read: false,
      };
      this.held.push(message);
      if (this.held.length > maxMessages) this.drop(this.held.shift()!);
    }
    message.parts.push({ id: part.id, no: concatenation?.no ?? 1, text: part.text, at: part.at });
    // A flash message is shown and not kept: it takes up no room.
    if (messageClass !== 'flash') {
      message.size += part.size;
      this.unreadParts += part.size;
    }
    if (message.parts.length === message.of) message.completedAt = part.at;
    return message.completedAt !== undefined;
  }

  /** The whole text of the message that has this part. */
  textWith(id: string): string | undefined {
    const message = this.held.findLast(one => one.parts.some(part => part.id === id));
    return message && textOf(message);
  }

  /** The last part that came from this sender, and through which client; a plus makes no difference. */
  lastFrom(sender: string): { readonly id: string; readonly clientId: string } | undefined {
    const message = this.held.findLast(one => withoutPlus(one.from) === withoutPlus(sender));
    return message && { id: message.parts.at(-1)!.id, clientId: message.clientId };
  }

  /** What is on it, oldest first. */
  list(): PhoneMessage[] {
    return this.held.map(message => ({
      at: message.at,
      completedAt: message.completedAt,
      from: message.from,
      text: textOf(message),
      complete: message.completedAt !== undefined,
      of: message.of,
      parts: message.parts.toSorted((one, other) => one.no - other.no),
      messageClass: message.messageClass,
      read: message.read,
    }));
  }

  /** Marks all messages as read, which frees their room; or only the one with this part. Answers how many it were. */
  read(id?: string): number {
    let count = 0;
    for (const message of this.held) {
      if (message.read || (id !== undefined && !message.parts.some(part => part.id === id))) continue;
      this.drop(message);
      message.read = true;
      count++;
    }
    return count;
  }

  /** Deletes all messages. Answers how many it were. */
  clear(): number {
    const count = this.held.length;
    this.held = [];
    this.unreadParts = 0;
    return count;
  }

  private drop(message: Held): void {
    if (!message.read) this.unreadParts -= message.size;
    message.size = 0;
  }

  private incomplete(from: string, { reference, of, no }: Concatenation): Held | undefined {
    return this.held.findLast(
      message =>
        message.reference === reference &&
        message.from === from &&
        message.of === of &&
        message.completedAt === undefined &&
        !message.parts.some(part => part.no === no),
    );
  }
}

function withoutPlus(sender: string): string {
  return sender.startsWith('+') ? sender.slice(1) : sender;
}

function textOf({ parts, of }: Held): string {
  if (of === 1) return parts[0]?.text ?? '';
  let text = '';
  for (let no = 1; no <= of; no++) text += parts.find(part => part.no === no)?.text ?? '[...]';
  return text;
}
