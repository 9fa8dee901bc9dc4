import type { LedgerRow, PlacedRow } from '@chappe/sms';
import type { Row } from '../kernel/index.js';
import { ledgerTable, type StoredLedgerRow } from './ledger.tables.js';

/**
 * A row as it is found, however odd: where the books are verified, a figure that nobody could have written must not stop the
 * reading, because the hash tells where it stands.
 */
export function asFound(cells: Row): PlacedRow {
  const found: Partial<Record<keyof StoredLedgerRow, unknown>> = {};
  ledgerTable.properties.forEach((property, index) => {
    const cell = cells[index];
    const counts = ledgerTable.columns[property].type === 'bigint';
    found[property] = cell === null ? null : counts ? Number(cell) : String(cell);
  });
  const { seq, ...row } = found;
  return { place: seq as number, row: row as unknown as LedgerRow };
}
