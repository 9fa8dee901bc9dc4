/**
 * Runs: several test suites in one simulator that do not see each other. A run owns a block of a million phone numbers and a
 * family of client ids. What happens belongs to the run of the phone it is about, else to the run of the client; what is about
 * neither (faults, the network, a reset) belongs to nobody. Requests name their run in `x-chappe-run`.
 *
 * Time is one for all, and so are the faults, the operators and who gets what phones send to a number.
 */
export { RUN_HEADER, RunGuard, RunScoped } from './run.guard.js';
export { RunsController } from './runs.controller.js';
export { MAX_RUNS, Runs, type Run } from './runs.js';
