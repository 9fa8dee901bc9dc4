import type { SubscriberSettings } from '@chappe/smsc';

/** A message as somebody who sent it sees it. */
export interface SeenMessage {
  readonly status: string;
  /** The key of the reason, if there is one. */
  readonly reason: string | null;
  readonly permanent: boolean | null;
  /** The states it has been in, in order. */
  readonly states: readonly string[];
  /** When it came into its present state, in milliseconds since the epoch. */
  readonly since: number;
  readonly createdAt: number;
}

/**
 * Where a story is played: in one process on virtual time, or across real processes that follow one clock. A story does not
 * know which.
 */
export interface Stage {
  /** Prepares a phone. */
  subscriber(msisdn: string, settings: SubscriberSettings): Promise<void>;
  /** Sends one message and answers its id. */
  send(command: {
    readonly to: string;
    readonly text: string;
    readonly purpose?: 'marketing';
  }): Promise<string>;
  look(id: string): Promise<SeenMessage>;
  /** The texts on a phone. */
  phone(msisdn: string): Promise<readonly string[]>;
  /** Lets time pass and everything happen that is due in it. */
  advance(durationMs: number): Promise<void>;
  /** What the account has: in micro-units. */
  wallet(): Promise<{ readonly availableMicros: number; readonly heldMicros: number }>;
  close(): Promise<void>;
}
