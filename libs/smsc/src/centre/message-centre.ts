import type { Faults } from '../faults/index.js';
import type { Journal } from '../journal/index.js';
import { digitsOf, submitError, type HlrAnswer, type MessageState, type Network } from '../network/index.js';
import type { Subscribers } from '../subscribers/index.js';
import type { VirtualTime } from '../time/index.js';
import { Acceptance } from './acceptance.js';
import type { CarrierLink, Connection } from './carrier-link.js';
import { Forwarding } from './forwarding.js';
import { Handsets, type PhoneSubmission } from './handsets.js';
import type { CentreLimits } from './limits.js';
import { hlrAnswer } from './lookup.js';
import type { CentreMessageView } from './message-view.js';
import type { Message } from './message.js';
import { Reporter } from './reporter.js';
import type { CentreReplacement, CentreSubmission, ChangeAnswer, SubmitAnswer } from './submission.js';
import type { RunSummary } from './summary.js';
import type { Latency, WorldOptions } from './world-options.js';
import { World } from './world.js';

/** How a centre is made. */
export interface MessageCentreOptions {
  time: VirtualTime;
  /** What chance comes from: an integer. Default 1. */
  seed?: number;
  /** What the world is like in the beginning, and after each reset. */
  world?: WorldOptions;
  limits?: Partial<CentreLimits>;
}

/** What messages to list. */
export interface MessageFilter {
  clientId?: string;
  state?: MessageState;
  /** The phone, plus or not. */
  to?: string;
}

/**
 * A message centre: clients submit, phones receive, receipts come back, all on a {@link VirtualTime} and from one seed.
 *
 * @example
 * const time = new VirtualTime();
 * const centre = new MessageCentre({ time, seed: 7 });
 * centre.subscribers.set('+33612345678', { state: 'off' });
 * centre.connect({ clientId: 'shop', receipt: async r => (console.log(r.state), true), inbound: async () => true });
 * centre.submit('shop', { from: 'SHOP', to: '+33612345678', text: 'Your order is on its way' }, console.log);
 * await time.advanceBy(48 * 3_600_000); // ENROUTE after the first attempt, EXPIRED at the end
 */
export class MessageCentre {
  readonly time: VirtualTime;
  private readonly world: World;
  private readonly forwarding: Forwarding;
  private readonly acceptance: Acceptance;
  private readonly handsets: Handsets;
  private currentSeed: number;

  constructor({ time, seed = 1, world = {}, limits = {} }: MessageCentreOptions) {
    this.time = time;
    this.currentSeed = seed;
    this.world = new World(time, seed, world, limits, {
      awake: digits => this.forwarding.awake(digits),
      faultsChanged: () => this.pumpAll(),
    });
    const reporter = new Reporter(this.world);
    this.handsets = new Handsets(this.world);
    this.forwarding = new Forwarding(this.world, reporter, this.handsets);
    this.acceptance = new Acceptance(this.world, reporter, this.forwarding);
    this.world.begin(seed);
  }

  /** The operators and where numbers have moved. */
  get network(): Network {
    return this.world.network;
  }

  /** The phones. */
  get subscribers(): Subscribers {
    return this.world.subscribers;
  }

  /** What goes wrong. */
  get faults(): Faults {
    return this.world.faults;
  }

  /** All that happened. */
  get journal(): Journal {
    return this.world.journal;
  }

  /** What chance comes from. */
  get seed(): number {
    return this.currentSeed;
  }

  get limits(): Readonly<CentreLimits> {
    return this.world.limits;
  }

  get latency(): Readonly<Latency> {
    return this.world.latency;
  }

  /**
   * Connects a client's end of the line; what is kept for the client is offered to it. One client may have several. Throws
   * {@link CentreError} where there is no room for the client ({@link meet}).
   */
  connect(link: CarrierLink): Connection {
    const { clientId } = link;
    const { links, outbox } = this.world.client(clientId);
    links.push(link);
    outbox.want();
    this.world.note({ kind: 'link.connected', clientId });
    // The door that connects gets a moment to make itself ready before the first receipt comes.
    void this.time.track(Promise.resolve().then(() => this.world.clients.get(clientId)?.outbox.pump()));
    return { clientId, disconnect: () => this.disconnect(link) };
  }

  /**
   * Makes a client known, as its first submission would. Answers false where there is no room for it, because all that are
   * known are connected or have something on its way (`maxClients`); its submissions are answered `queue_full` then.
   */
  meet(clientId: string): boolean {
    return this.world.clientIfRoom(clientId) !== undefined;
  }

  /** The clients that are known: they have submitted or connected, and have not been forgotten. */
  clients(): { clientId: string; links: number; undelivered: number }[] {
    return [...this.world.clients.values()].map(({ id, links, outbox }) => ({
      clientId: id,
      links: links.length,
      undelivered: outbox.size,
    }));
  }

  /**
   * A client that is not connected will not come again: what is kept for it is dropped, and it is forgotten as soon as nothing
   * of it is on its way any more. Its messages go on.
   */
  dismiss(clientId: string): void {
    this.world.dismiss(clientId);
  }

  /**
   * Whether anything is on its way to a client, or of it: messages that wait, receipts that have not left or that it has not
   * taken. Clients of whom that is not so and who are not connected are forgotten when there are too many (`maxClients`).
   */
  owes(clientId: string): boolean {
    const client = this.world.clients.get(clientId);
    return client !== undefined && (client.pending > 0 || client.outbox.size > 0);
  }

  /**
   * Takes a submission. `answer` is called at once when nothing delays it, later in virtual time when something does, and
   * never when a fault says so (whether or not the message was stored). What is wrong with a submission is an answer,
   * never an exception.
   */
  submit(clientId: string, submission: CentreSubmission, answer: (answer: SubmitAnswer) => void): void {
    this.acceptance.submit(clientId, submission, answer);
  }

  /** A message of this client; undefined when it has none of this id, or it has been forgotten. */
  query(clientId: string, id: string): CentreMessageView | undefined {
    const message = this.find(clientId, id);
    return message && this.viewOf(message);
  }

  /** Messages, the waiting ones first, at most `limit`. */
  messages(filter: MessageFilter = {}, limit = 100): CentreMessageView[] {
    const found: CentreMessageView[] = [];
    const digits = filter.to === undefined ? undefined : digitsOf(filter.to);
    for (const message of this.world.store.all()) {
      if (found.length >= limit) break;
      if (filter.clientId !== undefined && message.clientId !== filter.clientId) continue;
      if (digits !== undefined && message.content.digits !== digits) continue;
      const view = this.viewOf(message);
      if (filter.state === undefined || view.state === filter.state) found.push(view);
    }
    return found;
  }

  /** Takes a waiting message back; its sender gets a DELETED receipt if it asked for receipts. */
  cancel(clientId: string, id: string): ChangeAnswer {
    const message = this.find(clientId, id);
    if (message === undefined) return { ok: false, error: submitError('invalid_message_id') };
    if (message.isFinal) return { ok: false, error: submitError('cancel_failed') };
    this.forwarding.take(message, 'deleted');
    return { ok: true };
  }

  /** Takes back all waiting messages of a client with this sender and destination. Answers how many it were. */
  cancelAll(clientId: string, { from, to }: { from: string; to: string }): number {
    const digits = digitsOf(to);
    if (digits === undefined) return 0;
    const messages = this.world.store
      .waitingFor(digits)
      .filter(message => message.clientId === clientId && message.content.from === from);
    for (const message of messages) this.forwarding.take(message, 'deleted');
    return messages.length;
  }

  /** Changes a waiting message in its place; it keeps its id. */
  replace(clientId: string, id: string, changes: CentreReplacement): ChangeAnswer {
    const message = this.find(clientId, id);
    if (message === undefined) return { ok: false, error: submitError('invalid_message_id') };
    if (message.isFinal) return { ok: false, error: submitError('replace_failed') };
    const error = this.acceptance.change(message, changes);
    if (error !== undefined) return { ok: false, error };
    const { id: messageId, ref, content } = message;
    this.world.note({
      kind: 'message.replaced',
      clientId,
      id: messageId,
      ref,
      msisdn: `+${content.digits}`,
      text: content.text,
    });
    this.forwarding.replan(message);
    return { ok: true };
  }

  /**
   * A phone sends a message: a reply, a STOP, a flood. It goes to the client that the number was given to
   * ({@link routeInbound}), else to who last wrote from it to this phone, else to the only client there is. Throws {@link CentreError}
   * where the phone cannot send now: it is off, out of coverage, barred, nobody's.
   */
  sendFromPhone(msisdn: string, submission: PhoneSubmission): void {
    this.handsets.send(msisdn, submission);
  }

  /**
   * Gives a short code or long number to a client; undefined takes it away. Throws {@link CentreError} when too many are given
   * (`maxInboundRoutes`).
   */
  routeInbound(number: string, clientId: string | undefined): void {
    this.world.routeInbound(number, clientId);
  }

  /** What the home location register says about a number; undefined for what is no international number. */
  lookup(msisdn: string): HlrAnswer | undefined {
    const digits = digitsOf(msisdn.trim());
    if (digits === undefined) return undefined;
    return hlrAnswer(this.world, digits);
  }

  /**
   * A clean world: no messages, no subscribers, no faults but those of the beginning, an empty journal. Clients that are
   * connected stay so; time goes on from where it is. With a seed, ids begin again, so that a script can be replayed;
   * without one they go on, so that no client sees an id twice.
   */
  reset(options: { seed?: number | undefined; firstId?: number } = {}): void {
    const { seed, firstId } = options;
    if (seed !== undefined) this.currentSeed = seed;
    if (seed !== undefined || firstId !== undefined) this.world.ids.restart(firstId);
    this.forwarding.clear();
    this.handsets.clear();
    this.world.begin(this.currentSeed);
  }

  /** What the run came to so far. */
  summary(): RunSummary {
    const waiting: Partial<Record<MessageState, number>> = {};
    const now = this.time.now();
    for (const message of this.world.store.allWaiting()) {
      const state = now < message.startsAt ? 'SCHEDULED' : message.state;
      waiting[state] = (waiting[state] ?? 0) + 1;
    }
    return this.world.tally.summary(waiting);
  }

  private disconnect(link: CarrierLink): void {
    const links = this.world.clients.get(link.clientId)?.links ?? [];
    const index = links.indexOf(link);
    if (index < 0) return;
    links.splice(index, 1);
    this.world.note({ kind: 'link.disconnected', clientId: link.clientId });
  }

  private pumpAll(): void {
    for (const { outbox } of this.world.clients.values()) outbox.pump();
  }

  private find(clientId: string, id: string): Message | undefined {
    const message = this.world.store.get(id);
    return message?.clientId === clientId ? message : undefined;
  }

  private viewOf(message: Message): CentreMessageView {
    return message.view(this.time.now(), this.world.network.dialectOf(this.forwarding.operatorOf(message)));
  }
}
