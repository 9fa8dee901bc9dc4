import {
  encodePdu,
  parseRegisteredDelivery,
  type CommandName,
  type PduBody,
  type PduInput,
} from '@chappe/smpp';
import type { CarrierLink, CentreInbound, CentreReceipt, Faults } from '@chappe/smsc';
import type { Followers, Wire } from '../clock/index.js';
import type { ClientMemories } from './client-memories.js';
import { wantsReceipt } from './client-memory.js';
import { inboundToPdu } from './inbound-to-pdu.js';
import type { Payload, SmppExchange, Traffic } from '../traffic/index.js';
import { sufferedText, type Line } from './line.js';
import { acknowledgementToPdu, receiptToPdu } from './receipt-to-pdu.js';

/** Peers that say an older version are not sent optional parameters (SMPP 3.4 section 1.6). */
const FIRST_VERSION_WITH_TLVS = 0x34;
/** A PDU that a fault breaks has no answer to be paired with. */
const ANY_SEQUENCE = 1;

/** What a link needs. */
export interface LineLinkContext {
  readonly faults: Faults;
  readonly followers: Followers;
  readonly wire: Wire;
  readonly traffic: Traffic;
  /** How long the client may take to answer, in real milliseconds. */
  readonly deliverTimeoutMs: number;
}

/**
 * One bind through which a client is told: receipts and messages from phones go out as deliver_sm. What is answered with
 * status 0 has been taken; for anything else the centre tries again at a later date, through any bind of the client.
 */
export class LineLink implements CarrierLink {
  private readonly withTlvs: boolean;
  /** How much had been heard of the client when it last left a delivery unanswered. */
  private silentSince: number | undefined;

  constructor(
    readonly clientId: string,
    private readonly line: Line,
    interfaceVersion: number,
    private readonly memories: ClientMemories,
    private readonly context: LineLinkContext,
  ) {
    this.withTlvs = interfaceVersion >= FIRST_VERSION_WITH_TLVS;
  }

  async receipt(receipt: CentreReceipt): Promise<boolean> {
    const memory = this.memories.recall(this.clientId);
    const id = memory.answeredId(receipt.id);
    const asked = memory.askedOf(receipt.id);
    const known = id === receipt.id ? receipt : { ...receipt, id };
    if (asked === undefined) return this.deliver(receipt, receiptToPdu(known, this.withTlvs));
    for (const body of this.reportsOf(known, asked)) if (!(await this.deliver(receipt, body))) return false;
    return true;
  }

  inbound(message: CentreInbound): Promise<boolean> {
    return this.deliver(message, inboundToPdu(message));
  }

  /** Whoever has not answered in time and said nothing since is not waited for at every date of a long advance. */
  private get isSilent(): boolean {
    return this.silentSince === this.line.stats.framesIn;
  }

  /** All that the sender asked to be told at this end, its phone's own words included. */
  private reportsOf(receipt: CentreReceipt, asked: number): PduBody<'deliver_sm'>[] {
    const { deliveryAcknowledgement, userAcknowledgement } = parseRegisteredDelivery(asked);
    const isDelivered = receipt.state === 'DELIVRD';
    return [
      ...(wantsReceipt(asked, receipt) ? [receiptToPdu(receipt, this.withTlvs)] : []),
      ...(deliveryAcknowledgement && isDelivered
        ? [acknowledgementToPdu(receipt, 'application', this.withTlvs)]
        : []),
      ...(userAcknowledgement && isDelivered ? [acknowledgementToPdu(receipt, 'user', this.withTlvs)] : []),
    ];
  }

  private async deliver(payload: Payload, body: PduBody<'deliver_sm'>): Promise<boolean> {
    const { faults, followers, wire, traffic, deliverTimeoutMs } = this.context;
    const request = {
      ...body,
      command: 'deliver_sm',
      sequence: ANY_SEQUENCE,
    } satisfies PduInput<'deliver_sm'>;
    const exchange: SmppExchange = { protocol: 'smpp', request, answer: undefined, trouble: undefined };
    traffic.told(payload, exchange);
    // Whoever is told must know the present date first, or it would date the news in its past.
    await followers.reachPresent();
    if (this.line.isHalfOpen || this.line.isClosed || this.isSilent) {
      exchange.trouble = this.line.isHalfOpen
        ? sufferedText({ kind: 'half_open' })
        : 'It never left: the client has fallen silent.';
      return false;
    }
    const decision = faults.atLink(this.clientId, 'pdu_out', this.line);
    if (decision.kind !== 'none') {
      exchange.trouble = sufferedText(decision);
      this.line.suffer(decision, encodePdu(request));
      return false;
    }
    const outcome = await this.line.request('deliver_sm', body, { timeoutMs: deliverTimeoutMs });
    wire.stir();
    if (outcome.kind === 'answered') {
      request.sequence = outcome.response.sequence;
      exchange.answer = outcome.response as PduInput<CommandName>;
    } else exchange.trouble = `It was not answered: ${outcome.reason}.`;
    if (outcome.kind === 'unanswered' && outcome.reason === 'timeout') {
      this.silentSince = this.line.stats.framesIn;
    }
    return outcome.kind === 'answered' && outcome.response.status === 0;
  }
}
