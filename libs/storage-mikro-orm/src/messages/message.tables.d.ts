import { Message, type MessagePart, type Move } from '@chappe/sms';
import { Table } from '../kernel/index.js';
/** What of a message is stored; the rest of the class follows from it. */
export type StoredMessage = Omit<Message, 'isFinal' | 'costMicros' | 'moveTo' | 'noteEdit'>;
export declare const messageTable: Table<StoredMessage>;
/**
 * Two kinds of indexes. Those of the queue hold only messages that wait for something, so that finished ones cost nothing:
 * `queue` (whose turn is it), `due` (who has to be looked at), `validity` (who has outlived its own). Those of the lists
 * hold only what is not hidden, in the order in which it is shown.
 */
export declare const messageEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
export declare const moveTable: Table<Move>;
export declare const moveEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
export declare const partTable: Table<MessagePart>;
export declare const partEntity: import("@mikro-orm/core").EntitySchema<any, never, import("@mikro-orm/core").EntityCtor<any>>;
//# sourceMappingURL=message.tables.d.ts.map