import type { CarrierListener, Clock, DeliveryReceipt, InboundSms } from '@chappe/sms';
import { CommandStatus, EsmType, parseEsmClass, parseReceipt, type Pdu, type Receipt } from '@chappe/smpp';
import { setImmediate as turn } from 'node:timers/promises';
import type { KnownPart, KnownParts, ReceiptMeaning } from './answers/index.js';
import type { OddityKind } from './carrier.events.js';
import type { Counters } from './counters.js';
import { Joining, readInbound } from './inbound/index.js';
import type { ResolvedOptions } from './options/index.js';
import { RAW_RECEIPT_MAX, rawReceipt, receiptsOf, reportOf, type ReceiptReport } from './receipts/index.js';

type Delivered = Pdu<'deliver_sm'> | Pdu<'data_sm'>;

/** What a {@link Receiver} is made with. */
export interface ReceiverParts {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly listener: CarrierListener;
  readonly known: KnownParts;
  readonly counters: Counters;
  readonly meanings: () => ReadonlyMap<string, ReceiptMeaning>;
  readonly odd: (kind: OddityKind, raw: string) => void;
  readonly notStored: (cause: unknown) => void;
}

/**
 * Takes what the carrier delivers: receipts and messages from phones. Thanks with status 0 once the library has stored it,
 * whatever it was: a carrier that is told an error for an id nobody knows sends it again for ever. The one error it is told
 * is RSYSERR, when the library could not store.
 */
export class Receiver {
  private readonly joining: Joining;

  constructor(private readonly parts: ReceiverParts) {
    const { clock, options, listener, counters } = parts;
    this.joining = new Joining({
      clock,
      joinsMax: options.joinsMax,
      joinMs: options.joinMs,
      partAnswerMs: options.partAnswerMs,
      thanksEarly: options.thanksForPartsEarly,
      store: message => this.store(message, listener),
      incomplete: () => counters.count('inboundIncomplete'),
    });
  }

  /** Resolves with the command_status to thank the carrier with. */
  async take(pdu: Delivered): Promise<number> {
    const { options, clock, counters, odd } = this.parts;
    const receipt = parseReceipt(pdu, {
      utcOffsetMinutes: options.utcOffsetMinutes,
      acceptTextAlone: options.receiptsWithoutFlags,
    });
    if (receipt) {
      const report = reportOf(receipt, rawReceipt(pdu, receipt.text), {
        options,
        meanings: this.parts.meanings(),
        now: clock.now(),
      });
      if (!isReply(pdu, receipt, report)) return this.takeReceipt(report, pdu);
    }
    if (parseEsmClass(pdu.esmClass).type !== EsmType.message) {
      counters.count('acknowledgements');
      return CommandStatus.ROK;
    }
    const part = readInbound(pdu, options, clock.now());
    if (!part) {
      const octets = pdu.tlvs.messagePayload ?? ('shortMessage' in pdu ? pdu.shortMessage : Buffer.alloc(0));
      const raw = `from ${pdu.sourceAddr}, data_coding ${pdu.dataCoding}: ${octets.toString('hex')}`;
      odd('unreadable-inbound', raw.slice(0, RAW_RECEIPT_MAX));
      return CommandStatus.ROK;
    }
    return (await this.joining.take(part)) ? CommandStatus.ROK : CommandStatus.RSYSERR;
  }

  /** Delivers what can be, gives the rest back. */
  close(): Promise<void> {
    return this.joining.close();
  }

  private async takeReceipt(report: ReceiptReport, pdu: Delivered): Promise<number> {
    const { options, counters, odd, listener } = this.parts;
    counters.count('receipts');
    if (report.reference === '') odd('receipt-without-id', report.raw);
    if (!report.understood) odd('receipt-without-state', report.raw);
    const found = report.reference === '' ? undefined : await this.find(report);
    if (!found) counters.count('receiptsNotRemembered');
    const addresses = [pdu.sourceAddr, pdu.destinationAddr];
    const { receipts, foreign } = receiptsOf(report, found, addresses, options.receiptsPer);
    if (foreign) odd('foreign-receipt', report.raw);
    return this.tell(listener, receipts);
  }

  /** A receipt may have come in one packet with the answer before it, which is then understood within this turn. */
  private async find({ reference, id }: ReceiptReport): Promise<KnownPart | undefined> {
    const { known } = this.parts;
    const found = known.find(reference, id);
    if (found) return found;
    await turn();
    return known.find(reference, id);
  }

  /** Tells the library of receipts. Resolves with the command_status to thank the carrier with. */
  private async tell(listener: CarrierListener, receipts: readonly DeliveryReceipt[]): Promise<number> {
    try {
      await this.parts.clock.track(Promise.all(receipts.map(receipt => listener.receipt(receipt))));
      return CommandStatus.ROK;
    } catch (cause) {
      this.parts.notStored(cause);
      return CommandStatus.RSYSERR;
    }
  }

  private async store(message: InboundSms, listener: CarrierListener): Promise<void> {
    try {
      await listener.inbound(message);
      this.parts.counters.count('inbound');
    } catch (cause) {
      this.parts.notStored(cause);
      throw cause;
    }
  }
}

/**
 * Whether a message that only receipted_message_id would make a receipt is what a phone says: some centres write there which
 * message it answers. It tells of no state, and its text would be lost.
 */
function isReply(
  { tlvs }: Delivered,
  { evidence, fields, text }: Receipt,
  { understood }: ReceiptReport,
): boolean {
  return evidence === 'tlv' && tlvs.messageState === undefined && !understood && !fields && text !== '';
}
