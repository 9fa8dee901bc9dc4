/** The carrier's HTTP door: submissions in, receipts and messages from phones out. */
export { callerOf, DEFAULT_CLIENT, requireName } from './caller.js';
export { CarrierDoor, MAX_ITEMS } from './carrier-door.js';
export { CentreMessageDto } from './carrier.dto.js';
export { ConnectionsController } from './connections.controller.js';
export { HeldRequests } from './held-requests.js';
export { HttpAccounts } from './http-accounts.js';
export { CarrierMessagesController, messageDto } from './messages.controller.js';
export { UrlGuard } from './url-guard.js';
