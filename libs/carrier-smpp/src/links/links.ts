import type { CarrierHealth, Clock, Instant, Random, Timer } from '@chappe/sms';
import { CommandStatus, type BindMode } from '@chappe/smpp';
import type { ResolvedOptions } from '../options/index.js';
import { jittered, reconnectDelayMs } from './backoff.js';
import { clockTimers } from './clock-timers.js';
import { Link } from './link.js';
import type { LinkParts } from './link.js';

/** What {@link Links} tell; see `SmppCarrierEvents` for what each means. */
export interface LinksListener {
  readonly bound: (mode: BindMode) => void;
  readonly unbound: (mode: BindMode, why: string) => void;
  readonly up: () => void;
  readonly down: (why: string) => void;
  readonly misconfigured: (refusal: BindRefusal) => void;
}

/** A bind that was refused as a matter of set-up. */
export interface BindRefusal {
  /** The carrier's answer; null when it came to none, since its certificate is not trusted here. */
  readonly status: number | null;
  /** The standard's name, for example `ESME_RINVPASWD`; or Node's name of what is wrong with the certificate. */
  readonly name: string;
  readonly meaning: string;
  /** When it will be tried again. */
  readonly retryAt: Instant;
}

interface Held<Tag> {
  readonly link: Link<Tag>;
  failures: number;
  /** By {@link Clock.elapsed}, as is `retryAt`: a date that is set keeps no bind away. */
  boundAt: number;
  retryAt: number;
  timer: Timer | undefined;
  refusal: BindRefusal | undefined;
}

/** How long a start waits for binds, at most. */
const START_WAIT_MS = 1_000;
/** Binds that fail without a reason, in a row, before that counts as a matter of set-up: three minutes with the default delays. */
const BIND_FAILURES_MAX = 8;

const ALL_ELSEWHERE =
  'Not bound: other processes hold all binds that the carrier allows. This one takes over when one of them leaves.';

type Parts<Tag> = Omit<LinkParts<Tag>, 'silent' | 'lost' | 'timers'> & { readonly random: Random };

/**
 * All binds of one carrier, kept open. They bind one at a time: when the credentials are refused, that is one failed bind
 * and not one for each, and none of them tries again before `misconfiguredRetryMs`. Other failures back off with jitter.
 */
export class Links<Tag> {
  private readonly held: readonly Held<Tag>[];
  /** How many of them may be open, from the first. */
  private allowed: number;
  private started = false;
  private readonly options: ResolvedOptions;
  private readonly clock: Clock;
  private readonly random: Random;
  private queue: Promise<void> = Promise.resolve();
  private stopped = false;
  private wasUp = false;
  private lastWhy = 'it has not been started';

  constructor(
    parts: Parts<Tag>,
    private readonly listener: LinksListener,
  ) {
    const { options, clock, random } = parts;
    this.options = options;
    this.clock = clock;
    this.random = random;
    const timers = clockTimers(clock);
    const modes: readonly BindMode[] =
      options.bindMode === 'trx' ? ['transceiver'] : ['transmitter', 'receiver'];
    const all = Array.from({ length: options.binds }, () => modes).flat();
    this.allowed = all.length;
    this.held = all.map(mode => ({
      link: new Link<Tag>(mode, {
        ...parts,
        timers,
        silent: link => this.probeOthers(link),
        lost: (link, why) => this.lost(link, why),
      }),
      failures: 0,
      boundAt: 0,
      retryAt: -Infinity,
      timer: undefined,
      refusal: undefined,
    }));
  }

  /**
   * Opens all links. Resolves when the first has been tried and, if it was bound, all others too; after {@link START_WAIT_MS} in
   * any case, since a host that starts has more to do than to wait for one carrier. What goes on goes on by itself.
   */
  async start(): Promise<void> {
    this.started = true;
    const [first, ...others] = this.openable.map(held => this.tryInTurn(held));
    const tried = Promise.resolve(first).then(() => (this.boundCount > 0 ? Promise.all(others) : undefined));
    const { promise: longEnough, resolve } = Promise.withResolvers<void>();
    const timer = this.clock.after(START_WAIT_MS, resolve);
    await Promise.race([tried, longEnough]);
    timer.cancel();
  }

  /**
   * Holds no more than so many binds (or pairs) from now on, and no more than the options say. Resolves once those that are too
   * many are left; those that are missing are opened by and by.
   *
   * @param withinMs how long what is under way on a bind may take to end before it is cut; null for as long as at a stop
   */
  async allow(binds: number, withinMs: number | null): Promise<void> {
    const before = this.allowed;
    const perBind = this.held.length / this.options.binds;
    this.allowed = Math.min(this.held.length, binds * perBind);
    const surplus = this.held.slice(this.allowed);
    for (const { timer } of surplus) timer?.cancel();
    const leaving = Promise.all(surplus.map(({ link }) => link.leave(withinMs)));
    if (this.started) for (const held of this.openable.slice(before)) void this.tryInTurn(held);
    await leaving;
  }

  /**
   * The link with the least to do that takes submissions; undefined when none does. One that has fallen silent is taken only where
   * all have: what goes over it may be in doubt in a moment.
   */
  choose(): Link<Tag> | undefined {
    let best: Link<Tag> | undefined;
    for (const { link } of this.held) {
      if (link.takesSubmissions && (!best || isBetter(link, best))) best = link;
    }
    return best;
  }

  /** How many binds there are at present. */
  get boundCount(): number {
    return this.held.filter(({ link }) => link.isBound).length;
  }

  health(): CarrierHealth {
    if (this.choose()) return { up: true };
    if (this.allowed === 0) return { up: false, why: ALL_ELSEWHERE };
    const { refusal } = this.held.find(held => held.refusal) ?? {};
    if (!refusal) return { up: false, why: `Not bound: ${this.lastWhy}. It is tried again by itself.` };
    return { up: false, why: sentenceOf(refusal) };
  }

  /** What is wrong with the set-up, as far as messages or receipts suffer from it; undefined when they do not. */
  get misconfiguration(): string | undefined {
    const { refusal } = this.held.find(held => held.refusal) ?? {};
    if (!refusal) return undefined;
    if (!this.choose()) return sentenceOf(refusal);
    const hears = this.held.some(({ link }) => link.isBound && link.mode !== 'transmitter');
    return hears ? undefined : `${sentenceOf(refusal)} Messages leave meanwhile, and no receipts come.`;
  }

  /** Leaves all binds, each after what is under way on it. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.lastWhy = 'it has been stopped';
    for (const { timer } of this.held) timer?.cancel();
    await Promise.all(this.held.map(({ link }) => link.close()));
    this.tellUpOrDown();
  }

  private get openable(): readonly Held<Tag>[] {
    return this.held.slice(0, this.allowed);
  }

  private tryInTurn(held: Held<Tag>): Promise<void> {
    this.queue = this.queue.then(() => this.try(held));
    return this.queue;
  }

  private async try(held: Held<Tag>): Promise<void> {
    const { link } = held;
    if (this.stopped || link.isBound || !this.openable.includes(held)) return;
    const waitMs = this.refusedUntil(held) - this.clock.elapsed();
    if (waitMs > 0) return this.later(held, waitMs);
    const attempt = await this.clock.outside(link.open());
    if (this.stopped) return;
    held.refusal = undefined;
    switch (attempt.kind) {
      case 'bound':
        held.boundAt = this.clock.elapsed();
        this.listener.bound(link.mode);
        return this.tellUpOrDown();
      case 'refused':
        if (!this.isMatterOfTime(held, attempt.status)) return this.refused(held, attempt);
        this.lastWhy = `the bind was answered with ${attempt.name}`;
        return this.again(held);
      case 'failed':
        this.lastWhy = attempt.why;
        return this.again(held);
    }
  }

  /** Where nobody is bound, one refusal holds for all, since all have the same credentials; or else for its own link. */
  private refusedUntil(held: Held<Tag>): number {
    const concerned = this.boundCount === 0 ? this.held : [held];
    return Math.max(...concerned.map(({ refusal, retryAt }) => (refusal ? retryAt : -Infinity)));
  }

  /**
   * RBINDFAIL gives no reason. Centres that have not noticed yet that we, or the process before us, are gone refuse another
   * bind with it for a minute or two; what lasts longer is a matter of set-up.
   */
  private isMatterOfTime({ failures }: Held<Tag>, status: number | null): boolean {
    return status === CommandStatus.RBINDFAIL && failures < BIND_FAILURES_MAX;
  }

  private refused(held: Held<Tag>, { status, name, meaning }: Omit<BindRefusal, 'retryAt'>): void {
    const waitMs = jittered(this.options.misconfiguredRetryMs, this.random);
    held.retryAt = this.clock.elapsed() + waitMs;
    held.refusal = { status, name, meaning, retryAt: this.clock.now() + waitMs };
    this.listener.misconfigured(held.refusal);
    this.later(held, waitMs);
  }

  /** What has befallen one line has often befallen all: they are not left to be found out one after the other. */
  private probeOthers(silent: Link<Tag>): void {
    for (const { link } of this.held) if (link !== silent) link.probe();
  }

  private lost(link: Link<Tag>, why: string): void {
    const held = this.held.find(other => other.link === link);
    if (!held || this.stopped) return;
    this.lastWhy = `the session ended: ${why}`;
    this.listener.unbound(link.mode, why);
    this.tellUpOrDown();
    // A carrier that takes the bind and closes at once must not be called in a tight loop either.
    if (this.clock.elapsed() - held.boundAt >= this.options.reconnectMaxMs) held.failures = 0;
    this.again(held);
  }

  private again(held: Held<Tag>): void {
    held.failures += 1;
    this.later(held, reconnectDelayMs(held.failures, this.random, this.options));
  }

  private later(held: Held<Tag>, delayMs: number): void {
    held.timer?.cancel();
    held.timer = this.clock.after(delayMs, () => void this.tryInTurn(held));
  }

  private tellUpOrDown(): void {
    const isUp = this.choose() !== undefined;
    if (isUp === this.wasUp) return;
    this.wasUp = isUp;
    if (isUp) this.listener.up();
    else this.listener.down(this.lastWhy);
  }
}

function isBetter<Tag>(one: Link<Tag>, other: Link<Tag>): boolean {
  return one.isSilent === other.isSilent ? one.load < other.load : other.isSilent;
}

function sentenceOf({ status, name, meaning, retryAt }: BindRefusal): string {
  const what = status === null ? 'the certificate was refused' : 'the bind was refused';
  const advice =
    status === null ? 'the option tls, or the certificate' : 'system id, password or kind of bind';
  return (
    `Misconfigured: ${what} with ${name}. ${meaning} Correct ${advice}; ` +
    `it is tried again at ${new Date(retryAt).toISOString()}.`
  );
}
