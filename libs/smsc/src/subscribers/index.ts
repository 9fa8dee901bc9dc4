/**
 * The subscribers: who has which number, what their phones are like, what is on them. A number that was never mentioned
 * is an ordinary reachable phone and costs no memory, but for its last messages while it is among the recent ones.
 */
export { locate, type Location } from './location.js';
export { mistakesInSettings } from './mistakes-in-settings.js';
export type { MessageClass, PhoneMessage, PhoneMessagePart } from './phone-message.js';
export { Phone, type ArrivingPart } from './phone.js';
export { muteReason, obstacleOf, stateAt, wantsPeace } from './reception.js';
export { SubscriberError } from './subscriber.errors.js';
export type { AutoReply, Fate, PhoneState, SubscriberSettings, SubscriberView } from './subscriber.js';
export { Subscribers, type SubscribersOptions } from './subscribers.js';
