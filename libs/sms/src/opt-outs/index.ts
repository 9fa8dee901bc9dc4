/** The suppression list: numbers that said STOP to an account, and those that networks do not know, asked at every send; and the words of STOP. */
export { type OptOut, type OptOutSource } from './opt-out.js';
export { OptOutRepository } from './opt-out.repository.js';
export { OPT_OUTS_PER_CALL_MAX, OptOutService, addOptOuts, removeOptOut } from './opt-out.service.js';
export { type OptOutAdded, type OptOutRemoved } from './opt-out.events.js';
export { SuppressionRepository, type UnknownNumbers } from './suppression.repository.js';
export { keywordOf, START_WORDS, STOP_WORDS, type Keyword } from './keywords.js';
