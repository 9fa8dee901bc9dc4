/** A request and its response, as far as Express and Fastify are alike; the only shapes of them that this door knows. */
export {
  callerOf,
  REQUEST_ID_HEADER,
  requestIdOf,
  setCaller,
  type ApiReply,
  type ApiRequest,
  type Caller,
} from './exchange.js';
