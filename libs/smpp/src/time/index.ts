/** Time as a port: the system's by default, a hand-turned one for tests, the simulator's own. */
export { ManualTimers } from './manual-timers.js';
export { systemTimers } from './timers.js';
export type { Cancel, Timers } from './timers.js';
