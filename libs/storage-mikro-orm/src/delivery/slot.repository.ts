import { SlotRepository, type SlotHolder } from '@chappe/sms';
import type { Session } from '../kernel/index.js';
import { slotTable } from './slot.table.js';

/** Who holds the slots of carriers. */
export class SqlSlotRepository extends SlotRepository {
  constructor(private readonly session: Session) {
    super();
  }

  async lock(carrier: string): Promise<readonly SlotHolder[]> {
    // Not the rows: who joins has none yet.
    await this.session.reserve(`slots\n${carrier}`);
    const rows = await this.session.returning(
      `select ${slotTable.selection} from sms_carrier_slots where carrier = ? order by node`,
      [carrier],
    );
    return rows.map(row => slotTable.read(row));
  }

  async save(holder: SlotHolder): Promise<void> {
    await this.session.insert(
      slotTable,
      [holder],
      'on conflict (carrier, node) do update set slots = excluded.slots, beat = excluded.beat',
    );
  }

  async remove(carrier: string, nodes: readonly string[]): Promise<void> {
    await this.session.run(
      `delete from sms_carrier_slots where carrier = ? and ${this.session.among('node')}`,
      [carrier, nodes],
    );
  }
}
