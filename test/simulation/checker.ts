import {
  LedgerRepository,
  MessageRepository,
  AccountRepository,
  OutboxRepository,
  isBalanced,
  type LedgerRow,
  type Message,
  type MessagePart,
  type MessageState,
  type Move,
  type Transaction,
} from '@chappe/sms';
import { DAY, HOUR } from '@chappe/testing';
import { versionOf, type KnownMessage } from './book.js';
import type { Simulation } from './simulation.js';

/** The lifecycle as the architecture has it, written down a second time on purpose. */
const LIFECYCLE: Readonly<Record<MessageState, string>> = {
  scheduled: 'queued rejected cancelled',
  queued: 'submitting rejected expired cancelled',
  submitting: 'queued sent rejected in_doubt expired',
  in_doubt: 'queued sent buffered delivered undelivered rejected expired',
  sent: 'buffered delivered undelivered rejected expired',
  buffered: 'delivered undelivered rejected expired',
  delivered: '',
  undelivered: '',
  rejected: '',
  expired: '',
  cancelled: '',
};
const WITH_THE_CARRIER: ReadonlySet<string> = new Set(['sent', 'buffered', 'delivered', 'undelivered']);
/** How long a receipt may go from try to try until it is taken: hosts, storages and carriers are away for less, all together. */
const TAKEN_WITHIN_MS = DAY;
/** Faults by which the centre does not tell what happened, or not in time. */
const DISTORTIONS = [
  'receiptLossProbability',
  'receiptLateProbability',
  'receiptDelayMs',
  'receiptContradictionProbability',
] as const;
const EVERYTHING = 10_000;
/** How long after a message could last be heard of it must be at its end, once nothing fails any more. */
const END_WITHIN_MS = HOUR;

/** A message as it is stored. */
interface Stored {
  readonly message: Message;
  readonly moves: readonly Move[];
  readonly parts: readonly MessagePart[];
}

/** Compares what is stored, what the centre did and what listeners heard with what clients were told. */
export class Checker {
  private readonly stored = new Map<string, Stored>();

  constructor(private readonly sim: Simulation) {}

  get messageCount(): number {
    return this.stored.size;
  }

  /** What the messages went through. */
  get reached(): ReadonlySet<string> {
    const moves = [...this.stored.values()].flatMap(stored => stored.moves);
    return new Set(
      moves.map(({ from, to, cause, reason }) => {
        if (reason === 'no_route') return 'no way';
        if (from === 'in_doubt' && to === 'queued') return 'second send';
        return cause === 'suspect' ? 'second chance' : to;
      }),
    );
  }

  /** The messages that were on phones when it last looked. */
  delivered(): readonly Message[] {
    return [...this.stored.values()]
      .map(({ message }) => message)
      .filter(({ state }) => state === 'delivered');
  }

  /** What must hold at every moment. */
  step(): Promise<void> {
    return this.sim.database.read(async tx => {
      await this.books(tx);
      await this.look(tx);
    });
  }

  /** What must hold once everything has had its time. */
  end(): Promise<void> {
    return this.sim.database.read(async tx => {
      await this.books(tx);
      await this.look(tx);
      this.asks();
      this.ends();
      await this.counts(tx);
      await this.money(tx);
      this.journal();
      this.phones();
      this.truth();
      await this.chains(tx);
      this.facts();
      await this.rest(tx);
    });
  }

  private fail(what: string): void {
    this.sim.violate(what);
  }

  private failFor({ message, moves, parts }: Stored, what: string): void {
    const { id, purpose, partCount } = message;
    const timeline = moves
      .map(({ at, to, cause, attempt, carrier, reason }) => {
        const when = new Date(at).toISOString().slice(5, 23);
        return `      ${when} ${to} (${cause}) attempt ${attempt} ${carrier ?? ''} ${reason ?? ''}`;
      })
      .join('\n');
    const told = parts.map(({ number, state, reference }) => `${number} ${state} ${reference}`).join(', ');
    this.fail(`${id}, ${purpose}, ${partCount} parts [${told}]: ${what}\n${timeline}`);
  }

  /** The books are balanced, and nobody has less than nothing. */
  private async books(tx: Transaction): Promise<void> {
    const audit = await tx.get(LedgerRepository).audit();
    if (!isBalanced(audit)) this.fail(`The books are not balanced: ${JSON.stringify(audit)}`);
    for (const accountId of this.sim.accountIds) {
      for (const wallet of await tx.get(LedgerRepository).wallets(accountId)) {
        if (wallet.availableMicros < 0 || wallet.heldMicros < 0)
          this.fail(`${accountId} has less than nothing: ${JSON.stringify(wallet)}`);
      }
    }
  }

  /** Reads what has changed, and checks that it changed as it may. */
  private async look(tx: Transaction): Promise<void> {
    const { book, accountIds } = this.sim;
    const messages = tx.get(MessageRepository);
    for (const accountId of accountIds) {
      const { data } = await messages.list({ accountId }, { limit: EVERYTHING });
      for (const message of data) if (!book.messages.has(message.id)) this.meet(message);
    }
    for (const known of book.messages.values()) {
      const message = await messages.get(known.accountId, known.id);
      if (!message) {
        this.fail(`${known.id} of ${known.ask.ref} was promised and is not there.`);
        continue;
      }
      await this.follow(messages, message, known);
    }
  }

  /** A message that nobody was told of: it must come from a request whose answer was lost. */
  private meet(message: Message): void {
    const { book } = this.sim;
    const ask = book.asks.find(({ ref }) => ref === message.clientRef);
    if (!ask || (ask.unknown === 0 && !ask.outcome)) {
      this.fail(`${message.id} is there, and nobody asked for it or it was refused: ${message.text}`);
    } else if (ask.outcome) {
      this.fail(`${message.id} is there beside what ${ask.ref} was answered.`);
    } else {
      if (ask.accountId !== message.accountId) this.fail(`${message.id} is in another account.`);
      book.meet(message.id, ask, message.text, message.to);
    }
  }

  private async follow(messages: MessageRepository, message: Message, known: KnownMessage): Promise<void> {
    const before = this.stored.get(message.id);
    const hasMoved = before?.message.moveCount !== message.moveCount;
    const moves = hasMoved ? await messages.moves(message.id) : before!.moves;
    const now: Stored = {
      message,
      moves,
      parts: hasMoved ? await messages.parts([message.id]) : before!.parts,
    };
    this.stored.set(message.id, now);
    if (hasMoved) this.timeline(now, before);
    if (known.cancelled && message.state !== 'cancelled') this.failFor(now, 'it was cancelled, and is not.');
    if (known.hidden === 'yes' && message.hiddenAt === null) this.failFor(now, 'it was hidden, and is not.');
    if (!this.isAsAsked(message, known)) this.failFor(now, `it says "${message.text}" to ${message.to}.`);
  }

  private isAsAsked({ text, to }: Message, { versions, mayEndWithMention }: KnownMessage): boolean {
    if (versions.has(versionOf(text, to))) return true;
    if (!mayEndWithMention) return false;
    return [...versions].some(version => versionOf(text, to).startsWith(version));
  }

  private timeline(now: Stored, before: Stored | undefined): void {
    const { message, moves } = now;
    if (moves.length !== message.moveCount) this.failFor(now, `it counts ${message.moveCount} moves.`);
    let state: MessageState | null = null;
    let at = -Infinity;
    moves.forEach((move, index) => {
      if (move.seq !== index) this.failFor(now, `its move ${index} has the number ${move.seq}.`);
      if (move.from !== state) this.failFor(now, `it leaves ${move.from}, and was ${state}.`);
      if (!isLegal(move)) this.failFor(now, `it went from ${move.from} to ${move.to}.`);
      if (move.at < at) this.failFor(now, 'its moves are not in the order of time.');
      state = move.to;
      at = move.at;
    });
    if (secondChances(moves) > 1) this.failFor(now, 'it had more than one second chance.');
    if (state !== message.state) this.failFor(now, `it is ${message.state}, and its moves say ${state}.`);
    if (before && JSON.stringify(moves.slice(0, before.moves.length)) !== JSON.stringify(before.moves))
      this.failFor(now, 'its past has changed.');
  }

  /** What was answered is there, all of it and nothing else; what was refused is not. */
  private asks(): void {
    const byRef = Map.groupBy(this.stored.values(), ({ message }) => message.clientRef);
    for (const ask of this.sim.book.asks) {
      const there = byRef.get(ask.ref)?.length ?? 0;
      if (ask.outcome && there !== ask.outcome.accepted.length)
        this.fail(`${ask.ref} was accepted for ${ask.outcome.accepted.length}, and ${there} are there.`);
      const recipients = typeof ask.command.to === 'string' ? [ask.command.to] : ask.command.to;
      if (there > new Set(recipients).size) this.fail(`${ask.ref} is there ${there} times.`);
    }
    const asksByKey = Map.groupBy(
      this.sim.book.asks.filter(({ key, ref }) => key !== null && byRef.has(ref)),
      ({ accountId, key }) => `${accountId} ${key}`,
    );
    for (const [key, asks] of asksByKey)
      if (asks.length > 1)
        this.fail(`${asks.map(({ ref }) => ref).join(' and ')} went under one key: ${key}.`);
  }

  /** Everything has come to an end, and in time. */
  private ends(): void {
    const { plan, calmSince } = this.sim;
    for (const now of this.stored.values()) {
      const { message, moves } = now;
      const last = moves.at(-1)!;
      if (LIFECYCLE[message.state] !== '') {
        this.failFor(now, 'it never came to an end.');
        continue;
      }
      if (message.finalAt !== last.at || message.wakeAt !== null || message.leaseOwner !== null)
        this.failFor(now, 'it is at its end, and still waits for something.');
      const validUntil = (message.scheduledAt ?? message.createdAt) + message.validityMs;
      const latest = Math.max(calmSince, message.validUntil ?? validUntil) + plan.delivery.receiptGraceMs;
      if (last.at > latest + END_WITHIN_MS) this.failFor(now, 'it came to its end too late.');
      if (last.cause === 'validity_ended' && last.at < (message.validUntil ?? Infinity))
        this.failFor(now, 'it expired too early.');
      const states = new Set(moves.map(({ to }) => to));
      if (states.has('delivered') !== (message.deliveredAt !== null))
        this.failFor(now, 'its date of delivery is not that of its timeline.');
    }
  }

  /** Lists and counters agree with the timelines. */
  private async counts(tx: Transaction): Promise<void> {
    const messages = tx.get(MessageRepository);
    for (const accountId of this.sim.accountIds) {
      const mine = [...this.stored.values()].filter(({ message }) => message.accountId === accountId);
      const visible = mine.filter(({ message }) => message.hiddenAt === null);
      const listed = await messages.list({ accountId }, { limit: EVERYTHING });
      if (listed.data.length !== visible.length) this.fail(`The list of ${accountId} is not what is stored.`);
      for (const state of Object.keys(LIFECYCLE) as MessageState[]) {
        const count = await messages.count({ accountId, states: [state] });
        const expected = visible.filter(({ moves }) => moves.at(-1)!.to === state).length;
        if (count !== expected) this.fail(`${accountId} counts ${count} ${state}, and has ${expected}.`);
      }
      for (const [day, ofDay] of Map.groupBy(mine, ({ message }) => Math.floor(message.createdAt / DAY))) {
        const used = await tx
          .get(AccountRepository)
          .usedOn(accountId, new Date(day * DAY).toISOString().slice(0, 10));
        if (used !== ofDay.length)
          this.fail(`${accountId} used ${used} of its day, and sent ${ofDay.length}.`);
      }
    }
    const byState = await messages.countByState();
    const sum = Object.values(byState).reduce((total, count) => total + count, 0);
    if (sum !== this.stored.size) this.fail(`All states together count ${sum} of ${this.stored.size}.`);
  }

  /** Each message is paid for what the carrier took of it as far as we were told, once; nothing else is. */
  private async money(tx: Transaction): Promise<void> {
    const ledger = tx.get(LedgerRepository);
    const rows: LedgerRow[] = [];
    for (const accountId of this.sim.accountIds) {
      const mine = (await ledger.rows(accountId, { limit: EVERYTHING })).data;
      rows.push(...mine);
      this.funds(accountId, mine);
    }
    const { openHolds } = await ledger.audit();
    if (openHolds !== 0) this.fail(`${openHolds} holds never ended.`);
    const byHold = Map.groupBy(
      rows.filter(row => row.holdId !== null),
      row => row.holdId!,
    );
    for (const holdId of byHold.keys())
      if (!this.stored.has(holdId)) this.fail(`Credit was held for ${holdId}, which is not there.`);
    for (const now of this.stored.values()) this.paid(now, byHold.get(now.message.id) ?? []);
  }

  private funds(accountId: string, rows: readonly LedgerRow[]): void {
    const came = rows.filter(({ kind }) => kind === 'top_up').reduce((sum, { micros }) => sum + micros, 0);
    const { certainMicros, perhapsMicros } = this.sim.book.funds.get(accountId)!;
    if (came < certainMicros || came > certainMicros + perhapsMicros)
      this.fail(
        `${accountId} brought in ${certainMicros} to ${certainMicros + perhapsMicros}, and has ${came}.`,
      );
  }

  private paid(now: Stored, rows: readonly LedgerRow[]): void {
    const { message, moves } = now;
    const holds = rows.filter(({ kind }) => kind === 'hold');
    const wasQueued = moves.some(({ to }) => to === 'queued');
    if (holds.length !== (wasQueued ? 1 : 0)) this.failFor(now, `${holds.length} holds were made for it.`);
    if (!wasQueued) return;
    const price = message.pricePerPartMicros;
    if (holds[0]?.micros !== price * message.partCount) this.failFor(now, 'another sum was held for it.');
    const ends = rows.filter(({ resolves }) => resolves !== null);
    if (ends.length !== 1) this.failFor(now, `its hold ended ${ends.length} times.`);
    const captured = rows
      .filter(({ kind }) => kind === 'capture')
      .reduce((sum, { micros }) => sum + micros, 0);
    const released = rows
      .filter(({ kind }) => kind === 'release')
      .reduce((sum, { micros }) => sum + micros, 0);
    if (captured + released !== holds[0]?.micros)
      this.failFor(now, 'not all that was held for it came back.');
    const allowed = this.partsToPay(now);
    if (!allowed.has(captured / price))
      this.failFor(
        now,
        `${captured / price} parts were paid, and it should be ${[...allowed].join(' or ')}.`,
      );
  }

  /** How many parts may have been paid for, by what the carriers answered and told. */
  private partsToPay({ message, moves }: Stored): ReadonlySet<number> {
    const last = moves.at(-1)!;
    const hadIt = moves.some(({ to }) => WITH_THE_CARRIER.has(to)) || last.cause === 'receipt';
    if (!hadIt) return new Set([0]);
    const allowed = new Set<number>();
    for (const { submission, result } of this.sim.handovers) {
      if (submission.messageId === message.id && result?.kind === 'accepted')
        allowed.add(result.parts.filter(({ accepted }) => accepted).length);
    }
    const wasToldByReceipts = moves.some(
      ({ from, to, cause }) =>
        from !== 'sent' &&
        from !== 'buffered' &&
        to !== 'queued' &&
        (cause === 'receipt' || to === 'expired'),
    );
    if (wasToldByReceipts) allowed.add(message.partCount);
    return allowed;
  }

  /** The centre was given each part once, or again only where a doubt explains it; and nothing too early or too late. */
  private journal(): void {
    const { door, handovers, plan } = this.sim;
    for (const { submission, at } of handovers) {
      const now = this.stored.get(submission.messageId);
      if (!now) {
        this.fail(`${submission.messageId} was handed over, and is not there.`);
        continue;
      }
      const { message } = now;
      if (message.scheduledAt !== null && at < message.scheduledAt)
        this.failFor(now, 'it left before its date.');
      if (at >= (message.validUntil ?? Infinity) || submission.validityMs <= 0)
        this.failFor(now, 'it left after its validity.');
      if (submission.text !== message.text || submission.to !== message.to)
        this.failFor(now, 'something else left.');
    }
    const allRecognise = plan.carriers.every(({ deduplicates }) => deduplicates);
    const copies = Map.groupBy(door.taken, ({ messageId, number }) => `${messageId} ${number}`);
    for (const [name, takes] of copies) {
      const now = this.stored.get(takes[0]!.messageId);
      if (!now) {
        this.fail(`The centre has ${name}, which is not there.`);
        continue;
      }
      const secondSends = now.moves.filter(({ from, to }) => from === 'in_doubt' && to === 'queued').length;
      const chances = secondChances(now.moves);
      const allowed = chances + (allRecognise || now.message.purpose === 'marketing' ? 1 : 1 + secondSends);
      if (takes.length > allowed) {
        const when = takes
          .slice(0, 4)
          .map(({ clientId, at }) => `${clientId} ${new Date(at).toISOString()}`)
          .join(', ');
        this.failFor(now, `the centre took part ${takes[0]!.number} ${takes.length} times: ${when}.`);
      }
      if (!allRecognise && secondSends > 1 && takes.length > 2 + chances)
        this.failFor(now, 'it went three times.');
    }
  }

  /** What is delivered is on the phone, with its text; what is on a phone was sent to it. */
  private phones(): void {
    const { centre, door, everFaulty } = this.sim;
    const isContradicted = everFaulty.receiptContradictionProbability !== undefined;
    for (const now of this.stored.values()) {
      const { message } = now;
      if (message.state !== 'delivered' || isContradicted) continue;
      const taken = door.taken.filter(({ messageId }) => messageId === message.id);
      if (taken.length > message.partCount) {
        // The parts of two copies have one reference: a phone puts them together as they come.
        const numbers = new Set(taken.filter(({ id }) => door.arrived.has(id)).map(({ number }) => number));
        if (numbers.size < message.partCount) this.failFor(now, 'not all of it arrived.');
        continue;
      }
      const phone = centre.subscribers.messages(message.to);
      const isThere = phone.some(({ text, complete }) => complete && text === message.text);
      if (!isThere)
        this.failFor(now, `${message.to} does not show it: ${JSON.stringify(phone.map(m => m.text))}`);
    }
    const byId = new Map(door.taken.map(part => [part.id, part]));
    const numbers = new Set(door.taken.map(({ msisdn }) => msisdn));
    for (const msisdn of numbers) {
      for (const { parts } of centre.subscribers.messages(msisdn)) {
        for (const { id } of parts) {
          const now = this.stored.get(byId.get(id)?.messageId ?? '');
          if (!now || now.message.to !== msisdn)
            this.fail(`${msisdn} shows something that nobody sent to it.`);
          else if (!door.arrived.has(id)) this.failFor(now, `${msisdn} shows what never arrived.`);
        }
      }
    }
  }

  /**
   * Where no receipt is lost, late or a lie, and there is time enough for it to be taken: what is on the phone is known to be
   * there.
   */
  private truth(): void {
    const { door, everFaulty, plan } = this.sim;
    if (
      plan.delivery.receiptGraceMs < TAKEN_WITHIN_MS ||
      DISTORTIONS.some(name => everFaulty[name] !== undefined)
    )
      return;
    const takenOf = Map.groupBy(door.taken, ({ messageId }) => messageId);
    for (const now of this.stored.values()) {
      if (secondChances(now.moves) > 0) continue;
      const taken = takenOf.get(now.message.id) ?? [];
      const arrived = taken.filter(({ id }) => door.arrived.has(id));
      // A receipt that bears our reference is understood, and one that bears the carrier's once its answer is known.
      const isRecognised = plan.carriers.every(({ deduplicates }) => deduplicates);
      const isAnswered = now.moves.some(({ to, cause }) => to === 'sent' && cause === 'answer');
      if (!isRecognised && (!isAnswered || taken.length > now.message.partCount)) continue;
      if (arrived.length === now.message.partCount && now.message.state !== 'delivered')
        this.failFor(now, 'it is on the phone, and nobody knows.');
    }
  }

  /** No row of the books was changed, removed or moved. */
  private async chains(tx: Transaction): Promise<void> {
    for (const accountId of this.sim.accountIds) {
      const { fault } = await tx.get(LedgerRepository).verify(accountId, { limit: EVERYTHING });
      if (fault) this.fail(`The books of ${accountId} were touched: ${JSON.stringify(fault)}`);
    }
  }

  /** Every fact was told, none is invented, and those of one message come in order. */
  private facts(): void {
    const { heard } = this.sim;
    const told = new Map<string, { readonly type: string; readonly messageId: string }>();
    for (const { event } of heard) {
      const { messageId } = event.data as { readonly messageId?: string };
      if (messageId !== undefined && !told.has(event.id)) told.set(event.id, { type: event.type, messageId });
    }
    const byMessage = Map.groupBy(told.values(), ({ messageId }) => messageId);
    for (const now of this.stored.values()) {
      const expected = now.moves
        .filter(({ to }) => to !== 'submitting')
        .map(({ to, cause }) => (cause === 'edited' ? 'message.edited' : `message.${to}`));
      const types = (byMessage.get(now.message.id) ?? []).map(({ type }) => type);
      const isOrdered = this.mayFactsOvertake();
      const same = isOrdered
        ? expected.toSorted().join() === types.toSorted().join()
        : expected.join() === types.join();
      if (!same) this.failFor(now, `listeners heard ${types.join(', ')}.`);
    }
  }

  /** Facts keep their order where one process tells them, and nobody who hears of them fails again and again. */
  private mayFactsOvertake(): boolean {
    return this.sim.plan.processes > 1 || this.sim.plan.hostFaults.handlerFails > 0;
  }

  /** Nothing is left over. */
  private async rest(tx: Transaction): Promise<void> {
    const { alive, plan, centre } = this.sim;
    const waiting = await tx.get(OutboxRepository).size();
    if (waiting > 0) this.fail(`${waiting} facts were never told.`);
    if (alive.length !== plan.processes)
      this.fail(`${alive.length} of ${plan.processes} processes are alive.`);
    for (const life of alive) {
      for (const { name, submissionsInFlight } of life.delivery.status().carriers)
        if (submissionsInFlight > 0) this.fail(`${submissionsInFlight} submissions to ${name} never ended.`);
      if (life.clock.timerCount > 10) this.fail(`${life.clock.timerCount} timers are left.`);
    }
    for (const { clientId, undelivered } of centre.clients())
      if (undelivered > 0) this.fail(`${undelivered} receipts for ${clientId} were never taken.`);
  }
}

/** How often a number that was well lately was called unknown, and written to once more. */
function secondChances(moves: readonly Move[]): number {
  return moves.filter(({ cause }) => cause === 'suspect').length;
}

function isLegal({ from, to, cause }: Move): boolean {
  if (from === null) return (to === 'scheduled' || to === 'queued') && cause === 'accepted';
  if (cause === 'suspect') return (from === 'sent' || from === 'buffered') && to === 'queued';
  if (cause === 'edited') return from === 'scheduled' && to === 'scheduled';
  return LIFECYCLE[from].split(' ').includes(to);
}
