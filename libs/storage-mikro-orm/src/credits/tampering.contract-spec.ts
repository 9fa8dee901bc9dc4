import type { StorageUnderTest } from '@chappe/testing';

type Tampering = Parameters<NonNullable<StorageUnderTest['tamper']>>[0];

/** What takes the triggers away that keep the rows of the books. */
export const UNGUARD = {
  sqlite: [
    'drop trigger if exists sms_ledger_keep_changed',
    'drop trigger if exists sms_ledger_keep_removed',
  ],
  postgresql: ['drop trigger if exists sms_ledger_keep on sms_ledger'],
} as const;

/** The statements that do to the books what somebody with a database client would. */
export function statementsOf(tampering: Tampering): readonly string[] {
  switch (tampering.kind) {
    case 'change':
      return [`update sms_ledger set micros = ${tampering.micros} where id = '${tampering.rowId}'`];
    case 'remove':
      return [`delete from sms_ledger where id = '${tampering.rowId}'`];
    case 'swap': {
      const [one, other] = tampering.rowIds;
      const place = (id: string) => `(select abs(seq) from sms_ledger where id = '${id}')`;
      return [
        `update sms_ledger set seq = -seq where id = '${one}'`,
        `create table swapped as select ${place(other)} as place`,
        `update sms_ledger set seq = -seq where id = '${other}'`,
        `update sms_ledger set seq = ${place(one)} where id = '${other}'`,
        `update sms_ledger set seq = (select place from swapped) where id = '${one}'`,
        'drop table swapped',
      ];
    }
  }
}
