/** The control door: what a tester drives. */
export { FaultsController } from './faults.controller.js';
export { JournalController } from './journal.controller.js';
export { OperatorsController } from './operators.controller.js';
export { PhonesController } from './phones.controller.js';
export { SubscribersController } from './subscribers.controller.js';
export { WaitController } from './wait.controller.js';
export { WorldController } from './world.controller.js';
