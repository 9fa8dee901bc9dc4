import type { Response } from 'express';
import type { MessageCentre } from '@chappe/smsc';
import type { Followers, ObservedTime, Wire } from '../clock/index.js';
import { Problem } from '../problem/problem.js';
import type { HeldRequests } from './held-requests.js';
import type { HttpAccounts } from './http-accounts.js';
import { httpMessage, type HttpExchange, type Traffic } from '../traffic/index.js';
import { MAX_REF_LENGTH, readItem, refusalOf, refuseItem, type ItemAnswer } from './submission-item.js';

/** No more items are taken in one request. */
export const MAX_ITEMS = 1_000;

/** Who speaks. */
export interface Caller {
  readonly clientId: string;
  /** The follower of the clock whose request it is; the client itself where it names none. */
  readonly follower: string | undefined;
  /** The connection it believes to have. */
  readonly connectionId: string | undefined;
}

const JSON_TYPE = 'application/json; charset=utf-8';
/** What a fault makes of an answer. */
const TROUBLE = {
  refuse_bind: undefined,
  cut: 'A fault cut the connection in the middle of the answer.',
  half_open: 'The answer never left: the line is half open.',
  garbage: 'A fault sent garbage in place of the answer.',
} as const;

/** The receipts a message gets that has nowhere to send them to: none. */
const NO_RECEIPTS = 0;

/**
 * Takes submissions and answers when the centre has answered all of them. An answer that the centre delays in virtual
 * time holds the request; one that never comes holds it until the client gives up.
 */
export class CarrierDoor {
  constructor(
    private readonly centre: MessageCentre,
    private readonly time: ObservedTime,
    private readonly wire: Wire,
    private readonly followers: Followers,
    private readonly accounts: HttpAccounts,
    private readonly held: HeldRequests,
    private readonly traffic: Traffic,
  ) {}

  /** Takes one item or several; writes the answer to `response` once it is there. */
  submit(body: unknown, caller: Caller, response: Response): void {
    this.wire.stir();
    const exchange = this.traffic.began(response.req);
    this.traffic.during(exchange, () => this.take(body, caller, response, exchange));
  }

  private take(body: unknown, caller: Caller, response: Response, exchange: HttpExchange): void {
    const items = this.itemsFor(body, caller);
    const answers = new Array<ItemAnswer>(items.length);
    let missing = items.length;
    const end = this.held.hold(caller.follower ?? caller.clientId, () => response.destroy());
    response.once('close', end);
    items.forEach((item, place) =>
      this.submitItem(item, caller, given => {
        if (answers[place] !== undefined) return;
        answers[place] = given;
        missing -= 1;
        if (missing === 0) {
          const reply = { text: JSON.stringify(Array.isArray(body) ? answers : answers[0]), exchange };
          void this.time.track(this.release(reply, caller, response, end));
        }
      }),
    );
  }

  private submitItem(item: unknown, { clientId }: Caller, answer: (given: ItemAnswer) => void): void {
    const read = readItem(item, this.accounts.guard);
    if ('errors' in read) {
      const refused = refuseItem(item, read.errors);
      this.note(clientId, refused.error.code, refused.error.detail, item as object | null);
      return answer(refused);
    }
    const { submission, receiptUrl } = read;
    const ref = submission.ref!;
    const account = this.accounts.of(clientId);
    if (receiptUrl !== undefined) account.receiptsGoTo(ref, receiptUrl);
    else if (account.connection === undefined) submission.registeredDelivery ??= NO_RECEIPTS;
    this.centre.submit(clientId, submission, given =>
      answer(
        given.ok
          ? { ref, id: given.id, parts: given.parts, repeated: given.repeated }
          : refusalOf(ref, given.error),
      ),
    );
  }

  /** Whoever is answered must know the present date first, or it would date the answer in its past. */
  private async release(
    { text, exchange }: { readonly text: string; readonly exchange: HttpExchange },
    { clientId, follower }: Caller,
    response: Response,
    end: () => void,
  ): Promise<void> {
    await this.followers.reachPresent(follower ?? clientId);
    const decision = this.centre.faults.atLink(clientId, 'pdu_out');
    exchange.answer = httpMessage('HTTP/1.1 200 OK', [['content-type', JSON_TYPE]], text);
    if (decision.kind !== 'none') exchange.trouble = TROUBLE[decision.kind];
    if (decision.kind === 'half_open') {
      const over = this.held.hold(follower ?? clientId, () => response.destroy());
      response.once('close', over);
      end();
      return;
    }
    end();
    response.status(200).type('json');
    if (decision.kind === 'cut') {
      response.setHeader('content-length', Buffer.byteLength(text));
      response.write(text.slice(0, Math.floor(text.length * decision.share)), () => response.destroy());
    } else if (decision.kind === 'garbage') {
      response.end(Buffer.from(decision.octets));
    } else {
      response.end(text);
    }
  }

  /** What a request holds; throws a {@link Problem}, which the journal tells too, where it comes to nothing. */
  private itemsFor(body: unknown, caller: Caller): readonly unknown[] {
    try {
      const items = itemsOf(body);
      this.requireConnection(caller);
      if (this.centre.faults.isDown(caller.clientId)) throw Problem.carrierDown();
      return items;
    } catch (problem) {
      if (problem instanceof Problem) this.note(caller.clientId, problem.code, problem.detail);
      throw problem;
    }
  }

  private note(
    clientId: string,
    reason: string,
    detail: string,
    item?: { readonly [Field in 'ref' | 'from' | 'to']?: unknown } | null,
  ): void {
    const { ref, from, to } = item ?? {};
    const text = (value: unknown): string | undefined =>
      typeof value === 'string' ? value.slice(0, MAX_REF_LENGTH) : undefined;
    this.centre.journal.write({
      kind: 'request.refused',
      clientId,
      ref: text(ref),
      from: text(from),
      to: text(to),
      reason,
      detail,
    });
  }

  private requireConnection({ clientId, connectionId }: Caller): void {
    if (connectionId === undefined) return;
    if (this.accounts.find(clientId)?.connectionId !== connectionId)
      throw Problem.unknownConnection(clientId);
  }
}

function itemsOf(body: unknown): readonly unknown[] {
  if (typeof body !== 'object' || body === null) {
    throw Problem.malformed('Send one message as a JSON object, or an array of them, as application/json.');
  }
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (items.length === 0) throw Problem.malformed('The array is empty. Send at least one message.');
  if (items.length > MAX_ITEMS) {
    throw Problem.tooLarge(
      `${String(items.length)} messages came in one request, and ${String(MAX_ITEMS)} are taken. Send them in several.`,
    );
  }
  return items;
}
