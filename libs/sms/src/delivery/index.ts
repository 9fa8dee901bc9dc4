/** The way out and back: dispatcher, pacing, retries, receipts, expiry, and the port that carriers fill. */
export {
  Carrier,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type DeliveryReceipt,
  type InboundSms,
  type PartAnswer,
  type Submission,
  type SubmissionPart,
  type SubmissionResult,
} from './carrier.js';
export { ReceiptRepository, type OrphanReceipt } from './receipt.repository.js';
export { defaultDeliveryOptions, type DeliveryOptions } from './delivery.options.js';
export {
  Delivery,
  type DeliveryParts,
  type DeliveryStatus,
  type InboundReceived,
} from './delivery.service.js';
