import type { FaultOptions } from '../faults/index.js';
import { digitsOf, submitError, type SubmitError } from '../network/index.js';
import { CentreError } from './centre.errors.js';
import type { Client } from './client.js';
import { contentOf, isRefusal } from './content.js';
import { datesOf, type MessageDates } from './dates.js';
import { closedDoor, isLasting } from './door.js';
import { DRAW } from './draws.js';
import type { Forwarding } from './forwarding.js';
import { Message, type MessageContent } from './message.js';
import { refusalOf } from './policy.js';
import type { Reporter } from './reporter.js';
import type { CentreReplacement, CentreSubmission, SubmitAnswer } from './submission.js';
import { withoutPlus, type World } from './world.js';

type Answer = (answer: SubmitAnswer) => void;

/** A submission that is in order. */
interface Draft {
  readonly content: MessageContent;
  readonly dates: MessageDates;
}

/** registered_delivery where the submission gives none: final and intermediate. */
const EVERYTHING = 17;

/** Takes submissions: refuses them, or stores them and sets them going; and answers, or not. */
export class Acceptance {
  constructor(
    private readonly world: World,
    private readonly reporter: Reporter,
    private readonly forwarding: Forwarding,
  ) {}

  submit(clientId: string, submission: CentreSubmission, answer: Answer): void {
    const { world } = this;
    const client = world.clientIfRoom(clientId);
    if (client === undefined) {
      this.turnAway(clientId, submission, answer);
      return;
    }
    client.outbox.want();
    if (this.isRepeated(client, submission, answer)) return;
    world.tally.submitted++;
    const digits = digitsOf(submission.to);
    const faults = this.faultsFor(clientId, digits);
    const key = this.keyFor(submission.to, digits);
    const draft = closedDoor(world, client, faults, key) ?? this.read(submission);
    const delayMs = world.draw(
      faults.submitAnswerDelayMs ?? world.latency.acceptanceMs,
      key,
      DRAW.answerDelay,
    );
    if (isRefusal(draft)) this.refuse(client, submission, draft, delayMs, answer);
    else if (world.happens(faults.answerLossNotStoredProbability, key, DRAW.answerLossNotStored)) {
      const { ref, from, to } = submission;
      world.note({
        kind: 'submission.swallowed',
        clientId,
        ref,
        msisdn: `+${draft.content.digits}`,
        from,
        to,
      });
    } else this.accept(client, submission, draft, faults, key, delayMs, answer);
  }

  /** Changes a waiting message; answers what is wrong with the change. */
  change(message: Message, changes: CentreReplacement): SubmitError | undefined {
    const now = this.world.time.now();
    const { limits } = this.world;
    const { from, digits, messageClass, isMarketing } = message.content;
    const purpose = isMarketing ? 'marketing' : 'transactional';
    const isRewritten = changes.text !== undefined || changes.ud !== undefined;
    const content = isRewritten
      ? contentOf({ ...changes, from, to: digits, messageClass, purpose }, limits.maxParts)
      : message.content;
    if (isRefusal(content)) return content;
    const isMoved = changes.validityMs !== undefined || changes.scheduledAt !== undefined;
    const dates = isMoved ? datesOf(changes, now, limits) : message;
    if (isRefusal(dates)) return dates;
    message.content = content;
    message.expiresAt = dates.expiresAt;
    if (changes.scheduledAt !== undefined) message.startsAt = dates.startsAt;
    message.registeredDelivery = changes.registeredDelivery ?? message.registeredDelivery;
    return undefined;
  }

  private isRepeated(client: Client, { ref, to }: CentreSubmission, answer: Answer): boolean {
    const first = client.resultOf(ref);
    // A carrier that is down does not look anything up.
    if (first === undefined || this.world.faults.isDown(client.id)) return false;
    this.world.note({ kind: 'submission.repeated', clientId: client.id, id: first.id, ref, to });
    if (first.error !== undefined) answer({ ok: false, error: first.error });
    else answer({ ok: true, id: first.id!, parts: first.parts, repeated: true });
    return true;
  }

  private faultsFor(clientId: string, digits: string | undefined): FaultOptions {
    const { faults, subscribers } = this.world;
    const own = digits === undefined ? undefined : subscribers.settingsOf(digits)?.faults;
    return faults.concerning(clientId, digits ?? '', own);
  }

  /** The key of this submission's chance: the number, and which of its submissions this is. */
  private keyFor(to: string, digits: string | undefined): number {
    const { chance, subscribers, tally } = this.world;
    if (digits === undefined) return chance.keyOf(to, tally.submitted);
    return chance.keyOf(digits, subscribers.phoneOf(digits).occasions++);
  }

  private read(submission: CentreSubmission): Draft | SubmitError {
    const { world } = this;
    const now = world.time.now();
    const content = contentOf(submission, world.limits.maxParts);
    if (isRefusal(content)) return content;
    const dates = datesOf(submission, now, world.limits);
    if (isRefusal(dates)) return dates;
    const operator = world.subscribers.locate(content.digits).present;
    if (operator?.refusesAt === 'submission') {
      const settings = world.subscribers.settingsOf(content.digits);
      const refusal = refusalOf(operator, content, settings, dates.startsAt);
      if (refusal !== undefined) return submitError(refusal);
    }
    return { content, dates };
  }

  /** There is no room for one client more. */
  private turnAway(clientId: string, submission: CentreSubmission, answer: Answer): void {
    this.world.tally.submitted++;
    const error = submitError('queue_full', CentreError.tooManyClients(this.world.limits.maxClients).message);
    this.noteRefusal(clientId, submission, error);
    answer({ ok: false, error });
  }

  private refuse(
    client: Client,
    submission: CentreSubmission,
    error: SubmitError,
    delayMs: number,
    answer: Answer,
  ): void {
    if (isLasting(error)) client.remember(submission.ref, { id: undefined, parts: 0, error });
    this.noteRefusal(client.id, submission, error);
    this.answerAfter({ client, ref: submission.ref, delayMs }, { ok: false, error }, answer);
  }

  private noteRefusal(clientId: string, { ref, from, to }: CentreSubmission, error: SubmitError): void {
    const { world } = this;
    world.tally.refuse(error.code);
    const digits = digitsOf(to);
    world.note({
      kind: 'submission.refused',
      clientId,
      ref,
      msisdn: digits === undefined ? undefined : `+${digits}`,
      from,
      to,
      reason: error.code,
      detail: error.detail,
    });
  }

  private accept(
    client: Client,
    submission: CentreSubmission,
    draft: Draft,
    faults: FaultOptions,
    key: number,
    delayMs: number,
    answer: Answer,
  ): void {
    const { world } = this;
    if (submission.replaceIfPresent === true) this.replaceOlder(client.id, draft.content);
    const message = this.store(client, submission, draft, faults, key);
    const { id, content } = message;
    const reply = world.happens(faults.answerLossStoredProbability, key, DRAW.answerLossStored)
      ? (): void => world.note({ kind: 'answer.lost', clientId: client.id, id, ref: message.ref })
      : (): void =>
          this.answerAfter(
            { client, ref: message.ref, delayMs },
            { ok: true, id, parts: content.size, repeated: false },
            answer,
          );
    const isEarly =
      message.startsAt <= world.time.now() &&
      world.happens(faults.receiptBeforeAnswerProbability, key, DRAW.receiptBeforeAnswer);
    this.reporter.accepted(message);
    if (isEarly) this.forwarding.tryBeforeAnswer(message, reply);
    else {
      this.forwarding.begin(message);
      reply();
    }
  }

  private store(
    client: Client,
    submission: CentreSubmission,
    { content, dates }: Draft,
    faults: FaultOptions,
    key: number,
  ): Message {
    const { world } = this;
    const { ref, registeredDelivery = EVERYTHING, priority = 0 } = submission;
    const message = new Message(
      world.ids.next(),
      client.id,
      ref,
      content,
      key,
      faults,
      world.time.now(),
      dates.startsAt,
      dates.expiresAt,
      registeredDelivery,
      priority,
    );
    world.admit(message);
    world.tally.accept(client.id, content.size);
    client.remember(ref, { id: message.id, parts: content.size, error: undefined });
    world.note({
      kind: 'submission.accepted',
      clientId: client.id,
      id: message.id,
      ref,
      msisdn: `+${content.digits}`,
      from: content.from,
      to: submission.to,
      text: content.text,
      detail: content.concatenation ?? (content.size > 1 ? { parts: content.size } : undefined),
    });
    return message;
  }

  private replaceOlder(clientId: string, { from, digits }: MessageContent): void {
    for (const message of this.world.store.waitingFor(digits)) {
      if (message.clientId === clientId && withoutPlus(message.content.from) === withoutPlus(from)) {
        this.forwarding.take(message, 'replaced');
      }
    }
  }

  private answerAfter(
    {
      client,
      ref,
      delayMs,
    }: { readonly client: Client; readonly ref: string | undefined; readonly delayMs: number },
    outcome: SubmitAnswer,
    answer: Answer,
  ): void {
    if (delayMs === 0) {
      answer(outcome);
      return;
    }
    client.pending++;
    this.world.time.after(
      delayMs,
      () => {
        client.pending--;
        this.world.note({
          kind: 'answer.late',
          clientId: client.id,
          id: outcome.ok ? outcome.id : undefined,
          ref,
          detail: { delayMs },
        });
        answer(outcome);
      },
      undefined,
      this.world,
    );
  }
}
