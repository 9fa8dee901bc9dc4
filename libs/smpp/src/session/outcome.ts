import type { AnswerableName, Pdu, ResponseName } from '../codec/index.js';

/**
 * Why a request has no answer:
 *
 * - `timeout`: the peer did not answer in time, or the request could not leave in time.
 * - `closed`: the connection is gone.
 * - `unbound`: one side has said unbind.
 * - `aborted`: the caller's signal was raised.
 * - `queue-full`: more octets wait to be sent than `maxQueuedOctets` allows.
 * - `wrong-state`: the bind does not allow this command, so it was not sent.
 * - `garbled`: an answer came, but it could not be read.
 */
export type UnansweredReason =
  'timeout' | 'closed' | 'unbound' | 'aborted' | 'queue-full' | 'wrong-state' | 'garbled';

/** A request whose answer is missing. */
export interface Unanswered {
  readonly kind: 'unanswered';
  readonly reason: UnansweredReason;
  /**
   * Whether the octets were handed to the system. False is certain: the peer has nothing, sending again cannot double.
   * True means that the peer may have the request, or a piece of it.
   */
  readonly left: boolean;
  /** The request's sequence number, once it had one: an answer that comes late carries it. */
  readonly sequence: number | undefined;
}

/** A request and its answer, whatever its status. */
export interface Answered<C extends AnswerableName> {
  readonly kind: 'answered';
  /** A generic_nack when the peer could not make sense of the request; look at `status` in any case. */
  readonly response: Pdu<ResponseName<C>> | Pdu<'generic_nack'>;
  readonly sequence: number;
}

/** How a request ended. A value and not an exception: the caller must look. */
export type RequestOutcome<C extends AnswerableName> = Answered<C> | Unanswered;

export function unanswered(reason: UnansweredReason, left: boolean, sequence?: number): Unanswered {
  return { kind: 'unanswered', reason, left, sequence };
}
