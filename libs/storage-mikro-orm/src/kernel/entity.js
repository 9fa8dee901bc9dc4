import { EntitySchema, Type } from '@mikro-orm/core';
/** Maps a table for MikroORM from outside, so that the domain imports no ORM. */
export function entity(table, shape) {
    const index = ({ name, properties, where }) => ({
        name,
        properties: [...properties],
        ...(where === undefined ? {} : { where }),
    });
    return new EntitySchema({
        ...(shape.class ? { class: shape.class } : {}),
        name: shape.name,
        tableName: table.name,
        properties: Object.fromEntries(table.properties.map(property => [property, propertyOf(table, property, shape)])),
        indexes: (shape.indexes ?? []).map(index),
        uniques: (shape.uniques ?? []).map(index),
        checks: Object.entries(shape.checks ?? {}).map(([name, expression]) => ({ name, expression })),
    });
}
function propertyOf(table, property, shape) {
    const column = table.columns[property];
    return {
        type: new ColumnType(column),
        fieldName: table.column(property),
        nullable: column.nullable,
        primary: shape.primaryKey.includes(property),
        autoincrement: column.generated,
        // The migrations of PostgreSQL compare keys by their octets (COLLATE "C"); entities are the same on every database.
        ignoreSchemaChanges: ['collation'],
    };
}
/** A {@link Column}, as MikroORM wants to see it. */
class ColumnType extends Type {
    column;
    constructor(column) {
        super();
        this.column = column;
    }
    convertToDatabaseValue(value) {
        return value === null || value === undefined ? null : this.column.write(value);
    }
    convertToJSValue(value) {
        return value === null ? null : this.column.read(value);
    }
    getColumnType(property, platform) {
        switch (this.column.type) {
            case 'text':
                return platform.getTextTypeDeclarationSQL(property);
            case 'bigint':
                return platform.getBigIntTypeDeclarationSQL(property);
            case 'smallint':
                return platform.getSmallIntTypeDeclarationSQL(property);
            case 'boolean':
                return platform.getBooleanTypeDeclarationSQL();
        }
    }
}
//# sourceMappingURL=entity.js.map