import {
  AccountRepository,
  CarrierRepository,
  IdempotencyRepository,
  LedgerRepository,
  MessageRepository,
  OptOutRepository,
  OutboxRepository,
  PeriodicWorkRepository,
  ReceiptRepository,
  SlotRepository,
  SuppressionRepository,
  type RepositoryPort,
} from '@chappe/sms';
import { SqlAccountRepository } from './accounts/index.js';
import { SqlLedgerRepository } from './credits/index.js';
import { SqlCarrierRepository, SqlReceiptRepository, SqlSlotRepository } from './delivery/index.js';
import { SqlOutboxRepository } from './events/index.js';
import {
  SqlIdempotencyRepository,
  SqlPeriodicWorkRepository,
  type Repositories,
  type Session,
} from './kernel/index.js';
import { QueueTurn, SqlMessageRepository } from './messages/index.js';
import { SqlOptOutRepository, SqlSuppressionRepository } from './opt-outs/index.js';

/** What fills each repository port of `@chappe/sms`, for one storage. */
export function sqlRepositories(): Repositories {
  const turn = new QueueTurn();
  return new Map<RepositoryPort<unknown>, (session: Session) => unknown>([
    [IdempotencyRepository, session => new SqlIdempotencyRepository(session)],
    [OutboxRepository, session => new SqlOutboxRepository(session)],
    [AccountRepository, session => new SqlAccountRepository(session)],
    [OptOutRepository, session => new SqlOptOutRepository(session)],
    [SuppressionRepository, session => new SqlSuppressionRepository(session)],
    [LedgerRepository, session => new SqlLedgerRepository(session)],
    [MessageRepository, session => new SqlMessageRepository(session, turn)],
    [ReceiptRepository, session => new SqlReceiptRepository(session)],
    [CarrierRepository, session => new SqlCarrierRepository(session)],
    [SlotRepository, session => new SqlSlotRepository(session)],
    [PeriodicWorkRepository, session => new SqlPeriodicWorkRepository(session)],
  ]);
}
