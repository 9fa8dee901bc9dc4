import { PeriodicWorkRepository } from '@chappe/sms';
import { integer, text } from './column.js';
import { entity } from './entity.js';
import type { Session } from './session.js';
import { Table } from './table.js';

/** When each periodic work was begun last. */
export const periodicWorkTable = new Table<{ readonly name: string; readonly begunAt: number }>(
  'sms_periodic_work',
  { name: text(), begunAt: integer() },
);

export const periodicWorkEntity = entity(periodicWorkTable, {
  name: 'SmsPeriodicWork',
  primaryKey: ['name'],
});

/** Who does which periodic work: whoever is first to write that it begins. */
export class SqlPeriodicWorkRepository extends PeriodicWorkRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async begin(name: string, now: number, since: number): Promise<boolean> {
    const written = await this.session.run(
      `insert into sms_periodic_work (name, begun_at) values (?, ?)
       on conflict (name) do update set begun_at = excluded.begun_at where sms_periodic_work.begun_at <= ? or sms_periodic_work.begun_at > ?`,
      [name, now, since, now],
    );
    return written === 1;
  }
}
