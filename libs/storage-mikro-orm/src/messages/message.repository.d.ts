import { MessageRepository, type ClaimRequest, type Message, type MessageChange, type MessageFilter, type MessagePart, type MessageState, type Move, type Page, type PageRequest, type ReferencedPart } from '@chappe/sms';
import { type Session } from '../kernel/index.js';
import { type QueueTurn } from './queue.js';
/** Messages, their timelines and parts, and the queue that they are. */
export declare class SqlMessageRepository extends MessageRepository {
    private readonly session;
    private readonly turn;
    /** What the rows held when they were read here: a save writes the difference, and leaves the other indexes alone. */
    private readonly stored;
    constructor(session: Session, turn: QueueTurn);
    add(changes: readonly MessageChange[]): Promise<void>;
    get(accountId: string, id: string): Promise<Message | undefined>;
    lock(ids: readonly string[]): Promise<readonly Message[]>;
    save(changes: readonly MessageChange[]): Promise<void>;
    moves(messageId: string): Promise<readonly Move[]>;
    parts(messageIds: readonly string[]): Promise<readonly MessagePart[]>;
    list(filter: MessageFilter, page: PageRequest): Promise<Page<Message>>;
    count(filter: MessageFilter): Promise<number>;
    claimQueued(request: ClaimRequest): Promise<readonly Message[]>;
    claimDue(request: {
        readonly states: readonly MessageState[];
        readonly now: number;
        readonly limit: number;
    }): Promise<readonly Message[]>;
    claimOutlived(now: number, limit: number): Promise<readonly Message[]>;
    claimAbandoned(owner: string, limit: number): Promise<readonly Message[]>;
    nextWakeAt(): Promise<number | undefined>;
    byReference(keys: readonly {
        readonly carrier: string;
        readonly reference: string;
    }[]): Promise<ReadonlyMap<string, ReferencedPart>>;
    countByState(): Promise<Readonly<Partial<Record<MessageState, number>>>>;
    /** Adds new moves, and new or changed parts; of a part that comes twice, the last is meant. */
    private addDetails;
    private read;
    private remember;
    /** Which properties are not what the row holds; all of them for a message that was not read here. */
    private differenceOf;
}
//# sourceMappingURL=message.repository.d.ts.map