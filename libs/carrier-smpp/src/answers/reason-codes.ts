import { reasons, type Reason, type ReasonKey } from '@chappe/sms';

/** A table of codes of the catalogue of reasons: `smpp`, `map`, and those of vendors. */
export type ReasonTable = keyof Reason['codes'];

const KEYS: ReadonlyMap<string, ReasonKey> = new Map(
  (Object.keys(reasons) as ReasonKey[]).flatMap(key =>
    Object.entries(reasons[key].codes).flatMap(([table, codes]) =>
      codes.map(code => [`${table} ${code}`, key] as const),
    ),
  ),
);

/** The tables there are. */
export const REASON_TABLES: ReadonlySet<string> = new Set(
  [...KEYS.keys()].map(key => key.split(' ')[0] ?? ''),
);

/** What a code of a table means in the library's words; undefined when the table does not have it. */
export function reasonOfCode(table: ReasonTable, code: number): ReasonKey | undefined {
  return KEYS.get(`${table} ${code}`);
}
