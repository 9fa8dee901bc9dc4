export { billingContract, type BillingUnderTest, type ContractRunner } from './contracts/billing.contract.js';
