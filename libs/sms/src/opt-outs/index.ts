/** The suppression list: numbers that said STOP to an account, asked at every send. */
export { type OptOut, type OptOutSource } from './opt-out.js';
export { OptOutRepository } from './opt-out.repository.js';
