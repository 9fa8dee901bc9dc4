/** The `chappe-sim` command: runs scenarios, records them, explains numbers. */
export { command, EXIT, type Surroundings } from './command.js';
