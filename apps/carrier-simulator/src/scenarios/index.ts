/** Scenarios at the control door: run in the live simulator or apart from it, recorded, and their schema. */
export { MAX_REAL_WAIT_MS } from './live-clock.js';
export { ScenariosController } from './scenarios.controller.js';
export { SCENARIO_MEDIA_TYPES } from './scenario-body.js';
