/**
 * The Storage port of `@chappe/sms` on MikroORM: SQLite by default, PostgreSQL to scale out. The domain's classes are mapped
 * from outside and know nothing of it; one set of repositories serves both databases, in the SQL that both understand.
 */
export { migrateStorage, mikroOrmStorage, postgresqlDefaults, sqliteDefaults, } from './mikro-orm.storage.js';
export { smsEntities } from './entities.js';
//# sourceMappingURL=index.js.map