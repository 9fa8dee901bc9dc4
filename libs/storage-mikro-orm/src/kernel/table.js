/**
 * How a thing of the domain is kept in a table. The one place where both are named: the ORM's entity, the statements and
 * the reading of rows follow from it.
 */
export class Table {
    name;
    columns;
    names;
    prototype;
    properties;
    /** What an insert names: everything that the database does not count up by itself. */
    inserted;
    /** The list of all columns, for a `select`. */
    selection;
    /**
     * @param columns how each property is kept
     * @param names columns that are not called like their property in snake case (because SQL has taken the word)
     * @param prototype what a row that is read becomes an instance of; the constructor is not called
     */
    constructor(name, columns, names = {}, prototype = Object.prototype) {
        this.name = name;
        this.columns = columns;
        this.names = names;
        this.prototype = prototype;
        this.properties = Object.keys(columns);
        this.inserted = this.properties.filter(property => !columns[property].generated);
        this.selection = this.list(this.properties);
    }
    /** What the column of a property is called. */
    column(property) {
        return this.names[property] ?? property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
    }
    /** The columns of some properties, separated by commas. */
    list(properties, prefix = '') {
        return properties.map(property => prefix + this.column(property)).join(', ');
    }
    /** The cells of a thing, for these properties. */
    write(thing, properties = this.inserted) {
        return properties.map(property => this.columns[property].write(thing[property]));
    }
    /** The thing that a row of {@link Table.selection} describes. */
    read(row) {
        const thing = Object.create(this.prototype);
        this.properties.forEach((property, index) => {
            thing[property] = this.columns[property].read(row[index]);
        });
        return thing;
    }
}
//# sourceMappingURL=table.js.map