import { SmsError } from '@chappe/sms';

/** The rows of one table that are committed, by key, in the order in which they were first added. */
export type Rows<Row> = ReadonlyMap<string, Row>;

/**
 * One table as a transaction sees it: what is committed, under what it changed itself. Nothing is committed before
 * {@link MemoryTable.changes} are merged, so forgetting them is a rollback. Rows are frozen copies: nobody outside can change one.
 */
export class MemoryTable<Row extends object> {
  /** What this transaction changed; undefined for what it removed. */
  readonly changes = new Map<string, Row | undefined>();

  constructor(
    private readonly committed: Rows<Row>,
    private readonly assertWritable: () => void,
  ) {}

  get(key: string): Row | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.committed.get(key);
  }

  /** {@link MemoryTable.get}, for what is read to be changed: nobody else writes until the transaction ends. */
  lock(key: string): Row | undefined {
    this.assertWritable();
    return this.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** All rows, in the order in which they were first added. */
  all(): Row[] {
    const rows: Row[] = [];
    for (const [key, row] of this.committed) {
      const present = this.changes.has(key) ? this.changes.get(key) : row;
      if (present) rows.push(present);
    }
    for (const [key, row] of this.changes) if (row && !this.committed.has(key)) rows.push(row);
    return rows;
  }

  /** Writes a row, there or not. */
  put(key: string, row: Row): void {
    this.assertWritable();
    this.changes.set(key, Object.freeze({ ...row }));
  }

  /** Writes a row that must not be there. */
  add(key: string, row: Row): void {
    if (this.has(key))
      throw new SmsError('duplicate', `There is a row ${JSON.stringify(key)} already. Nothing was stored.`);
    this.put(key, row);
  }

  /** Writes a row that must be there. */
  replace(key: string, row: Row): void {
    if (!this.has(key))
      throw new SmsError('missing_rows', `There is no row ${JSON.stringify(key)} to change.`);
    this.put(key, row);
  }

  /** Removes a row; answers whether it was there. */
  remove(key: string): boolean {
    this.assertWritable();
    const there = this.has(key);
    if (there) this.changes.set(key, undefined);
    return there;
  }
}

/** The committed rows with these changes; the rows themselves when `inPlace`, for when nobody is looking at them. */
export function merged<Row>(
  committed: Rows<Row>,
  changes: ReadonlyMap<string, Row | undefined>,
  inPlace: boolean,
): Rows<Row> {
  const rows = inPlace ? (committed as Map<string, Row>) : new Map(committed);
  for (const [key, row] of changes) {
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  }
  return rows;
}

/** A copy to the ground, as a database would make one: through JSON. */
export function copyOf<T extends object>(thing: T): T {
  return JSON.parse(JSON.stringify(thing)) as T;
}
