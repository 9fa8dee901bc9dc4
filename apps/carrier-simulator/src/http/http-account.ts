import { randomUUID } from 'node:crypto';
import type { CarrierLink, CentreInbound, CentreReceipt, Connection, MessageCentre } from '@chappe/smsc';
import type { Payload } from '../traffic/index.js';
import { EventOutbox, type OutboxContext } from './event-outbox.js';
import { inboundEvent, receiptEvent } from './events.js';
import { InboundAssembly } from './inbound-assembly.js';

/** Where a client wants to be told. */
export interface ConnectionSettings {
  readonly receiptUrl: string;
  /** For messages from phones; the same as `receiptUrl` where left out. */
  readonly inboundUrl?: string | undefined;
  readonly token?: string | undefined;
}

/** How many messages with a `receiptUrl` of their own are remembered for a client; beyond, the oldest lose theirs. */
export const MAX_OWN_RECEIPT_URLS = 100_000;

/** A client of the HTTP door: where its receipts and messages go. */
export class HttpAccount implements CarrierLink {
  /** When it was last used, as a count of uses of all accounts. */
  usedAt = 0;
  private settings: ConnectionSettings | undefined;
  private currentId: string | undefined;
  private link: Connection | undefined;
  private readonly ownUrls = new Map<string, string>();
  private readonly outboxes = new Map<string, EventOutbox>();
  private readonly assembly = new InboundAssembly();

  constructor(
    readonly clientId: string,
    private readonly centre: MessageCentre,
    private readonly context: Omit<OutboxContext, 'clientId'>,
  ) {}

  /** Given to the client when it connected; it may name it with its submissions. */
  get connectionId(): string | undefined {
    return this.currentId;
  }

  /** Where the client wants to be told, while it is connected. */
  get connection(): ConnectionSettings | undefined {
    return this.settings;
  }

  /** The client can be told from now on; the same call again changes where. Answers the new connection's id. */
  connect(settings: ConnectionSettings): string {
    this.settings = settings;
    this.currentId = randomUUID();
    this.open();
    return this.currentId;
  }

  /** The client is not told any more; the centre keeps what there is for its next connection. */
  disconnect(): void {
    this.settings = undefined;
    this.currentId = undefined;
    this.link?.disconnect();
    this.link = undefined;
  }

  /** Remembers that the receipts of one message go elsewhere. A `ref` that is known keeps its first URL. */
  receiptsGoTo(ref: string, url: string): void {
    if (url !== this.settings?.receiptUrl && !this.ownUrls.has(ref)) {
      this.ownUrls.set(ref, url);
      if (this.ownUrls.size > MAX_OWN_RECEIPT_URLS) {
        const oldest = this.ownUrls.keys().next();
        if (oldest.done === false) this.ownUrls.delete(oldest.value);
      }
    }
    this.open();
  }

  async receipt(receipt: CentreReceipt): Promise<boolean> {
    const own = receipt.ref === undefined ? undefined : this.ownUrls.get(receipt.ref);
    const url = own ?? this.settings?.receiptUrl;
    return url !== undefined && (await this.post(url, receiptEvent(receipt), [receipt]));
  }

  async inbound(message: CentreInbound): Promise<boolean> {
    const url = this.settings?.inboundUrl ?? this.settings?.receiptUrl;
    if (url === undefined) return false;
    const parts = this.assembly.add(message);
    if (parts === undefined) return true;
    const stored = await this.post(url, inboundEvent(parts), parts);
    if (stored) this.assembly.taken(message);
    return stored;
  }

  /** Forgets the messages, not the connection. */
  forgetMessages(): void {
    this.ownUrls.clear();
    this.assembly.clear();
  }

  private open(): void {
    this.link ??= this.centre.connect(this);
  }

  private async post(url: string, event: unknown, payloads: readonly Payload[]): Promise<boolean> {
    const isConnection = url === this.settings?.receiptUrl || url === this.settings?.inboundUrl;
    const token = isConnection ? this.settings?.token : undefined;
    const key = `${url} ${token ?? ''}`;
    let outbox = this.outboxes.get(key);
    if (outbox === undefined) {
      outbox = new EventOutbox({ url, token }, { ...this.context, clientId: this.clientId });
      this.outboxes.set(key, outbox);
    }
    const stored = await outbox.post(event, payloads);
    if (outbox.isIdle) this.outboxes.delete(key);
    return stored;
  }
}
