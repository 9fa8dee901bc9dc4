import { type ClaimRequest } from '@chappe/sms';
import type { Row, Session } from '../kernel/index.js';
/** Whose turn it is when there are more accounts than places: one for each storage, because one serves all claims. */
export declare class QueueTurn {
    /** The last account that was served. */
    after: string;
}
/**
 * Takes and locks what is due, fairly: in rounds, in each of which every account that still has something gets the same.
 * The answer goes round the accounts too. Costs a few index probes per account, however much each has queued.
 */
export declare function takeQueued(session: Session, turn: QueueTurn, request: ClaimRequest): Promise<readonly Row[]>;
//# sourceMappingURL=queue.d.ts.map