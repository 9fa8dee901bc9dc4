import type { Clock, DeliveryReceipt, PartQuery } from '@chappe/sms';
import { commandStatus, CommandStatus, type Pdu } from '@chappe/smpp';
import type { KnownParts, ReceiptMeaning } from './answers/index.js';
import type { OddityKind } from './carrier.events.js';
import type { Counters } from './counters.js';
import { Slots, type Link } from './links/index.js';
import type { ResolvedOptions } from './options/index.js';
import { normaliseId, queryReport, spellingsOf, type ReceiptReport } from './receipts/index.js';
import { sourceAddress } from './submission/index.js';

/** What an {@link Inquirer} is made with. */
export interface InquirerParts {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly known: KnownParts;
  readonly counters: Counters;
  readonly choose: () => Pick<Link<unknown>, 'query'> | undefined;
  readonly meanings: () => ReadonlyMap<string, ReceiptMeaning>;
  readonly odd: (kind: OddityKind, raw: string) => void;
}

/** The share of a window that questions may take, at most: what is to be sent goes before what was. */
const WINDOW_SHARE = 0.5;
/** Questions under way at once, however large the window. */
export const QUERIES_AT_ONCE = 10;

/** One id to ask about, and the parts that the carrier has under it. */
interface Question {
  readonly reference: string;
  readonly from: string | null;
  readonly parts: readonly PartQuery[];
}

/** What came of one question; `stop` when the others of the batch are better asked another time. */
type Told = { readonly report?: ReceiptReport | undefined; readonly stop?: boolean };

/**
 * Asks by query_sm (SMPP 3.4 §4.8) what became of parts: one question for each id, a few at once, within the window. What
 * nobody can ask about (a part whose answer never came has no id) and what the carrier does not know is left out. The first
 * silence, and the first "too fast", ends a batch: the library asks again later, at growing distances.
 */
export class Inquirer {
  private readonly atOnce: number;
  /** For all batches together: what is to be sent always finds the rest of the window. */
  private readonly room: Slots;
  private isOffered = true;

  constructor(private readonly parts: InquirerParts) {
    const { window } = parts.options;
    this.atOnce = Math.min(QUERIES_AT_ONCE, Math.max(1, Math.floor(window * WINDOW_SHARE)));
    this.room = new Slots(this.atOnce, parts.clock);
  }

  /** Never throws, and settles by itself. */
  async ask(parts: readonly PartQuery[], signal: AbortSignal): Promise<readonly DeliveryReceipt[]> {
    const questions = questionsOf(parts).values();
    const receipts: DeliveryReceipt[] = [];
    let goesOn = true;
    const askOneByOne = async () => {
      for (const question of questions) {
        const { report, stop = false } = await this.askInTurn(question, signal);
        if (report) receipts.push(...receiptsFor(question, report));
        goesOn &&= !stop && this.isOffered && !signal.aborted;
        if (!goesOn) return;
      }
    };
    if (this.isOffered && !signal.aborted)
      await Promise.all(Array.from({ length: this.atOnce }, askOneByOne));
    this.parts.counters.count('queriesTold', receipts.length);
    return receipts;
  }

  private async askInTurn(question: Question, signal: AbortSignal): Promise<Told> {
    if (!(await this.room.take(this.parts.options.requestTimeoutMs, signal))) return { stop: true };
    try {
      return await this.askAbout(question, signal);
    } finally {
      this.room.free();
    }
  }

  /** Asks under each way in which the carrier may write the id, until it knows one. */
  private async askAbout({ reference, from, parts }: Question, signal: AbortSignal): Promise<Told> {
    const { options, known, counters, choose } = this.parts;
    counters.count('queries', parts.length);
    const remembered = known.find(reference);
    const spellings = remembered
      ? [remembered.spelling ?? reference]
      : spellingsOf(reference, options.messageIds.answer, known.lastSpelling);
    // It must be the address that the message was submitted with.
    const source = sourceAddress(from ?? options.defaultSender, options.addresses);
    for (const messageId of spellings) {
      const pdu = await choose()?.query({ messageId, ...source }, signal);
      if (!pdu) return { stop: true };
      if (pdu.status === CommandStatus.ROK && pdu.command === 'query_sm_resp')
        return this.told(pdu, reference);
      const { stop } = this.refused(pdu.status);
      if (stop) return { stop };
    }
    return {};
  }

  private told(pdu: Pdu<'query_sm_resp'>, reference: string): Told {
    const { options, meanings, clock, odd } = this.parts;
    const isAnothers =
      pdu.messageId !== '' && normaliseId(pdu.messageId, options.messageIds.answer) !== reference;
    const context = { options, meanings: meanings(), now: clock.now() };
    const report = isAnothers ? undefined : queryReport(pdu, reference, context);
    if (!report) odd('query-of-another', `${reference}: ${pdu.messageId} in state ${pdu.messageState}`);
    return { report };
  }

  private refused(status: number): { readonly stop: boolean } {
    if (status === CommandStatus.RINVCMDID) {
      if (this.isOffered)
        this.parts.odd('query-refused', 'The carrier does not know query_sm; set queries to false.');
      this.isOffered = false;
    }
    const { class: kind } = commandStatus(status);
    return { stop: kind === 'throttle' || kind === 'queue-full' || kind === 'session' || kind === 'bind' };
  }
}

/** One question for each id: parts of one text may share it. */
function questionsOf(parts: readonly PartQuery[]): readonly Question[] {
  const asked = parts.flatMap(part =>
    part.reference === null ? [] : [{ ...part, reference: part.reference }],
  );
  const byReference = Map.groupBy(asked, ({ reference }) => reference);
  return [...byReference].flatMap(([reference, of]) => {
    const [first] = of;
    // A reference of our own stands for an id the carrier never gave.
    return first && !reference.includes(' ') ? [{ reference, from: first.from, parts: of }] : [];
  });
}

function receiptsFor(
  { parts }: Question,
  { understood: _, id: __, ...report }: ReceiptReport,
): readonly DeliveryReceipt[] {
  return parts.map(({ messageId, partNumber }) => ({ ...report, ours: { messageId, partNumber } }));
}
