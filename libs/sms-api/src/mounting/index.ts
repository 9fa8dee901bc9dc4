/** How this door is hung into its host's addresses without touching the others. */
export { Entrance } from './entrance.js';
export { ADDRESS_LENGTH_MAX } from './early-refusals.js';
export { Mount } from './mount.js';
export { METHODS, routes, type Method } from './routes.js';
export { UnroutedController } from './unrouted.controller.js';
