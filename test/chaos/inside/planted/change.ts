import { productFile } from '../product.ts';

type Method = (this: object, ...given: never[]) => unknown;
type Prototype = Record<string, Method>;
/** Makes the method that takes the place of another. */
export type Change = (
  original: (self: object, ...given: unknown[]) => unknown,
) => (self: object, ...given: unknown[]) => unknown;

/** A bug that a host can be given, and which the bench must find. */
export interface Bug {
  /** What is wrong, a sentence. */
  readonly story: string;
  /** The rule that has to find it, where others find something too that may one day be explained. */
  readonly finds?: string;
  /** Whether it shows only where several machines share a database, and their clocks differ. */
  readonly onMachines?: boolean;
  plant(): Promise<void>;
}

/** Replaces a method of a class of the product, in this process. */
export async function change(library: string, file: string, name: string, method: string, make: Change) {
  const classes = (await import(productFile(library, file))) as Record<string, { prototype: Prototype }>;
  const prototype = classes[name]?.prototype;
  const original = prototype?.[method];
  if (!prototype || !original)
    throw new Error(`${name} of ${library}/${file} has no ${method}: the planted bug is out of date.`);
  const changed = make((self, ...given) => Reflect.apply(original, self, given));
  prototype[method] = function (this: object, ...given: never[]) {
    return changed(this, ...given);
  };
}

/** A method of the messages' storage. */
export const messages = (method: string, make: Change) =>
  change('storage-mikro-orm', 'messages/message.repository', 'SqlMessageRepository', method, make);
/** A method of the books' storage. */
export const ledger = (method: string, make: Change) =>
  change('storage-mikro-orm', 'credits/ledger.repository', 'SqlLedgerRepository', method, make);
/** A method of the connection to SQLite. */
export const sqlite = (method: string, make: Change) =>
  change('storage-mikro-orm', 'sqlite/handle', 'SqliteConnection', method, make);
/** A method of the carrier. */
export const carrier = (method: string, make: Change) =>
  change('carrier-http', 'http-carrier', 'HttpCarrier', method, make);
/** What is done with each receipt. */
export const receipts = (make: Change) =>
  change('sms', 'delivery/receipt.recorder', 'ReceiptRecorder', 'record', make);

/** Answers true for one call in `n`: the first that counts, so that there is one however few there are. */
export function everyNth(n: number, first = 1): () => boolean {
  let count = 0;
  return () => (count += 1) >= first && (count - first) % n === 0;
}

/** How a hold ends. */
export interface Resolution {
  readonly holdId: string;
  readonly capturedMicros: number;
}
/** What is under a connection to SQLite. */
export interface Handle {
  readonly handle: { exec(sql: string): void; readonly inTransaction: boolean };
}
/** A change of a message that is to be stored. */
export interface Changed {
  message: { id: string; state: string; moveCount: number; finalAt: number | null; sentAt: number | null };
  moves: unknown[];
}

/** A part of a text, as a carrier gets it. */
export interface Part {
  readonly number: number;
  readonly text: string;
}

/** What happens to a message right after something else has. */
export function afterwards(
  { message }: Changed,
  { to, cause }: { readonly to: string; readonly cause: string },
): Changed {
  const move = {
    messageId: message.id,
    seq: message.moveCount,
    at: message.finalAt ?? message.sentAt,
    from: message.state,
    to,
    cause,
    reason: null,
    rawCode: null,
    attempt: 1,
    carrier: null,
  };
  Object.assign(message, { state: to, moveCount: message.moveCount + 1, finalAt: move.at, wakeAt: null });
  return { message, moves: [move] };
}

/** The first change of a wallet is the demo account's credit. */
export const CREDITED = 2;
/** More than a host makes before it listens. */
export const COMMITS_AT_START = 12;
