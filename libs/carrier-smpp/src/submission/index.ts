/** From a message to the PDUs that carry it: addresses, alphabets, parts. Pure. */
export { destinationAddress, phoneKey, readAddress, sourceAddress } from './addresses.js';
export { CONCATENATION_LIMIT, submissionPdus } from './submission-pdus.js';
export type { SubmissionPdu, SubmissionPdus } from './submission-pdus.js';
