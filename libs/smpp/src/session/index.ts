/**
 * Sessions: one connection each, the same on both ends. What a session promises: every request settles, with the truth
 * about whether it left; no queue without a bound; no input that costs more than the connection it came by.
 */
export { mayRequest } from './bind-states.js';
export type { BindMode, Side } from './bind-states.js';
export { ClientSession, INTERFACE_VERSION_34 } from './client-session.js';
export type { Credentials } from './client-session.js';
export { connect, SmppConnectError } from './connect.js';
export type { ConnectOptions } from './connect.js';
export { NEVER_ANSWER } from './handlers.js';
export type { Answer, HandledName, Handlers } from './handlers.js';
export type { Answered, RequestOutcome, Unanswered, UnansweredReason } from './outcome.js';
export { SmppSession } from './session.js';
export type { RequestOptions, SessionState } from './session.js';
export type { EndReason, SessionEnd, SessionEvents, SessionStats } from './session.events.js';
export { SESSION_DEFAULTS, SmppOptionError } from './session.options.js';
export type { SessionLimits, SessionOptions, Trace } from './session.options.js';
