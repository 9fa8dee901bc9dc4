/** The `chappe-sim` command: runs scenarios, records them, explains numbers, waits for a simulator and fetches its journal. */
export { command, EXIT, type Surroundings } from './command.js';
