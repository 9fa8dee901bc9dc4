export { billingContract, type BillingUnderTest, type ContractRunner } from './contracts/billing.contract.js';
export { openWorld, type World, type WorldSettings } from './world/world.js';
export { CentreCarrier } from './world/centre-carrier.js';
export { goInStep } from './world/world-clock.js';
export { DAY, HOUR, MINUTE, SECOND } from './world/duration.js';
export { storageContract, type StorageUnderTest } from './contracts/storage.contract.js';
export { startPostgres, type TestPostgres } from './storage/embedded-postgres.js';
export { MemoryStorage } from './storage/memory.storage.js';
export { carrierContract, type CarrierUnderTest } from './contracts/carrier.contract.js';
