/** The way out and back: dispatcher, pacing, retries, receipts, expiry, and the port that carriers fill. */
export {
  Carrier,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type DeliveryReceipt,
  type InboundSms,
  type PartAnswer,
  type PartQuery,
  type Submission,
  type SubmissionPart,
  type SubmissionResult,
} from './carrier.js';
export { CARRIERS_TOPIC, CarrierRepository } from './carrier.repository.js';
export { type BreakerState } from './breaker.js';
export { type CarrierEvent, type CarrierEventType, type CarrierFact } from './carrier.events.js';
export { type Allotment, type CarrierLimits } from './limits.js';
export { SLOTS_TOPIC, SlotRepository, type SlotHolder } from './slot.repository.js';
export { type Route, type SenderKind } from './route.js';
export { routeMistakes } from './route.check.js';
export { ReceiptRepository, type OrphanReceipt } from './receipt.repository.js';
export { defaultDeliveryOptions, type DeliveryOptions } from './delivery.options.js';
export {
  Delivery,
  type DeliveryParts,
  type DeliveryStatus,
  type InboundReceived,
} from './delivery.service.js';
