import type { AnyPdu, AnyRequest, Pdu, PduDecodeError } from '../codec/index.js';

/**
 * Why a session ended:
 *
 * - `unbound`: one side said unbind.
 * - `ended`: we closed it, after sending what was queued.
 * - `destroyed`: we cut it.
 * - `peer-closed`: the peer closed the connection.
 * - `bind-refused`: the bind was refused or never answered.
 * - `not-bound-in-time`: the peer connected and did not bind.
 * - `bad-frame`: the peer does not frame as SMPP does.
 * - `unfinished-pdu`: the peer began a PDU and did not finish it in time.
 * - `dead-link`: the peer did not answer enquire_link.
 * - `not-reading`: the peer takes none of what we answer.
 * - `socket-error`: the system reported an error.
 */
export type EndReason =
  | 'unbound'
  | 'ended'
  | 'destroyed'
  | 'peer-closed'
  | 'bind-refused'
  | 'not-bound-in-time'
  | 'bad-frame'
  | 'unfinished-pdu'
  | 'dead-link'
  | 'not-reading'
  | 'socket-error';

/** How a session ended. */
export interface SessionEnd {
  readonly reason: EndReason;
  /** The error behind it, when there is one: of the socket, or of the framing. */
  readonly error: Error | undefined;
}

/** What a session tells. Nothing of it has to be listened to: no event here is called `error`. */
export interface SessionEvents {
  /** The session is bound and may carry messages. */
  bound: [];
  /** The connection is gone and every request is settled. Comes once. */
  close: [end: SessionEnd];
  /** The peer owes us answers and has said nothing for `awaitingEnquireLinkIntervalMs`; it is being asked whether it is there. */
  silent: [];
  /** A response that no request of ours waits for: late, doubled or made up. It was dropped. */
  unsolicited: [pdu: AnyPdu];
  /** A frame that could not be read. A request was answered with generic_nack. */
  malformed: [error: PduDecodeError];
  /** A handler threw, or answered what cannot be encoded; the peer got RSYSERR. */
  handlerError: [error: unknown, request: AnyRequest];
  /** The message centre asks us to bind (clients only). */
  outbind: [pdu: Pdu<'outbind'>];
  /** A phone that was away is back (clients only). */
  alertNotification: [pdu: Pdu<'alert_notification'>];
}

/** Counters of one session. */
export interface SessionStats {
  /** Frames taken from the peer, malformed ones included. */
  framesIn: number;
  /** PDUs queued to be sent. */
  pdusOut: number;
  malformed: number;
  unsolicited: number;
  handlerErrors: number;
}
