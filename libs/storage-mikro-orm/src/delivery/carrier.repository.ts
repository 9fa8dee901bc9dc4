import { CarrierRepository } from '@chappe/sms';
import type { Session } from '../kernel/index.js';

/** Which carriers are held up by hand. */
export class SqlCarrierRepository extends CarrierRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async pause(carrier: string, at: number): Promise<boolean> {
    const added = await this.session.run(
      'insert into sms_paused_carriers (carrier, paused_at) values (?, ?) on conflict (carrier) do nothing',
      [carrier, at],
    );
    return added === 1;
  }

  async resume(carrier: string): Promise<boolean> {
    return (await this.session.run('delete from sms_paused_carriers where carrier = ?', [carrier])) === 1;
  }

  async paused(): Promise<readonly string[]> {
    const rows = await this.session.rows('select carrier from sms_paused_carriers order by carrier');
    return rows.map(([carrier]) => String(carrier));
  }
}
