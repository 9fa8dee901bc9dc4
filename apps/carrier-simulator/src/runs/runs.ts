import { randomBytes } from 'node:crypto';
import {
  msisdnOf,
  type CentreMessageView,
  type FaultOptions,
  type JournalEntry,
  type MessageCentre,
} from '@chappe/smsc';
import type { HttpAccounts } from '../http/index.js';
import { Problem } from '../problem/problem.js';

/** No more runs are under way at a time: as many blocks of numbers there are where none is asked for. */
export const MAX_RUNS = 30;

/** The digits of a number that are free in a block: those that say its fate. */
const FREE_DIGITS = 6;

/** Blocks of valid French mobile numbers, all of one operator, so that every run meets the same. */
const BLOCKS: readonly string[] = ['3367', '3368', '3374'].flatMap(decade =>
  Array.from({ length: 10 }, (_, digit) => `${decade}${String(digit)}`),
);

/** What a suite has to itself. */
export interface Run {
  /** Also its client id; `<id>.<anything>` are further ones. */
  readonly id: string;
  /** Its phones: these digits (without plus), and any six more. */
  readonly prefix: string;
}

interface Running extends Run {
  /** What came before it in the journal is none of its. */
  since: number;
  readonly phones: Set<string>;
  readonly clientIds: Set<string>;
}

/** The runs under way. */
export class Runs {
  private readonly byId = new Map<string, Running>();
  private readonly byPrefix = new Map<string, Running>();
  private endWatch: (() => void) | undefined;

  constructor(
    private readonly centre: MessageCentre,
    private readonly accounts: HttpAccounts,
  ) {}

  list(): Run[] {
    return [...this.byId.values()];
  }

  /** The run of this id; throws a {@link Problem} where there is none. */
  require(id: string): Run {
    return this.running(id);
  }

  /** A run begins. Throws a {@link Problem} when the id or the block is another's, or there are {@link MAX_RUNS}. */
  begin({ id = newId(), prefix }: { readonly id?: string; readonly prefix?: string }): Run {
    if (this.byId.size >= MAX_RUNS) {
      throw Problem.tooMany(
        `${String(MAX_RUNS)} runs are under way. End one first: DELETE /control/runs/{id}.`,
      );
    }
    const block = prefix ?? BLOCKS.find(candidate => !this.byPrefix.has(candidate));
    if (this.byId.has(id)) throw Problem.takenByRun(`The id ${id}`, id);
    const owner = block === undefined ? undefined : this.byPrefix.get(block);
    if (block === undefined || owner !== undefined) {
      throw Problem.takenByRun(`The block +${String(block)}`, owner?.id ?? '');
    }
    const run: Running = {
      id,
      prefix: block,
      since: this.centre.journal.total,
      phones: new Set(),
      clientIds: new Set(),
    };
    this.byId.set(id, run);
    this.byPrefix.set(block, run);
    this.endWatch ??= this.centre.journal.subscribe(entry => this.note(entry));
    return run;
  }

  /** A run ends: what it has left behind is cleared away, its clients are disconnected, its numbers are free. */
  end(id: string): void {
    const run = this.running(id);
    this.accounts.forget(clientId => this.ofClient(clientId) === run);
    const clientIds = [...run.clientIds].filter(clientId => this.ofClient(clientId) === run);
    this.clear(run);
    // Nobody will come for what is kept for them.
    for (const clientId of clientIds) this.centre.dismiss(clientId);
    this.byId.delete(run.id);
    this.byPrefix.delete(run.prefix);
    if (this.byId.size > 0) return;
    this.endWatch?.();
    this.endWatch = undefined;
  }

  /**
   * Clears what belongs to a run, and nothing else: messages that wait are taken back, its phones are ordinary and empty,
   * faults for nobody but it end, and its journal begins anew. The run goes on.
   */
  clear(given: Run): void {
    const run = this.running(given.id);
    for (const clientId of run.clientIds) {
      for (const { id, final } of this.messagesFrom(clientId, run))
        if (!final) this.centre.cancel(clientId, id);
    }
    for (const msisdn of run.phones) this.centre.subscribers.remove(msisdn);
    if (isOnlyFor(run, this.centre.faults.current)) this.centre.faults.clear();
    this.startOver(run, this.centre.journal.total);
  }

  /** Whether an entry of the journal belongs to a run. */
  owns(run: Run, entry: JournalEntry): boolean {
    const owner = this.ownerOf(entry);
    return owner === run && entry.seq > owner.since;
  }

  /** The messages at the centre that belong to a run, by client. */
  messagesOf(run: Run): CentreMessageView[] {
    return [...this.running(run.id).clientIds].flatMap(clientId => this.messagesFrom(clientId, run));
  }

  /** Whether a phone, `+` and digits, belongs to a run. */
  ownsPhone(run: Run, msisdn: string): boolean {
    return this.ofPhone(msisdn) === run;
  }

  private messagesFrom(clientId: string, run: Run): CentreMessageView[] {
    const messages = this.centre.messages({ clientId }, Infinity);
    return messages.filter(({ to }) => this.ownerOf({ msisdn: msisdnOf(to) ?? '', clientId }) === run);
  }

  private running(id: string): Running {
    const run = this.byId.get(id);
    if (run === undefined) {
      throw Problem.notFound(
        `The run ${id.slice(0, 40)}`,
        'Begin one with POST /control/runs, and name its id.',
      );
    }
    return run;
  }

  private ownerOf({ msisdn, clientId }: Pick<JournalEntry, 'msisdn' | 'clientId'>): Running | undefined {
    return (
      (msisdn === undefined ? undefined : this.ofPhone(msisdn)) ??
      (clientId === undefined ? undefined : this.ofClient(clientId))
    );
  }

  private ofPhone(msisdn: string): Running | undefined {
    return this.byPrefix.get(msisdn.slice(1, -FREE_DIGITS));
  }

  private ofClient(clientId: string): Running | undefined {
    const dot = clientId.indexOf('.');
    return this.byId.get(dot < 0 ? clientId : clientId.slice(0, dot));
  }

  private note(entry: JournalEntry): void {
    if (entry.kind === 'world.reset') {
      for (const run of this.byId.values()) this.startOver(run, 0);
      return;
    }
    const { kind, msisdn, clientId } = entry;
    if (kind === 'client.forgotten') {
      for (const run of this.byId.values()) run.clientIds.delete(clientId!);
      return;
    }
    const run = this.ownerOf(entry);
    if (run === undefined) return;
    // A block has a million numbers, so there are no more of them than that.
    if (msisdn !== undefined && this.ofPhone(msisdn) === run) run.phones.add(msisdn);
    // Whoever was turned away at a door has become no client.
    if (clientId !== undefined && !/^(?:smpp|request)\./.test(kind)) run.clientIds.add(clientId);
  }

  private startOver(run: Running, since: number): void {
    run.since = since;
    run.phones.clear();
    run.clientIds.clear();
  }
}

/** Whether faults concern nobody but a run. */
function isOnlyFor({ id, prefix }: Run, { only }: FaultOptions): boolean {
  const { clientIds, toPrefixes } = only ?? {};
  const isOwnClient = (clientId: string): boolean => clientId === id || clientId.startsWith(`${id}.`);
  return clientIds?.every(isOwnClient) === true || toPrefixes?.every(to => to.startsWith(prefix)) === true;
}

/** Short enough to be a system id of SMPP, with room for a suffix. */
function newId(): string {
  return `run-${randomBytes(4).toString('hex')}`;
}
