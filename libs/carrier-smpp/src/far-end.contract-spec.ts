import { decodePart, encodeParts, segment, type ManualClock } from '@chappe/sms';
import {
  buildReceiptText,
  CommandStatus,
  formatAbsoluteTime,
  MessageState,
  NEVER_ANSWER,
  parseEsmClass,
  SmppServer,
  type Pdu,
  type PduBody,
  type ServerSession,
} from '@chappe/smpp';
import { setImmediate as turn } from 'node:timers/promises';
import { clockTimers } from './links/index.js';

const TRIED_AGAIN_AFTER_MS = 60_000;
const SHORT_CODE = '36180';
/** Turns of the event loop in which a PDU and its answer go over the loopback, with much to spare. */
const QUIET_TURNS = 25;

/** A message centre with phones that always take everything: the far end of a carrier's line, on the test's clock. */
export class FarEnd {
  mood: 'well' | 'silent' | 'failing' = 'well';
  receiptsTwice = false;
  port = 0;
  private server: SmppServer | undefined;
  private readonly phones = new Map<string, string[]>();
  /** Who sent what, by the ids as they were given. */
  private readonly senders = new Map<string, string>();
  private readonly unfinished = new Map<string, string[]>();
  /** Requests on the wire, in either direction. */
  private underWay = 0;
  private ids = 0;

  constructor(
    private readonly clock: ManualClock,
    private readonly refused: string,
  ) {}

  /** Listens, always on the same port; once it does, nothing is done. */
  async open(): Promise<void> {
    if (this.server) return;
    this.server = new SmppServer({
      timers: clockTimers(this.clock),
      enquireLinkIntervalMs: 0,
      onBind: () => CommandStatus.ROK,
      handlers: {
        submit_sm: (pdu, session) => this.take(pdu, session),
        query_sm: pdu => this.tell(pdu),
      },
    });
    ({ port: this.port } = await this.server.listen({ port: this.port }));
  }

  async close(): Promise<void> {
    await this.server?.close({ force: true });
    this.server = undefined;
  }

  phone(msisdn: string): readonly string[] {
    return this.phones.get(msisdn) ?? [];
  }

  /** A phone sends a text to the short code: in parts, on any session that takes it. */
  phoneSends(from: string, text: string): void {
    const cut = segment(text);
    if (!cut.ok) throw new Error(cut.reason);
    for (const { dataCoding, header, userData } of encodeParts(cut, 7)) {
      this.deliver({
        esmClass: header.length > 0 ? 0x40 : 0,
        sourceAddrTon: 1,
        sourceAddr: from.slice(1),
        destinationAddr: SHORT_CODE,
        dataCoding,
        shortMessage: Buffer.concat([header, userData]),
      });
    }
  }

  /** Passes time: at each date, everything goes over the wire before time goes on. */
  async advance(durationMs: number): Promise<void> {
    const end = this.clock.now() + durationMs;
    for (;;) {
      await this.quiet();
      const dueAt = this.clock.nextDueAt();
      if (dueAt === undefined || dueAt > end) break;
      await this.clock.moveTo(dueAt);
    }
    await this.clock.moveTo(end);
    await this.quiet();
  }

  private async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await turn();
      if (this.underWay > 0) turns = 0;
    }
  }

  private take(pdu: Pdu<'submit_sm'>, session: ServerSession) {
    if (this.mood === 'silent') return NEVER_ANSWER;
    if (this.mood === 'failing') return CommandStatus.RSYSERR;
    const to = `+${pdu.destinationAddr}`;
    if (to === this.refused) return CommandStatus.RINVDSTADR;
    const messageId = `0A${(++this.ids).toString(16)}`;
    this.senders.set(messageId, pdu.sourceAddr);
    this.show(to, pdu);
    const at = new Date(this.clock.now());
    // In lower case and without the zero, as some carriers do.
    const text = buildReceiptText({
      id: messageId.slice(1).toLowerCase(),
      stat: 'DELIVRD',
      submitDate: at,
      doneDate: at,
    });
    const receipt = {
      esmClass: 4,
      sourceAddr: pdu.destinationAddr,
      destinationAddr: pdu.sourceAddr,
      shortMessage: Buffer.from(text),
    };
    for (let copies = this.receiptsTwice ? 2 : 1; copies > 0; copies--) this.deliver(receipt, session);
    return { messageId };
  }

  /** Asked by the id as it was given, and by who sent it. */
  private tell({ messageId, sourceAddr }: Pdu<'query_sm'>) {
    if (this.mood === 'silent') return NEVER_ANSWER;
    if (this.senders.get(messageId) !== sourceAddr) return CommandStatus.RINVMSGID;
    const finalDate = formatAbsoluteTime(new Date(this.clock.now()));
    return { messageId, finalDate, messageState: MessageState.DELIVERED, errorCode: 0 };
  }

  private show(to: string, pdu: Pdu<'submit_sm'>): void {
    const part = decodePart({
      dataCoding: pdu.dataCoding,
      userData: pdu.shortMessage,
      hasHeader: parseEsmClass(pdu.esmClass).udhi,
    });
    if (!part.ok) throw new Error(part.reason);
    const { total, sequence, reference } = part.concatenation ?? { total: 1, sequence: 1, reference: 0 };
    const key = `${to} ${reference} ${total}`;
    const pieces = this.unfinished.get(key) ?? [];
    pieces[sequence - 1] = part.text;
    this.unfinished.set(key, pieces);
    if (pieces.filter(piece => piece !== undefined).length < total) return;
    this.unfinished.delete(key);
    this.phones.set(to, [...this.phone(to), pieces.join('')]);
  }

  /** Delivers, and again later until it is thanked for. */
  private deliver(body: PduBody<'deliver_sm'>, preferred?: ServerSession): void {
    const receives = (session: ServerSession) =>
      session.boundAs === 'transceiver' || session.boundAs === 'receiver';
    const sessions = [...(preferred ? [preferred] : []), ...(this.server?.sessions ?? [])];
    const bound = sessions.find(receives);
    const again = () => void this.clock.after(TRIED_AGAIN_AFTER_MS, () => this.deliver(body));
    if (!bound) return again();
    this.underWay++;
    void bound
      .request('deliver_sm', body)
      .then(outcome => {
        if (outcome.kind !== 'answered' || outcome.response.status !== 0) again();
      })
      .finally(() => this.underWay--);
  }
}
