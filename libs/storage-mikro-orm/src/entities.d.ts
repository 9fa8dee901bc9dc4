import type { EntitySchema } from '@mikro-orm/core';
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
export declare const smsEntities: readonly EntitySchema[];
//# sourceMappingURL=entities.d.ts.map