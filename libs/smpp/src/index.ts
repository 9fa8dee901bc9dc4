export { encodePdu, decodePdu } from './codec/index.js';
