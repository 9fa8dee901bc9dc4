import type { AnswerableName, Pdu, PduBody, RequestName, ResponseName } from '../codec/index.js';

/** Answered by a handler that wants the peer to get no answer at all: what a carrier does on a bad day. */
export const NEVER_ANSWER: unique symbol = Symbol('never answer');

/** The commands that handlers are asked about; the session itself looks after binds, enquire_link and unbind. */
export type HandledName = Exclude<AnswerableName, 'enquire_link' | 'unbind' | `bind_${string}`>;

/**
 * The answer to a request: a command_status, or the fields of the response (status 0 unless given), or nothing for
 * status 0 without fields, or {@link NEVER_ANSWER}.
 */
export type Answer<C extends AnswerableName> =
  number | (PduBody<ResponseName<C>> & { readonly status?: number }) | typeof NEVER_ANSWER | undefined | void;

/**
 * Called for each request of the peer, in the order of the wire. An answer may come at once or as a promise, in any
 * order; while `maxUnanswered` promises are open the session stops reading. What a handler throws is answered with
 * RSYSERR and told by the event `handlerError`. A command without a handler is answered with RINVCMDID.
 */
export type Handlers<S> = {
  readonly [C in HandledName]?: (pdu: Pdu<C>, session: S) => Answer<C> | Promise<Answer<C>>;
};

/** A handler without its types, as the session calls it. */
export type AnyHandler<S> = (
  pdu: Pdu<RequestName>,
  session: S,
) => Answer<AnswerableName> | Promise<Answer<AnswerableName>>;
