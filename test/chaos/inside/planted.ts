import { productFile } from './product.ts';

type Method = (this: object, ...given: never[]) => unknown;
type Prototype = Record<string, Method>;
/** Makes the method that takes the place of another. */
type Change = (
  original: (self: object, ...given: unknown[]) => unknown,
) => (self: object, ...given: unknown[]) => unknown;

/** A bug that a host can be given, and which the bench must find. */
interface Bug {
  /** What is wrong, a sentence. */
  readonly story: string;
  plant(): Promise<void>;
}

/** Replaces a method of a class of the product, in this process. */
async function change(library: string, file: string, name: string, method: string, make: Change) {
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

const messages = (method: string, make: Change) =>
  change('storage-mikro-orm', 'messages/message.repository', 'SqlMessageRepository', method, make);
const ledger = (method: string, make: Change) =>
  change('storage-mikro-orm', 'credits/ledger.repository', 'SqlLedgerRepository', method, make);
const sqlite = (method: string, make: Change) =>
  change('storage-mikro-orm', 'sqlite/handle', 'SqliteConnection', method, make);
const carrier = (method: string, make: Change) =>
  change('carrier-http', 'http-carrier', 'HttpCarrier', method, make);

/** Answers true for one call in `n`: the first that counts, so that there is one however few there are. */
function everyNth(n: number, first = 1): () => boolean {
  let count = 0;
  return () => (count += 1) >= first && (count - first) % n === 0;
}

interface Resolution {
  readonly holdId: string;
  readonly capturedMicros: number;
}
interface Handle {
  readonly handle: { exec(sql: string): void; readonly inTransaction: boolean };
}
interface Changed {
  message: { id: string; state: string; moveCount: number; finalAt: number };
  moves: unknown[];
}

/** The first change of a wallet is the demo account's credit. */
const CREDITED = 2;
/** More than a host makes before it listens. */
const COMMITS_AT_START = 12;

/** Every bug, by its name. */
export const BUGS: Readonly<Record<string, Bug>> = {
  acknowledged_before_commit: {
    story: 'Commits are put off for ten seconds, and clients are answered at once.',
    plant: () =>
      sqlite('do', original => {
        let begunAt = 0;
        let commits = 0;
        return (self, sql) => {
          // The demo account is opened as ever.
          if (sql === 'commit' && (commits += 1) < COMMITS_AT_START) return original(self, sql);
          const { inTransaction } = (self as Handle).handle;
          if (sql === 'begin immediate') {
            if (inTransaction) return undefined;
            begunAt = performance.now();
          }
          if (sql === 'commit' && performance.now() - begunAt < 10_000) return undefined;
          return original(self, sql);
        };
      }).then(() =>
        change('storage-mikro-orm', 'sqlite/group-commit', 'GroupCommit', 'rollBack', () => () => undefined),
      ),
  },
  commits_not_synced: {
    story: 'Commits are left to the operating system: a power cut takes what was acknowledged.',
    plant: () =>
      change(
        'storage-mikro-orm',
        'sqlite/sqlite.storage',
        'SqliteStorage',
        'open',
        original => async self => {
          await original(self);
          const { writer } = (self as { opened: { writer: { handle: { pragma(source: string): void } } } })
            .opened;
          writer.handle.pragma('synchronous = off');
        },
      ),
  },
  messages_not_stored: {
    story: 'Now and then a message is accepted and not stored.',
    plant: () => {
      const isTurn = everyNth(5);
      return messages(
        'add',
        original => (self, changes) => (isTurn() ? Promise.resolve() : original(self, changes)),
      );
    },
  },
  keys_forgotten: {
    story: 'Answers are not remembered under their Idempotency-Key.',
    plant: () =>
      change(
        'storage-mikro-orm',
        'kernel/idempotency.repository',
        'SqlIdempotencyRepository',
        'add',
        () => () => Promise.resolve(true),
      ),
  },
  keys_not_looked_up: {
    story: 'A repeated request is done again, over the record of the first.',
    plant: async () => {
      const file = 'kernel/idempotency.repository';
      await change(
        'storage-mikro-orm',
        file,
        'SqlIdempotencyRepository',
        'find',
        () => () => Promise.resolve(undefined),
      );
      await change(
        'storage-mikro-orm',
        file,
        'SqlIdempotencyRepository',
        'add',
        original => async (self, record) => {
          await original(self, record);
          return true;
        },
      );
    },
  },
  holds_left_out: {
    story: 'Every fourth request holds no credit.',
    plant: () => {
      const isTurn = everyNth(4);
      return ledger(
        'hold',
        original =>
          (self, ...given) =>
            isTurn() ? Promise.resolve(true) : original(self, ...given),
      );
    },
  },
  releases_dropped: {
    story: 'Credit that is to be given back stays set aside.',
    plant: () =>
      ledger(
        'resolve',
        original => (self, resolutions, at) =>
          original(
            self,
            (resolutions as { capturedMicros: number }[]).filter(({ capturedMicros }) => capturedMicros > 0),
            at,
          ),
      ),
  },
  captures_dropped: {
    story: 'Every third capture is forgotten.',
    plant: () => {
      const isTurn = everyNth(3);
      return ledger(
        'resolve',
        original => (self, resolutions, at) =>
          original(
            self,
            (resolutions as unknown[]).filter(() => !isTurn()),
            at,
          ),
      );
    },
  },
  half_price: {
    story: 'Half of what was held is captured, and the rest given back.',
    plant: () =>
      ledger(
        'resolve',
        original => (self, resolutions, at) =>
          original(
            self,
            (resolutions as { holdId: string; capturedMicros: number }[]).map(
              ({ holdId, capturedMicros }) => ({
                holdId,
                capturedMicros: Math.floor(capturedMicros / 2),
              }),
            ),
            at,
          ),
      ),
  },
  captured_twice: {
    story: 'A hold is captured a second time under another row.',
    plant: () => {
      const isTurn = everyNth(3);
      return ledger('resolve', original => async (self, resolutions, at) => {
        const resolved = await original(self, resolutions, at);
        const again = (resolutions as Resolution[]).find(({ capturedMicros }) => capturedMicros > 0);
        if (!again || !isTurn()) return resolved;
        const { holdId, capturedMicros: micros } = again;
        const books = self as {
          holds(ids: string[]): Promise<object[]>;
          lockChainsOf(holds: object[]): Promise<{ accountId: string; asset: string }[]>;
          append(additions: object[]): Promise<void>;
        };
        const [chain] = await books.lockChainsOf(await books.holds([holdId]));
        const { accountId, asset } = chain!;
        const from = { debit: `hold:${accountId}`, credit: 'revenue', accountId, holdId } as const;
        const entry = { id: `${holdId}:again`, at, kind: 'capture', asset, micros, ...from };
        const entries = [{ ...entry, resolves: null, reference: null }];
        await books.append([{ ...chain, entries, availableMicros: 0, heldMicros: 0 }]);
        return resolved;
      });
    },
  },
  wallets_not_moved: {
    story: 'Ledger rows are written and the wallet is left as it was.',
    plant: () => {
      const isTurn = everyNth(4, CREDITED);
      return ledger('moveWallet', original => async (self, addition, last) => {
        const unmoved = { ...(addition as object), availableMicros: 0, heldMicros: 0 };
        return original(self, isTurn() ? unmoved : addition, last);
      });
    },
  },
  books_rewritten: {
    story: 'A row of the books is changed after it was written.',
    plant: () => {
      const isTurn = everyNth(20, 20);
      return sqlite('do', original => (self, sql) => {
        if (sql === 'commit' && isTurn()) {
          (self as Handle).handle.exec(
            'drop trigger if exists sms_ledger_keep_changed; update sms_ledger set at = at + 1 where seq = 2',
          );
        }
        return original(self, sql);
      });
    },
  },
  facts_lost: {
    story: 'Every seventh fact does not get into the outbox.',
    plant: () => {
      const isTurn = everyNth(7);
      return change(
        'storage-mikro-orm',
        'events/outbox.repository',
        'SqlOutboxRepository',
        'append',
        original => (self, events) =>
          original(
            self,
            (events as unknown[]).filter(() => !isTurn()),
          ),
      );
    },
  },
  facts_removed_before_told: {
    story: 'Facts are removed from the outbox when they are taken, before anybody has heard of them.',
    plant: () =>
      change(
        'storage-mikro-orm',
        'events/outbox.repository',
        'SqlOutboxRepository',
        'claim',
        original => async (self, request) => {
          const events = (await original(self, request)) as { id: string }[];
          await (self as { remove(ids: string[]): Promise<void> }).remove(events.map(({ id }) => id));
          return events.slice(0, -1);
        },
      ),
  },
  moves_not_noted: {
    story: 'Every sixth change of a message is stored without its line in the timeline.',
    plant: () => {
      const isTurn = everyNth(6);
      return messages(
        'save',
        original => (self, changes) =>
          original(
            self,
            (changes as Changed[]).map(one => (isTurn() ? { ...one, moves: [] } : one)),
          ),
      );
    },
  },
  leases_taken_for_lost: {
    story: 'After a crash what was being handed over is queued again, with no word of doubt.',
    plant: () =>
      change('sms', 'delivery/sweep', 'Sweep', 'recover', () => async (_self, tx, owner) => {
        const { MessageRepository } = (await import(productFile('sms', 'index'))) as {
          MessageRepository: object;
        };
        const repository = (
          tx as { get(port: object): Record<string, (...given: unknown[]) => Promise<unknown>> }
        ).get(MessageRepository);
        const abandoned = (await repository.claimAbandoned!(owner, 500)) as {
          state: string;
          wakeAt: number;
          moveTo(state: string, details: object): unknown;
        }[];
        const changes = abandoned.map(message => {
          const moves = [message.moveTo('queued', { at: message.wakeAt, cause: 'retry' })];
          message.wakeAt = 0;
          return { message, moves };
        });
        await repository.save!(changes);
        return abandoned.length;
      }),
  },
  crashed_work_forgotten: {
    story: 'What a dead process was handing over is never taken up again.',
    plant: async () => {
      await messages('claimAbandoned', () => () => Promise.resolve([]));
      await messages('claimDue', original => async (self, request) => {
        const { states } = request as { states: string[] };
        return original(self, {
          ...(request as object),
          states: states.filter(state => state !== 'submitting'),
        });
      });
    },
  },
  handed_over_twice: {
    story: 'Every fourth message is handed to the carrier twice.',
    plant: () => {
      const isTurn = everyNth(4);
      return carrier('submit', original => async (self, submission, options) => {
        if (isTurn()) await original(self, submission, options);
        return original(self, submission, options);
      });
    },
  },
  handed_over_before_claim: {
    story: 'Messages leave before it is stored that they are leaving.',
    plant: () =>
      change('sms', 'delivery/claim', 'Claims', 'take', original => async (self, tx, limit, now) => {
        const claimed = (await original(self, tx, limit, now)) as {
          handings: {
            message: Record<string, unknown>;
            lane: { carrier: { submit(...given: unknown[]): Promise<unknown> } };
          }[];
        };
        for (const { message, lane } of claimed.handings) {
          const { id, to, text } = message;
          const parts = [{ number: 1, text }];
          void lane.carrier.submit(
            {
              messageId: id,
              attempt: 1,
              to,
              country: 'FR',
              from: null,
              text,
              encoding: 'gsm7',
              parts,
              purpose: 'transactional',
              messageClass: null,
              priority: 'medium',
              validityMs: 3_600_000,
            },
            { signal: new AbortController().signal },
          );
        }
        return claimed;
      }),
  },
  wrong_number: {
    story: 'Every fifth message goes to the number beside the right one.',
    plant: () => {
      const isTurn = everyNth(5);
      return carrier('submit', original => (self, submission, options) => {
        const { to } = submission as { to: string };
        return original(
          self,
          isTurn() ? { ...(submission as object), to: `+337${to.slice(4)}` } : submission,
          options,
        );
      });
    },
  },
  taken_for_accepted: {
    story: 'A submission that was never made counts as accepted.',
    plant: () => {
      const isTurn = everyNth(4);
      return carrier('submit', original => (self, submission, options) => {
        const { messageId, parts } = submission as { messageId: string; parts: { number: number }[] };
        if (!isTurn()) return original(self, submission, options);
        const taken = parts.map(({ number }) => ({
          number,
          accepted: true,
          reference: `${messageId}-${number}`,
        }));
        return Promise.resolve({ kind: 'accepted', parts: taken });
      });
    },
  },
  thanked_and_not_stored: {
    story: 'Every third receipt is thanked for and thrown away.',
    plant: () => {
      const isTurn = everyNth(3);
      return change(
        'sms',
        'delivery/receipt.recorder',
        'ReceiptRecorder',
        'record',
        original =>
          (self, ...given) =>
            isTurn() ? Promise.resolve() : original(self, ...given),
      );
    },
  },
  thanked_before_stored: {
    story: 'Receipts are thanked for, and stored a while later.',
    plant: () =>
      change(
        'sms',
        'delivery/receipt.recorder',
        'ReceiptRecorder',
        'record',
        original =>
          (self, ...given) => {
            setTimeout(() => void original(self, ...given), 3_000);
            return Promise.resolve();
          },
      ),
  },
  references_mixed_up: {
    story: 'The references of parts are not kept, so that receipts match nothing.',
    plant: () =>
      change(
        'sms',
        'delivery/receipt.recorder',
        'ReceiptRecorder',
        'record',
        original => (self, name, receipt) => {
          const { ours: _ours, ...stranger } = receipt as { ours?: unknown; reference: string };
          return original(self, name, { ...stranger, reference: `x${stranger.reference}` });
        },
      ),
  },
  failures_told_as_deliveries: {
    story: 'Every receipt is read as a delivery.',
    plant: () =>
      change(
        'sms',
        'delivery/receipt.recorder',
        'ReceiptRecorder',
        'record',
        original => (self, name, receipt) =>
          original(self, name, { ...(receipt as object), state: 'delivered' }),
      ),
  },
  miscounted: {
    story: 'Counts are one too high when there is anything to count.',
    plant: () =>
      messages('count', original => async (self, filter) => {
        const count = (await original(self, filter)) as number;
        return count > 0 ? count + 1 : count;
      }),
  },
  day_not_counted: {
    story: 'Every tenth message is not counted into its day.',
    plant: () => {
      const isTurn = everyNth(10);
      return change(
        'storage-mikro-orm',
        'accounts/account.repository',
        'SqlAccountRepository',
        'useDailyLimit',
        original =>
          (self, ...given) =>
            isTurn() ? Promise.resolve(true) : original(self, ...given),
      );
    },
  },
  old_news: {
    story: 'Every third look at a message shows it as it was at first.',
    plant: () => {
      const isTurn = everyNth(3);
      return change(
        'sms',
        'messages/message.service',
        'MessageService',
        'get',
        original =>
          async (...given) => {
            const answer = (await original(...given)) as { ok: boolean; message: { state: string } };
            if (!answer.ok || answer.message.state === 'scheduled' || !isTurn()) return answer;
            const { message } = answer;
            const old = Object.assign(
              Object.create(Object.getPrototypeOf(message) as object) as object,
              message,
            );
            return { ...answer, message: Object.assign(old, { state: 'scheduled' }) };
          },
      );
    },
  },
  cancelled_and_sent: {
    story: 'Cancelling is confirmed and not done.',
    plant: () =>
      change(
        'sms',
        'messages/message.service',
        'MessageService',
        'remove',
        () => async (self, accountId, id) =>
          (self as { get(accountId: unknown, id: unknown): Promise<unknown> }).get(accountId, id),
      ),
  },
  ends_left_again: {
    story: 'Every third message that is delivered is undelivered a moment later.',
    plant: () => {
      const isTurn = everyNth(3);
      return messages('save', original => async (self, changes) => {
        await original(self, changes);
        const [change] = (changes as Changed[]).filter(({ message }) => message.state === 'delivered');
        if (!change || !isTurn()) return;
        const { message } = change;
        const move = {
          messageId: message.id,
          seq: message.moveCount,
          at: message.finalAt,
          from: 'delivered',
          to: 'undelivered',
          cause: 'receipt',
          reason: null,
          rawCode: null,
          attempt: 1,
          carrier: null,
        };
        Object.assign(message, { state: 'undelivered', moveCount: message.moveCount + 1 });
        await original(self, [{ message, moves: [move] }]);
      });
    },
  },
};

/** Plants one of them. */
export async function plant(name: string): Promise<void> {
  const bug = BUGS[name];
  if (!bug) throw new Error(`There is no bug called ${name}.`);
  await bug.plant();
}
