import type { Billing } from '../credits/index.js';
import {
  Batcher,
  type Clock,
  type Ids,
  type Random,
  type Storage,
  type Transaction,
} from '../kernel/index.js';
import { MessageRepository, referenceKey, type Message, type MessagePart } from '../messages/index.js';
import { applyAnswer, carrierInDoubt } from './answer.js';
import type { Carrier, SubmissionResult } from './carrier.js';
import { storeChanges, type Change } from './change.js';
import { rememberNumbers } from './dead-numbers.js';
import type { DeliveryOptions } from './delivery.options.js';
import { hasDetour } from './detour.js';
import { merged, partsByMessage } from './known-parts.js';
import { ofAnother, type ReceiptRecorder } from './receipt.recorder.js';
import { ReceiptRepository, type OrphanReceipt } from './receipt.repository.js';

/** Answers stored in one transaction, at most. */
const BATCH_MAX = 500;

/** A carrier's answer to one handover. */
export interface AttemptAnswer {
  readonly messageId: string;
  /** How many moves the message had when it was handed over; see {@link AnswerContext.moveCount}. */
  readonly moveCount: number;
  readonly carrier: Carrier;
  readonly result: SubmissionResult;
}

/** Stores what carriers answer: many answers, one transaction. Receipts that had come too early are applied with them. */
export class AnswerRecorder {
  private readonly batcher: Batcher<AttemptAnswer, undefined>;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly ids: Ids,
    private readonly billing: Billing,
    private readonly options: DeliveryOptions,
    private readonly receipts: Pick<ReceiptRecorder, 'orphanCount' | 'matchAgain' | 'changesBy'>,
    /** The carriers that routes lead a message to. */
    private readonly carriersFor: (message: Message) => readonly string[],
  ) {
    this.batcher = new Batcher(
      clock,
      BATCH_MAX,
      async answers => {
        const orphansBefore = this.receipts.orphanCount;
        await this.storage.transaction(tx => this.store(tx, answers));
        // Receipts that other processes keep are not counted here.
        const mayHaveMissed = this.storage.isShared || this.receipts.orphanCount > orphansBefore;
        if (mayHaveMissed) await this.receipts.matchAgain(referencesIn(answers));
        return answers.map(() => undefined);
      },
      true,
    );
  }

  /** Resolves once the answer is stored. */
  record(answer: AttemptAnswer): Promise<void> {
    return this.batcher.add(answer);
  }

  private async store(tx: Transaction, answers: readonly AttemptAnswer[]): Promise<void> {
    const messages = tx.get(MessageRepository);
    const ids = [...new Set(answers.map(answer => answer.messageId))];
    const locked = new Map((await messages.lock(ids)).map(message => [message.id, message]));
    const known = partsByMessage(await messages.parts(ids));
    const changes: Change[] = [];
    for (const { messageId, moveCount, carrier, result } of answers) {
      const message = locked.get(messageId);
      if (!message) continue;
      const change = applyAnswer(message, result, {
        now: this.clock.now(),
        random: this.random,
        options: this.options,
        carrier: carrier.name,
        moveCount,
        deduplicates: carrier.capabilities.deduplicates,
        queries: carrier.query !== undefined,
        knownParts: known.get(messageId) ?? [],
        detour: await hasDetour(messages, message, carrier.name, result, this.carriersFor),
        inDoubtAt: await earlierDoubt(messages, message, moveCount, result),
      });
      changes.push(change);
      known.set(messageId, merged(known.get(messageId) ?? [], change.parts));
    }
    changes.push(...(await this.overtakenReceipts(tx, changes, locked, known)));
    await storeChanges(tx, changes, this.billing, this.ids);
    await rememberNumbers(tx, changes, this.clock.now(), this.options);
  }

  /** What receipts do that came before the answers whose references they speak of. */
  private async overtakenReceipts(
    tx: Transaction,
    changes: readonly Change[],
    locked: ReadonlyMap<string, Message>,
    known: Map<string, readonly MessagePart[]>,
  ): Promise<readonly Change[]> {
    const referenced = changes.flatMap(({ parts }) =>
      parts.flatMap(part => (part.reference === null ? [] : [{ ...part, reference: part.reference }])),
    );
    if (referenced.length === 0) return [];
    const early = await tx.get(ReceiptRepository).take(referenced);
    const partOf = new Map(referenced.map(part => [referenceKey(part.carrier, part.reference), part]));
    const now = this.clock.now();
    const overtaken: Change[] = [];
    const others: OrphanReceipt[] = [];
    for (const { carrier, receipt } of early) {
      const part = partOf.get(referenceKey(carrier, receipt.reference));
      const message = part && locked.get(part.messageId);
      if (!part || !message) continue;
      const told = { carrier, receipt, message, partNumber: part.number, known, now };
      const changesTold = await this.receipts.changesBy(tx, told);
      if (changesTold) overtaken.push(...changesTold);
      else others.push(ofAnother(carrier, receipt, now));
    }
    if (others.length > 0) await tx.get(ReceiptRepository).keep(others);
    return overtaken;
  }
}

/** Which carrier may have an earlier copy. The timeline is read only where it matters, and can tell. */
async function earlierDoubt(
  messages: MessageRepository,
  message: Message,
  moveCount: number,
  { kind }: SubmissionResult,
): Promise<string | undefined> {
  const refuses = kind === 'rejected' || kind === 'throttled';
  if (!refuses || message.reason !== 'no_answer') return undefined;
  return carrierInDoubt(await messages.moves(message.id), moveCount);
}

/** How carriers call the parts that they accepted. */
function referencesIn(answers: readonly AttemptAnswer[]) {
  return answers.flatMap(({ carrier, result }) =>
    result.kind === 'accepted'
      ? result.parts.flatMap(part =>
          part.accepted ? [{ carrier: carrier.name, reference: part.reference }] : [],
        )
      : [],
  );
}
