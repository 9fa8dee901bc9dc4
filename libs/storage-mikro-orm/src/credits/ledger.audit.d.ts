import type { LedgerAudit } from '@chappe/sms';
import { type Session } from '../kernel/index.js';
/** Recounts the books from their rows; see `LedgerRepository.audit`. */
export declare function auditLedger(session: Session): Promise<LedgerAudit>;
//# sourceMappingURL=ledger.audit.d.ts.map