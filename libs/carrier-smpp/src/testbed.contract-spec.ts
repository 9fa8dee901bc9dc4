import {
  ManualClock,
  SeededRandom,
  segment,
  type CarrierListener,
  type DeliveryReceipt,
  type InboundSms,
  type Submission,
  type SubmissionResult,
} from '@chappe/sms';
import {
  CommandStatus,
  SmppServer,
  type Pdu,
  type ServerSession,
  type SmppServerOptions,
} from '@chappe/smpp';
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { SmppCarrier } from './carrier.js';
import { clockTimers } from './links/index.js';
import type { SmppCarrierOptions } from './options/index.js';

export const START = Date.parse('2026-03-02T09:00:00Z');

type SubmitHandler = NonNullable<NonNullable<SmppServerOptions['handlers']>['submit_sm']>;

/** A submission of a text, cut as the library cuts it. */
export function submissionOf(text: string, given: Partial<Submission> = {}): Submission {
  const cut = segment(text);
  if (!cut.ok) throw new Error(cut.reason);
  return {
    messageId: 'msg_1',
    attempt: 1,
    to: '+33612345678',
    country: 'FR',
    from: 'CHAPPE',
    text,
    encoding: cut.encoding,
    parts: cut.parts.map((part, index) => ({ number: index + 1, text: part.text })),
    purpose: 'transactional',
    messageClass: null,
    priority: 'medium',
    validityMs: 48 * 3_600_000,
    ...given,
  };
}

/** The library's ear, which remembers what it was told and can be made unable to store. */
export class Ear implements CarrierListener {
  readonly receipts: DeliveryReceipt[] = [];
  readonly inbounds: InboundSms[] = [];
  readonly refusals: string[] = [];
  away = false;

  async receipt(receipt: DeliveryReceipt): Promise<void> {
    if (this.away) throw new Error('The storage is away.');
    this.receipts.push(receipt);
  }

  misconfigured(why: string): void {
    this.refusals.push(why);
  }

  async inbound(message: InboundSms): Promise<void> {
    if (this.away) throw new Error('The storage is away.');
    this.inbounds.push(message);
  }
}

/** A carrier of ours and a message centre played by the test, over loopback, on one clock that stands still. */
export class Testbed {
  readonly clock = new ManualClock(START);
  readonly ear = new Ear();
  /** What was submitted, in order. */
  readonly submitted: Pdu<'submit_sm'>[] = [];
  /** When each bind was asked for, and as what. */
  readonly binds: { readonly mode: string; readonly at: number; readonly systemId: string }[] = [];
  readonly events: (readonly unknown[])[] = [];
  /** What the centre answers to a bind. */
  bindStatus: (mode: string) => number = () => CommandStatus.ROK;
  /** What the centre answers to a submission. */
  answer: SubmitHandler = pdu => ({ messageId: `id${pdu.sequence}` });
  private readonly cleanups: (() => Promise<unknown> | void)[] = [];

  /** Ends in the order in which things were opened: once the centre is gone, nothing waits for it any more. */
  async close(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0)) await cleanup();
  }

  atEnd(cleanup: () => Promise<unknown> | void): void {
    this.cleanups.push(cleanup);
  }

  async centre(
    port = 0,
    given: Partial<SmppServerOptions> = {},
  ): Promise<{ server: SmppServer; port: number }> {
    const server = new SmppServer({
      timers: clockTimers(this.clock),
      systemId: 'centre',
      enquireLinkIntervalMs: 0,
      onBind: bind => {
        const mode = bind.command.replace('bind_', '');
        this.binds.push({ mode, at: this.clock.now(), systemId: bind.systemId });
        return this.bindStatus(mode);
      },
      handlers: {
        submit_sm: (pdu, session) => {
          this.submitted.push(pdu);
          return this.answer(pdu, session);
        },
      },
      ...given,
    });
    const address = await server.listen({ port });
    this.atEnd(() => server.close({ force: true }));
    return { server, port: address.port };
  }

  carrier(port: number, given: Partial<SmppCarrierOptions> = {}): SmppCarrier {
    const url = `smpp://chappe:secret@127.0.0.1:${port}`;
    const options = { name: 'test', url, enquireLinkIntervalMs: 0, ...given };
    const carrier = new SmppCarrier(options, this.clock, new SeededRandom(1));
    for (const event of ['bound', 'unbound', 'up', 'down', 'misconfigured', 'oddity', 'notStored'] as const)
      carrier.events.on(event, (...values: unknown[]) => void this.events.push([event, ...values]));
    this.atEnd(() => carrier.stop());
    return carrier;
  }

  /** A carrier that is bound to a centre. */
  async open(
    given: Partial<SmppCarrierOptions> = {},
    centre: Partial<SmppServerOptions> = {},
  ): Promise<{ carrier: SmppCarrier; server: SmppServer; sessions: readonly ServerSession[]; port: number }> {
    const { server, port } = await this.centre(0, centre);
    const carrier = this.carrier(port, given);
    await carrier.start(this.ear);
    return { carrier, server, sessions: [...server.sessions], port };
  }

  submit(
    carrier: SmppCarrier,
    submission: Submission,
    signal = new AbortController().signal,
  ): Promise<SubmissionResult> {
    return carrier.submit(submission, { signal });
  }

  /** Waits, without any time passing, until something is so. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    for (let turns = 0; turns < 5_000; turns++) {
      if (isSo()) return;
      await turn();
    }
    throw new Error(`It never came to this: ${what}`);
  }

  /** Lets time pass to the next timer, again and again, until something is so. */
  async passUntil(what: string, isSo: () => boolean): Promise<void> {
    for (let timers = 0; timers < 200; timers++) {
      for (let turns = 0; turns < 50; turns++) {
        if (isSo()) return;
        await turn();
      }
      const dueAt = this.clock.nextDueAt();
      if (dueAt !== undefined) await this.clock.moveTo(dueAt);
    }
    throw new Error(`It never came to this: ${what}`);
  }

  named(event: string): readonly (readonly unknown[])[] {
    return this.events.filter(([name]) => name === event);
  }
}

/** Waits for a session to be gone. */
export async function gone(session: ServerSession): Promise<void> {
  if (!session.isClosed) await once(session, 'close');
}
