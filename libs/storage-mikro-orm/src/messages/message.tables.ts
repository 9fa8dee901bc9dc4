import { Message, PRIORITIES, type MessagePart, type Move } from '@chappe/sms';
import { boolean, entity, integer, nullable, rank, Table, text, type EntityShape } from '../kernel/index.js';
import { network } from './network.column.js';

/** What of a message is stored; the rest of the class follows from it. */
export type StoredMessage = Omit<Message, 'isFinal' | 'costMicros' | 'moveTo' | 'noteEdit'>;

export const messageTable = new Table<StoredMessage>(
  'sms_messages',
  {
    id: text(),
    accountId: text(),
    to: text(),
    country: text(),
    from: nullable(text()),
    text: text(),
    purpose: text(),
    type: text(),
    messageClass: nullable(text()),
    encoding: text(),
    partCount: integer(),
    priority: rank(PRIORITIES),
    replyable: boolean(),
    tag: nullable(text()),
    clientRef: nullable(text()),
    campaignId: nullable(text()),
    callbackUrl: nullable(text()),
    asset: text(),
    pricePerPartMicros: integer(),
    network: nullable(network()),
    pricedNetwork: nullable(text()),
    validityMs: integer(),
    createdAt: integer(),
    scheduledAt: nullable(integer()),
    state: text(),
    reason: nullable(text()),
    rawCode: nullable(text()),
    sentAt: nullable(integer()),
    deliveredAt: nullable(integer()),
    finalAt: nullable(integer()),
    validUntil: nullable(integer()),
    wakeAt: nullable(integer()),
    leaseOwner: nullable(text()),
    attempts: integer(),
    carrier: nullable(text()),
    moveCount: integer(),
    hiddenAt: nullable(integer()),
  },
  { to: 'recipient', from: 'sender' },
  Message.prototype,
);

/**
 * Two kinds of indexes. Those of the queue hold only messages that wait for something, so that finished ones cost nothing:
 * `queue` (whose turn is it), `due` (who has to be looked at), `validity` (who has outlived its own). Those of the lists
 * hold only what is not hidden, in the order in which it is shown; `list` holds it state by state, so that a state which few
 * messages are in is found, and one that many are in is counted, without a look at the others.
 */
const messageShape: EntityShape<StoredMessage> = {
  name: 'Message',
  primaryKey: ['id'],
  indexes: [
    {
      name: 'sms_messages_queue',
      properties: ['accountId', 'priority', 'wakeAt', 'id'],
      where: "state = 'queued'",
    },
    { name: 'sms_messages_validity', properties: ['validUntil'], where: "state = 'queued'" },
    { name: 'sms_messages_due', properties: ['state', 'wakeAt', 'id'], where: 'final_at is null' },
    {
      name: 'sms_messages_list',
      properties: ['accountId', 'state', 'createdAt', 'id'],
      where: 'hidden_at is null',
    },
    {
      name: 'sms_messages_to',
      properties: ['accountId', 'to', 'createdAt', 'id'],
      where: 'hidden_at is null',
    },
    {
      name: 'sms_messages_tag',
      properties: ['accountId', 'tag', 'createdAt', 'id'],
      where: 'hidden_at is null and tag is not null',
    },
    {
      name: 'sms_messages_campaign',
      properties: ['accountId', 'campaignId', 'createdAt', 'id'],
      where: 'hidden_at is null and campaign_id is not null',
    },
  ],
};
export const messageSchema = entity(messageTable, messageShape);
export const messageEntity = entity(
  messageTable,
  messageShape,
  Message as unknown as { prototype: StoredMessage },
);

export const moveTable = new Table<Move>(
  'sms_moves',
  {
    messageId: text(),
    seq: integer(),
    at: integer(),
    from: nullable(text()),
    to: text(),
    cause: text(),
    reason: nullable(text()),
    rawCode: nullable(text()),
    attempt: integer(),
    carrier: nullable(text()),
  },
  { from: 'from_state', to: 'to_state' },
);

export const moveEntity = entity(moveTable, { name: 'SmsMove', primaryKey: ['messageId', 'seq'] });

export const partTable = new Table<MessagePart>('sms_parts', {
  messageId: text(),
  number: integer(),
  carrier: text(),
  reference: nullable(text()),
  state: text(),
  reason: nullable(text()),
  rawCode: nullable(text()),
  at: integer(),
});

export const partEntity = entity(partTable, {
  name: 'SmsPart',
  primaryKey: ['messageId', 'number'],
  indexes: [
    { name: 'sms_parts_reference', properties: ['carrier', 'reference'], where: 'reference is not null' },
  ],
});
