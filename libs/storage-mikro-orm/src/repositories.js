import { AccountRepository, IdempotencyRepository, LedgerRepository, MessageRepository, OptOutRepository, OutboxRepository, ReceiptRepository, } from '@chappe/sms';
import { SqlAccountRepository } from './accounts/index.js';
import { SqlLedgerRepository } from './credits/index.js';
import { SqlReceiptRepository } from './delivery/index.js';
import { SqlOutboxRepository } from './events/index.js';
import { SqlIdempotencyRepository } from './kernel/index.js';
import { QueueTurn, SqlMessageRepository } from './messages/index.js';
import { SqlOptOutRepository } from './opt-outs/index.js';
/** What fills each repository port of `@chappe/sms`, for one storage. */
export function sqlRepositories() {
    const turn = new QueueTurn();
    return new Map([
        [IdempotencyRepository, session => new SqlIdempotencyRepository(session)],
        [OutboxRepository, session => new SqlOutboxRepository(session)],
        [AccountRepository, session => new SqlAccountRepository(session)],
        [OptOutRepository, session => new SqlOptOutRepository(session)],
        [LedgerRepository, session => new SqlLedgerRepository(session)],
        [MessageRepository, session => new SqlMessageRepository(session, turn)],
        [ReceiptRepository, session => new SqlReceiptRepository(session)],
    ]);
}
//# sourceMappingURL=repositories.js.map