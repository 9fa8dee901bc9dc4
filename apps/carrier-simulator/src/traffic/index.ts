/**
 * What went through the doors: the last requests of clients with their answers, and the last things that clients were told,
 * each beside the entries of the journal that it was about. The page shows it.
 */
export { httpMessage } from './exchange.js';
export type { Exchange, HttpExchange, HttpMessage, SmppExchange } from './exchange.js';
export { Traffic } from './traffic.js';
export type { Payload } from './traffic.js';
export { WatchedCentre } from './watched-centre.js';
