/** In which networks numbers are at present: who is asked, and what is remembered of the answers. */
export {
  NumberLookup,
  isNetworkCode,
  networkCode,
  type NumberNetwork,
  type ServingNetwork,
} from './number-lookup.js';
export { Networks, type NetworksParts } from './networks.js';
export { defaultNetworksOptions, type NetworksOptions } from './networks.options.js';
