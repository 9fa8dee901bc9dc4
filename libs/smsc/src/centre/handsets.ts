import { encodeText, measureText, type EncodedPart } from '../alphabet/index.js';
import { digitsOf, type Reason } from '../network/index.js';
import { muteReason, type AutoReply, type Phone, type SubscriberSettings } from '../subscribers/index.js';
import type { CentreInbound } from './carrier-link.js';
import { CentreError } from './centre.errors.js';
import { DRAW } from './draws.js';
import type { Message } from './message.js';
import { isAlphanumeric } from './sender.js';
import { withoutPlus, type World } from './world.js';

/** What a phone sends. */
export interface PhoneSubmission {
  /** A short code or a long number. */
  to: string;
  /** Long ones go in parts. */
  text: string;
  /** When, milliseconds from now. Default 0: at once. */
  delayMs?: number;
  /** How often: a flood. Default 1. */
  count?: number;
  /** The wait between two of a flood, milliseconds. Default 1,000. */
  everyMs?: number;
}

/** The most messages of one flood. */
export const MAX_FLOOD = 100_000;

const DEFAULT_REPLY_MS = 5_000;

interface Sending {
  readonly handsets: Handsets;
  readonly digits: string;
  readonly to: string;
  readonly text: string;
  readonly everyMs: number;
  left: number;
}

/** What phones do with what they get, and what they send. */
export class Handsets {
  private reference = 0;

  constructor(private readonly world: World) {}

  /** A phone takes a message in: shows it, reads it some day, answers it perhaps. */
  receive(message: Message, from: string, settings: SubscriberSettings | undefined): void {
    const { world } = this;
    const { content, id, clientId } = message;
    const { digits, text, concatenation, messageClass, size } = content;
    const at = world.time.now();
    const phone = world.subscribers.phoneOf(digits);
    const isWhole = phone.take(
      { id, clientId, from, text, at, messageClass, concatenation, size },
      world.limits.maxMessagesPerPhone,
    );
    if (settings === undefined) return;
    if (settings.readAfterMs !== undefined) {
      const delay = world.draw(settings.readAfterMs, message.key, DRAW.readDelay);
      world.time.after(delay, () => world.subscribers.readOne(digits, id), undefined, world);
    }
    if (isWhole && settings.autoReply !== undefined) this.answer(message, from, settings.autoReply, phone);
  }

  /** A phone sends. Throws {@link CentreError} for what no phone could send. */
  send(msisdn: string, submission: PhoneSubmission): void {
    const digits = digitsOf(msisdn.trim());
    if (digits === undefined) throw CentreError.notAPhone(msisdn);
    const { to, text, delayMs = 0, count = 1, everyMs = 1_000 } = submission;
    const { maxParts } = this.world.limits;
    if (text === '' || measureText(text).parts > maxParts) throw CentreError.badText(maxParts);
    if (!(Number.isInteger(count) && count >= 1 && count <= MAX_FLOOD && everyMs >= 0 && delayMs >= 0)) {
      throw CentreError.badFlood(MAX_FLOOD);
    }
    const sending: Sending = { handsets: this, digits, to: to.trim(), text, everyMs, left: count };
    const mute = this.muteReason(digits);
    if (delayMs === 0 && mute !== undefined) throw CentreError.cannotSend(`+${digits}`, mute);
    if (delayMs === 0) sendNext(sending);
    else this.world.time.after(delayMs, sendNext, sending, this.world);
  }

  /** @internal */
  sendNext(sending: Sending): void {
    sending.left--;
    if (sending.left > 0) this.world.time.after(sending.everyMs, sendNext, sending, this.world);
    this.transmit(sending.digits, sending.to, sending.text);
  }

  /** Begins to count the references of long messages anew. */
  clear(): void {
    this.reference = 0;
  }

  private answer(message: Message, from: string, reply: AutoReply, phone: Phone): void {
    const { digits } = message.content;
    const whole = phone.textWith(message.id) ?? message.content.text;
    if (reply.when !== undefined && !whole.toLowerCase().includes(reply.when.toLowerCase())) return;
    if (reply.times !== undefined && phone.replies >= reply.times) return;
    phone.replies++;
    const texts = typeof reply.text === 'string' ? [reply.text] : reply.text;
    let delay = 0;
    for (const [turn, text] of texts.entries()) {
      delay += this.world.draw(reply.delayMs ?? DEFAULT_REPLY_MS, message.key, DRAW.replyDelay, turn);
      const sending: Sending = { handsets: this, digits, to: from, text, everyMs: 0, left: 1 };
      this.world.time.after(delay, sendNext, sending, this.world);
    }
  }

  private muteReason(digits: string): Reason | undefined {
    return muteReason(this.world.subscribers.settingsOf(digits), this.world.time.now());
  }

  private transmit(digits: string, to: string, text: string): void {
    const { world } = this;
    const msisdn = `+${digits}`;
    const mute = this.muteReason(digits);
    if (mute !== undefined) {
      world.note({ kind: 'inbound.unsent', msisdn, from: msisdn, to, text, reason: mute });
      return;
    }
    const last = world.subscribers.peekPhone(digits)?.lastFrom(to);
    const parts = encodeText(text, this.nextReference(text));
    world.tally.inbound.sent++;
    world.note({
      kind: 'inbound.sent',
      msisdn,
      from: msisdn,
      to,
      text,
      detail: parts.length > 1 ? { parts: parts.length } : undefined,
    });
    const clientId = isAlphanumeric(to) ? undefined : this.clientFor(to, last?.clientId);
    const client = clientId === undefined ? undefined : world.clientIfRoom(clientId);
    if (client === undefined) {
      world.tally.inbound.unroutable++;
      world.note({ kind: 'inbound.unroutable', msisdn, from: msisdn, to, text });
      return;
    }
    for (const [index, part] of parts.entries())
      client.outbox.inbound(this.inboundOf(msisdn, to, part, index, parts.length, last?.id));
  }

  private inboundOf(
    from: string,
    to: string,
    { text, dataCoding, ud, udh }: EncodedPart,
    index: number,
    of: number,
    inReplyTo: string | undefined,
  ): CentreInbound {
    return {
      id: this.world.ids.next(),
      from,
      to,
      text,
      dataCoding,
      ud,
      ...(udh === undefined ? {} : { udh, part: { reference: udh[3]!, no: index + 1, of } }),
      sentAt: this.world.time.now(),
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
    };
  }

  /** Who a number belongs to: who was given it, who wrote from it to this phone, who is there alone. */
  private clientFor(to: string, conversation: string | undefined): string | undefined {
    const { inboundRoutes, clients } = this.world;
    const route = inboundRoutes.get(withoutPlus(to)) ?? conversation;
    if (route !== undefined) return route;
    if (clients.size !== 1) return undefined;
    for (const clientId of clients.keys()) return clientId;
    return undefined;
  }

  private nextReference(text: string): number {
    return measureText(text).parts > 1 ? this.reference++ & 0xff : 0;
  }
}

function sendNext(sending: Sending): void {
  sending.handsets.sendNext(sending);
}
