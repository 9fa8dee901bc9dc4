import type {
  CarrierLink,
  CentreInbound,
  CentreReceipt,
  CentreSubmission,
  Connection,
  MessageCentre,
  SubmitAnswer,
} from '../centre/index.js';

/** A receipt, and when it came. */
export interface TakenReceipt {
  readonly at: number;
  readonly receipt: CentreReceipt;
}

/** A client that takes part in a scenario, with all that it got. */
export class CastClient implements CarrierLink {
  readonly receipts: TakenReceipt[] = [];
  private readonly receiptsById = new Map<string, TakenReceipt[]>();
  readonly messages: CentreInbound[] = [];
  private readonly connections: Connection[] = [];
  private takes = true;

  constructor(
    private readonly centre: MessageCentre,
    readonly clientId: string,
  ) {}

  /** A line more. */
  connect(takes: boolean): void {
    this.takes = takes;
    this.connections.push(this.centre.connect(this));
  }

  /** One of its lines goes. */
  disconnect(): void {
    this.connections.pop()?.disconnect();
  }

  /** All its lines go. */
  leave(): void {
    while (this.connections.length > 0) this.disconnect();
  }

  receipt(receipt: CentreReceipt): boolean {
    if (!this.takes) return false;
    const taken: TakenReceipt = { at: this.centre.time.now(), receipt };
    this.receipts.push(taken);
    const others = this.receiptsById.get(receipt.id);
    if (others === undefined) this.receiptsById.set(receipt.id, [taken]);
    else others.push(taken);
    return true;
  }

  /** The receipts of a message, by the centre's id. */
  receiptsOf(id: string): readonly TakenReceipt[] {
    return this.receiptsById.get(id) ?? [];
  }

  inbound(message: CentreInbound): boolean {
    if (this.takes) this.messages.push(message);
    return this.takes;
  }
}

/** A message that the scenario sent. */
export interface CastMessage {
  readonly clientId: string;
  readonly to: string;
  readonly submittedAt: number;
  /** The centre's id, whether or not the submission was answered; undefined where nothing was stored. */
  id: string | undefined;
  answer: { readonly at: number; readonly answer: SubmitAnswer } | undefined;
  /** How many receipts the client had when the answer came. */
  receiptsBefore: number;
}

/** Who and what takes part: clients by name, messages by the names that steps gave them. */
export class Cast {
  private readonly clients = new Map<string, CastClient>();
  private readonly messages = new Map<string, CastMessage[]>();
  private readonly found = new Set<number>();
  private submitted = 0;

  constructor(readonly centre: MessageCentre) {}

  client(name: string): CastClient {
    let client = this.clients.get(name);
    if (client === undefined) {
      client = new CastClient(this.centre, name);
      this.clients.set(name, client);
    }
    return client;
  }

  /** How many submissions there have been. */
  get submissions(): number {
    return this.submitted;
  }

  hasClient(name: string): boolean {
    return this.clients.has(name);
  }

  /** The messages of a name; empty when there are none. */
  messagesOf(name: string): readonly CastMessage[] {
    return this.messages.get(name) ?? [];
  }

  /** Submits for a client, and keeps track of what comes of it. */
  submit(clientId: string, submission: CentreSubmission, name: string | undefined): void {
    const { centre } = this;
    this.submitted++;
    const message: CastMessage = {
      clientId,
      to: submission.to,
      submittedAt: centre.time.now(),
      id: undefined,
      answer: undefined,
      receiptsBefore: 0,
    };
    if (name !== undefined) {
      const group = this.messages.get(name);
      if (group === undefined) this.messages.set(name, [message]);
      else group.push(message);
    }
    // An answer that is lost does not tell the id; the journal does.
    const end = centre.journal.subscribe(({ id }) => (message.id ??= id), { kind: 'submission', clientId });
    centre.submit(clientId, submission, answer => {
      message.answer = { at: centre.time.now(), answer };
      message.receiptsBefore = this.receiptsOf(message).length;
    });
    end();
  }

  /** The receipts that came for a message, those for unknown ids left out. */
  receiptsOf({ clientId, id }: CastMessage): readonly TakenReceipt[] {
    return id === undefined ? [] : this.client(clientId).receiptsOf(id);
  }

  /** Whether an entry of the journal has been found by a wait before; it is now. */
  find(seq: number): boolean {
    if (this.found.has(seq)) return false;
    this.found.add(seq);
    return true;
  }

  hasFound(seq: number): boolean {
    return this.found.has(seq);
  }

  /** All links of the scenario are let go. */
  leave(): void {
    for (const client of this.clients.values()) client.leave();
  }
}
