import { Faults, type FieldMistake } from '../faults/index.js';
import { Journal, type JournalNote } from '../journal/index.js';
import { DEFAULT_OPERATORS, Network, type Disturbance } from '../network/index.js';
import { Subscribers } from '../subscribers/index.js';
import { Chance, durationOf, type Distribution, type VirtualTime } from '../time/index.js';
import { CentreError } from './centre.errors.js';
import { Client } from './client.js';
import { DEFAULT_LIMITS, type CentreLimits } from './limits.js';
import { FIRST_ID, MessageIds } from './message-ids.js';
import type { Message } from './message.js';
import { MessageStore } from './message-store.js';
import type { Outbox } from './outbox.js';
import { Tally } from './tally.js';
import { REALISTIC_LATENCY, type Latency, type WorldOptions } from './world-options.js';

/** All that the parts of the centre have in common: who there is, what there is, and chance. */
export class World {
  readonly limits: CentreLimits;
  readonly latency: Latency;
  readonly journal: Journal;
  readonly network: Network;
  readonly faults: Faults;
  readonly subscribers: Subscribers;
  readonly store: MessageStore;
  readonly ids: MessageIds;
  readonly clients = new Map<string, Client>();
  readonly inboundRoutes = new Map<string, string>();
  tally = new Tally();
  chance: Chance;
  private uses = 0;

  constructor(
    readonly time: VirtualTime,
    seed: number,
    readonly options: WorldOptions,
    limits: Partial<CentreLimits>,
    hooks: { readonly awake: (digits: string) => void; readonly faultsChanged: () => void },
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.latency = { ...REALISTIC_LATENCY, ...options.latency };
    this.chance = new Chance(seed);
    this.journal = new Journal(() => time.now(), this.limits.maxJournalEntries);
    this.network = new Network([], [], (operator, change) =>
      this.note({ kind: 'network.changed', detail: { operator, change } }),
    );
    this.faults = new Faults(
      () => time.now(),
      seed,
      faults => {
        this.note({ kind: 'faults.changed', detail: faults });
        this.network.disturb(faults.portability);
        hooks.faultsChanged();
      },
      ({ portability }) => this.unknownOperatorsIn(portability),
    );
    this.subscribers = new Subscribers({
      time,
      network: this.network,
      limits: this.limits,
      fate: options.fate,
      note: note => this.note(note),
      awake: hooks.awake,
    });
    this.store = new MessageStore(this.limits.maxFinishedMessages);
    this.ids = new MessageIds(options.firstId ?? FIRST_ID, options.idForm ?? 'decimal');
  }

  /** The world as its options describe it. Clients keep their links; everything else begins anew. */
  begin(seed: number): void {
    const { options } = this;
    this.time.clear(this);
    this.subscribers.clear();
    this.store.clear();
    this.journal.clear();
    this.tally = new Tally();
    this.chance = new Chance(seed);
    this.network.reset(options.operators ?? DEFAULT_OPERATORS, options.portedRanges ?? []);
    this.faults.reset(seed, options.faults ?? {});
    this.network.disturb(this.faults.current.portability);
    this.inboundRoutes.clear();
    for (const [number, clientId] of Object.entries(options.inboundRoutes ?? {}))
      this.routeInbound(number, clientId);
    this.renewClients();
    this.note({ kind: 'world.reset', detail: { seed } });
    // Who is there already: the journal has to tell by itself what it would take to come to the same again.
    for (const { id, links } of this.clients.values())
      for (const _link of links) this.note({ kind: 'link.connected', clientId: id });
    for (const [msisdn, settings] of Object.entries(options.subscribers ?? {}))
      this.subscribers.set(msisdn, settings);
  }

  /** The client of this name, new where it was not known. Throws {@link CentreError} where there is no room for it. */
  client(clientId: string): Client {
    const client = this.clientIfRoom(clientId);
    if (client === undefined) throw CentreError.tooManyClients(this.limits.maxClients);
    return client;
  }

  /** The same, and undefined where there is no room for it. */
  clientIfRoom(clientId: string): Client | undefined {
    let client = this.clients.get(clientId);
    if (client === undefined) {
      if (this.clients.size >= this.limits.maxClients && !this.forgetOne()) return undefined;
      client = this.newClient(clientId);
      this.clients.set(clientId, client);
    }
    client.usedAt = ++this.uses;
    return client;
  }

  /** Drops what is kept for a client that is not connected, and forgets it once nothing of it is on its way. */
  dismiss(clientId: string): void {
    const client = this.clients.get(clientId);
    if (client === undefined || client.links.length > 0) return;
    client.outbox.discard();
    if (client.isIdle) this.forget(client);
    // The next one that there is no room for finds it first.
    else client.usedAt = 0;
  }

  outboxOf(clientId: string): Outbox {
    return this.client(clientId).outbox;
  }

  /** A message waits from now on. */
  admit(message: Message): void {
    this.store.add(message);
    this.client(message.clientId).pending++;
  }

  /** A message has come to its end. */
  finish(message: Message): void {
    if (this.store.finish(message)) this.client(message.clientId).pending--;
  }

  routeInbound(number: string, clientId: string | undefined): void {
    const key = withoutPlus(number);
    if (clientId === undefined) {
      this.inboundRoutes.delete(key);
      return;
    }
    const { maxInboundRoutes } = this.limits;
    if (this.inboundRoutes.size >= maxInboundRoutes && !this.inboundRoutes.has(key))
      throw CentreError.tooManyRoutes(maxInboundRoutes);
    this.inboundRoutes.set(key, clientId);
  }

  note(note: JournalNote): void {
    this.journal.write(note);
  }

  /** Whether something of this probability happens. */
  happens(probability: number | undefined, key: number, purpose: number, turn = 0): boolean {
    return probability !== undefined && this.chance.happens(probability, key, purpose, turn);
  }

  /** A duration in milliseconds. */
  draw(distribution: Distribution, key: number, purpose: number, turn = 0): number {
    if (typeof distribution === 'number') return durationOf(distribution, 0);
    return durationOf(distribution, this.chance.uniform(key, purpose, turn));
  }

  /** Forgets whoever was not heard of for longest, of those that can be forgotten; answers whether there was one. */
  private forgetOne(): boolean {
    let oldest: Client | undefined;
    for (const client of this.clients.values()) {
      client.outbox.dropOld();
      if (client.isIdle && client.usedAt < (oldest?.usedAt ?? Infinity)) oldest = client;
    }
    if (oldest !== undefined) this.forget(oldest);
    return oldest !== undefined;
  }

  private forget(client: Client): void {
    this.clients.delete(client.id);
    this.tally.forget(client.id);
    this.note({ kind: 'client.forgotten', clientId: client.id });
  }

  private unknownOperatorsIn({ ported = [], operators = {} }: Disturbance = {}): FieldMistake[] {
    const keys = [...Object.keys(operators), ...ported.map(({ to }) => to)];
    const unknown = keys.find(key => this.network.operator(key) === undefined);
    if (unknown === undefined) return [];
    const known = this.network.operators().map(({ key }) => key);
    return [{ field: 'portability', mistake: `names ${unknown}, and there are ${known.join(', ')}` }];
  }

  private newClient(clientId: string): Client {
    return new Client(
      clientId,
      {
        clientId,
        time: this.time,
        owner: this,
        limits: this.limits,
        tally: () => this.tally,
        note: note => this.note(note),
        downUntil: () => this.faults.downUntilFor(clientId),
      },
      this.limits.maxRememberedRefs,
    );
  }

  private renewClients(): void {
    for (const [clientId, before] of [...this.clients]) {
      before.outbox.close();
      this.clients.delete(clientId);
      if (before.links.length === 0) continue;
      const client = this.newClient(clientId);
      client.links.push(...before.links);
      this.clients.set(clientId, client);
    }
  }
}

/** Numbers are compared without their plus. */
export function withoutPlus(number: string): string {
  return number.startsWith('+') ? number.slice(1) : number;
}
