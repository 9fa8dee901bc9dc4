import type { PhoneMessage, SubscriberSettings } from '@chappe/smsc';
import { MINUTE } from '../world/duration.js';
import { chosen, didNotCome, read, type WaitedMessage, type WaitForOptions } from '../world/wait-for.js';
import { ControlDoor } from './control-door.js';

/** How a run is begun. */
export interface BeginRunOptions {
  /** Where the simulator is. Default `http://127.0.0.1:4000`. */
  readonly simulator?: string;
  /** What the run is called: also the client id of what it sends. Default: a new one. */
  readonly id?: string;
  /** The first digits of its phones, plus or not: all but the last six. Default: a block that no other run has. */
  readonly prefix?: string;
}

/** Time is one for all runs, so one does not take days of it unless asked to. */
const DEFAULT_WITHIN_MS = 10 * MINUTE;
/** The simulator holds a request that waits in real time no longer. */
const LONGEST_REAL_WAIT_MS = MINUTE;
const FREE_DIGITS = 6;

/**
 * Begins a run of its own in a simulator that runs: a block of phone numbers and a client id that no other suite has, so that
 * several suites share one simulator without seeing each other. End it when the suite ends.
 *
 * @example
 * const run = await beginRun({ simulator: 'http://127.0.0.1:4000' });
 * const phone = run.phone(1);
 * await signUp(phone); // the application under test sends through the simulator
 * const { code } = await run.waitFor({ to: phone, match: /code/, advance: true });
 * await run.end();
 *
 * @throws Error with the simulator's own words when it refuses: the id or the block is another run's, there are too many
 */
export async function beginRun({
  simulator = 'http://127.0.0.1:4000',
  id,
  prefix,
}: BeginRunOptions = {}): Promise<SimulatorRun> {
  const door = new ControlDoor(simulator);
  const run = await door.ask<{ id: string; numbers: { prefix: string } }>('POST', '/runs', {
    ...(id === undefined ? {} : { id }),
    ...(prefix === undefined ? {} : { prefix }),
  });
  return new SimulatorRun(door.ofRun(run.id), run.id, run.numbers.prefix);
}

interface WiredMessage extends Omit<PhoneMessage, 'at' | 'completedAt' | 'parts'> {
  readonly at: string;
  readonly completedAt: string | null;
  readonly parts: readonly (Omit<PhoneMessage['parts'][number], 'at'> & { readonly at: string })[];
}

interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly reason?: string;
}

/** One suite's part of a simulator. Made by {@link beginRun}. */
export class SimulatorRun {
  /** @internal */
  constructor(
    private readonly door: ControlDoor,
    /** Also the client id under which the application sends, where each run has one of its own (and the SMPP system id). */
    readonly id: string,
    /** `+` and the first digits of its phones; six more are free. */
    readonly prefix: string,
  ) {}

  /**
   * A phone of the run: its prefix and six digits of one's own. Those that begin with 99 carry a fate.
   *
   * @example run.phone(1) // an ordinary phone
   * @example run.phone('992000') // nobody's number
   */
  phone(digits: number | string): string {
    const tail = String(digits).padStart(FREE_DIGITS, '0');
    if (!/^\d{6}$/.test(tail)) throw new Error(`${String(digits)} is not one to six digits.`);
    return this.prefix + tail;
  }

  /** Sets all of a phone; what is left out is ordinary. */
  async set(phone: string, settings: SubscriberSettings): Promise<void> {
    await this.door.ask('PUT', `/subscribers/${encodeURIComponent(phone)}`, settings);
  }

  /** A phone sends a message, to a short code or a number. */
  async reply(phone: string, message: { readonly to: string; readonly text: string }): Promise<void> {
    await this.door.ask('POST', `/phones/${encodeURIComponent(phone)}/messages`, message);
  }

  /** What is on a phone, oldest first. */
  async messages(phone: string): Promise<PhoneMessage[]> {
    const { data } = await this.door.ask<{ data: readonly WiredMessage[] }>(
      'GET',
      `/phones/${encodeURIComponent(phone)}/messages?limit=1000`,
    );
    return data.map(({ at, completedAt, parts, ...rest }) => ({
      ...rest,
      at: Date.parse(at),
      completedAt: completedAt === null ? undefined : Date.parse(completedAt),
      parts: parts.map(part => ({ ...part, at: Date.parse(part.at) })),
    }));
  }

  /**
   * Waits until a whole message is on a phone of the run, and answers it, with the one-time code and the links in it. What is
   * there already counts; `nth` tells the second code from the first. With `advance` (the default) simulated time moves on by
   * itself, for all runs, at most `within` (10 minutes); without, it waits in real time (at most a minute).
   *
   * @throws Error when it does not come, with what is on the phone and what happened to it last
   */
  async waitFor(options: WaitForOptions): Promise<WaitedMessage> {
    const { to, advance = true, within = DEFAULT_WITHIN_MS } = options;
    let left = advance ? within : Math.min(within, LONGEST_REAL_WAIT_MS);
    let since = 0;
    for (;;) {
      const messages = await this.messages(to);
      const message = chosen(messages, options);
      if (message !== undefined) return read(message);
      const before = await this.now();
      const entry = left < 0 ? undefined : await this.nextDelivery(to, since, { advance, timeout: left });
      if (entry === undefined) {
        throw didNotCome(options, {
          within: `${String(within)} ms of ${advance ? 'simulated' : 'real'} time`,
          texts: messages.map(({ text }) => text),
          happened: await this.journalOf(to),
        });
      }
      since = entry.seq;
      if (advance) left -= Math.max(0, Date.parse(entry.at) - before);
    }
  }

  /** What happened in the run, as lines of JSON. */
  journal(): Promise<string> {
    return this.door.text(`/journal/ndjson?run=${encodeURIComponent(this.id)}`);
  }

  /** The run ends: messages that wait are taken back, its phones are ordinary and empty. */
  async end(): Promise<void> {
    await this.door.ask('DELETE', `/runs/${this.id}`);
  }

  private async now(): Promise<number> {
    return Date.parse((await this.door.ask<{ now: string }>('GET', '/clock')).now);
  }

  private async nextDelivery(
    msisdn: string,
    since: number,
    how: { readonly advance: boolean; readonly timeout: number },
  ): Promise<Entry | undefined> {
    return this.door.askUnlessLate<Entry>('/wait', {
      for: { kind: 'message.delivered', msisdn },
      since,
      ...how,
    });
  }

  private async journalOf(msisdn: string): Promise<Entry[]> {
    const query = `/journal?limit=1000&msisdn=${encodeURIComponent(msisdn)}`;
    return (await this.door.ask<{ data: Entry[] }>('GET', query)).data;
  }
}
