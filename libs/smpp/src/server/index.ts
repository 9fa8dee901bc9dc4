/** The listening end: a server that accepts connections, and the sessions it makes of them. */
export { SmppServer } from './server.js';
export type { ListenOptions, SmppServerEvents, SmppServerOptions } from './server.js';
export { ServerSession } from './server-session.js';
export type { BindHandler, BindRequest } from './server-session.js';
