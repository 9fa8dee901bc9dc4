import type { EntitySchema } from '@mikro-orm/core';
import {
  accountEntity,
  accountSchema,
  apiTokenEntity,
  apiTokenSchema,
  dailyUseEntity,
} from './accounts/index.js';
import { ledgerEntity, walletEntity } from './credits/index.js';
import { orphanReceiptEntity, pausedCarrierEntity, slotEntity } from './delivery/index.js';
import { outboxEntity } from './events/index.js';
import { idempotencyEntity, periodicWorkEntity } from './kernel/index.js';
import { messageEntity, messageSchema, moveEntity, partEntity } from './messages/index.js';
import { optOutEntity, unknownNumberEntity } from './opt-outs/index.js';

/** Tables that the domain has no class for. */
const rowEntities: readonly EntitySchema[] = [
  idempotencyEntity,
  outboxEntity,
  dailyUseEntity,
  optOutEntity,
  unknownNumberEntity,
  walletEntity,
  ledgerEntity,
  moveEntity,
  partEntity,
  orphanReceiptEntity,
  pausedCarrierEntity,
  slotEntity,
  periodicWorkEntity,
];

/** The tables as our own MikroORM needs to know them: to make them, and to compare them with the migrations. */
export const schemaEntities: readonly EntitySchema[] = [
  ...rowEntities,
  accountSchema,
  apiTokenSchema,
  messageSchema,
];

/**
 * The entities of every table, for a host that wants to read them with a MikroORM of its own. `Message`, `Account` and
 * `ApiToken` come back as the classes of `@chappe/sms`.
 *
 * Change nothing through them: the books and the queue are kept right by the ports alone. The tables are made by this
 * library's own migrations, so tell the host's schema generator to leave them: `schemaGenerator: { skipTables: [/^sms_/] }`.
 *
 * @example
 * const orm = await MikroORM.init({ clientUrl, entities: [...hostEntities, ...smsEntities] });
 * const late = await orm.em.fork().find(Message, { state: 'buffered' });
 */
export const smsEntities: readonly EntitySchema[] = [
  ...rowEntities,
  accountEntity,
  apiTokenEntity,
  messageEntity,
];
