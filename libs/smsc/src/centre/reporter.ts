import type { FaultOptions } from '../faults/index.js';
import {
  errorCodeOf,
  MESSAGE_STATE_VALUES,
  REASONS,
  type MessageState,
  type Operator,
  type Reason,
} from '../network/index.js';
import type { Distribution } from '../time/index.js';
import type { Client } from './client.js';
import { DRAW } from './draws.js';
import type { Message } from './message.js';
import type { CentreReceipt, Malformation } from './receipt.js';
import type { World } from './world.js';

const MALFORMATIONS: readonly Malformation[] = [
  'truncated',
  'without_state',
  'bad_dates',
  'other_layout',
  'garbage',
];
const DEFAULT_LATE_MS: Distribution = 3_600_000;
const TEXT_START = 20;
const GSM_NETWORK = 3;

/** A receipt that waits for the date at which it leaves. */
interface Departure {
  readonly receipt: CentreReceipt;
  readonly client: Client;
}

/** Makes receipts, and lets happen to them on their way what the faults say. */
export class Reporter {
  constructor(private readonly world: World) {}

  /** Tells the sender that its message is waiting; `heard` as for {@link ended}. */
  waiting(message: Message, operator: Operator | undefined, reason: Reason, heard?: () => void): void {
    this.report(message, this.receiptOf(message, operator, 'ENROUTE', reason), heard);
  }

  /** Tells the sender that its message was accepted, where a fault makes the centre that talkative. */
  accepted(message: Message): void {
    if (!this.world.happens(message.faults.receiptAcceptedProbability, message.key, DRAW.receiptAccepted))
      return;
    this.report(message, this.receiptOf(message, undefined, 'ACCEPTD', undefined));
  }

  /**
   * Tells the sender how it ended. With `heard` the receipt leaves at once, and `heard` is called when the client was
   * told, or will not be.
   */
  ended(message: Message, operator: Operator | undefined, heard?: () => void): void {
    const receipt = this.receiptOf(message, operator, message.state, message.reason);
    const isLost = !this.report(message, receipt, heard);
    const { faults } = message;
    if (isLost) return;
    if (this.world.happens(faults.receiptReorderProbability, message.key, DRAW.receiptReorder)) {
      this.leave(
        message,
        this.receiptOf(message, operator, 'ENROUTE', 'absent_subscriber'),
        message.receiptNotBefore,
      );
    }
    if (this.world.happens(faults.receiptContradictionProbability, message.key, DRAW.receiptContradiction)) {
      const isDelivered = message.state === 'DELIVRD';
      const contrary = isDelivered
        ? this.receiptOf(message, operator, 'UNDELIV', 'network_error')
        : this.receiptOf(message, operator, 'DELIVRD', undefined);
      this.leave(message, contrary, message.receiptNotBefore);
    }
  }

  /** Plans one receipt; answers false when it never leaves. */
  private report(message: Message, receipt: CentreReceipt, heard?: () => void): boolean {
    const { faults } = message;
    const turn = ++message.receipts;
    if (this.world.happens(faults.receiptLossProbability, message.key, DRAW.receiptLoss, turn)) {
      this.world.tally.receipts.lost++;
      const { id, ref, to, from, state, reason } = receipt;
      this.world.note({
        kind: 'receipt.lost',
        clientId: message.clientId,
        id,
        ref,
        msisdn: to,
        from,
        to,
        state,
        reason,
      });
      heard?.();
      return false;
    }
    const shape = this.world.happens(
      faults.receiptMalformedProbability,
      message.key,
      DRAW.receiptMalformed,
      turn,
    )
      ? { ...receipt, malformed: this.malformation(message, turn) }
      : receipt;
    if (heard !== undefined) this.world.outboxOf(message.clientId).receipt(shape, heard);
    const leavesAt = this.leavingDate(message, faults, turn);
    if (heard === undefined) this.leave(message, shape, leavesAt);
    if (this.world.happens(faults.receiptUnknownIdProbability, message.key, DRAW.receiptUnknownId, turn)) {
      const id = this.world.ids.foreign(
        this.world.chance.integer(999_999_999, message.key, DRAW.foreignId, turn),
      );
      this.leave(message, { ...receipt, id, ref: undefined } as CentreReceipt, leavesAt);
    }
    if (
      this.world.happens(faults.receiptDuplicationProbability, message.key, DRAW.receiptDuplication, turn)
    ) {
      this.leave(message, { ...shape, copy: 2 }, leavesAt + (faults.receiptDuplicateAfterMs ?? 0));
    }
    return true;
  }

  private leavingDate(message: Message, faults: FaultOptions, turn: number): number {
    const { time, latency } = this.world;
    // What the centre decides by itself it knows at once; only news from the network take their time.
    const isOwnWord = message.state === 'EXPIRED' || message.state === 'DELETED';
    const usual = faults.receiptDelayMs ?? (isOwnWord ? 0 : latency.receiptMs);
    const delay = this.world.draw(usual, message.key, DRAW.receiptDelay, turn);
    const leavesAt = Math.max(time.now() + delay, message.receiptNotBefore);
    message.receiptNotBefore = leavesAt;
    // A late receipt does not hold up those that come after it: that is what being late means.
    return this.world.happens(faults.receiptLateProbability, message.key, DRAW.receiptLate, turn)
      ? leavesAt +
          this.world.draw(faults.receiptLateMs ?? DEFAULT_LATE_MS, message.key, DRAW.receiptLateBy, turn)
      : leavesAt;
  }

  private leave(message: Message, receipt: CentreReceipt, at: number): void {
    const client = this.world.client(message.clientId);
    client.pending++;
    const departure: Departure = { receipt, client };
    this.world.time.at(at, depart, departure, this.world);
  }

  private receiptOf(
    message: Message,
    operator: Operator | undefined,
    state: MessageState,
    reason: Reason | undefined,
  ): CentreReceipt {
    const dialect = this.world.network.dialectOf(operator);
    const { content } = message;
    const isFinal = state !== 'ENROUTE' && state !== 'ACCEPTD';
    return {
      id: message.id,
      ref: message.ref,
      from: content.from,
      to: `+${content.digits}`,
      state,
      messageState: MESSAGE_STATE_VALUES[state],
      reason,
      errorCode: errorCodeOf(dialect, reason),
      dialect: dialect.name,
      networkError:
        reason === undefined || REASONS[reason].map === 0
          ? undefined
          : { type: GSM_NETWORK, code: REASONS[reason].map },
      submitAt: message.submittedAt,
      doneAt: isFinal ? (message.doneAt ?? this.world.time.now()) : this.world.time.now(),
      final: isFinal,
      parts: content.size,
      delivered: state === 'DELIVRD' ? content.size : 0,
      textStart: content.text.slice(0, TEXT_START),
      mccmnc: operator === undefined ? undefined : operator.mcc + operator.mnc,
      copy: 1,
    };
  }

  private malformation(message: Message, turn: number): Malformation {
    const which = this.world.chance.integer(MALFORMATIONS.length, message.key, DRAW.malformation, turn);
    return MALFORMATIONS[which]!;
  }
}

/** The date has come. A client is not forgotten while it has receipts that have not left. */
function depart({ receipt, client }: Departure): void {
  client.pending--;
  client.outbox.receipt(receipt);
}
