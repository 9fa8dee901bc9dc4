import { ledger, sqlite, everyNth, CREDITED, type Bug, type Resolution, type Handle } from './change.ts';

/** Bugs in the books. */
export const MONEY_BUGS: Readonly<Record<string, Bug>> = {
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
    plant: rewriteBooks,
  },
  books_rewritten_unseen: {
    story: 'A row of the books is changed after it was written, and the host does not see it.',
    finds: 'chain_broken',
    plant: async () => {
      await rewriteBooks();
      await ledger('verify', original => async (...given) => ({
        ...((await original(...given)) as object),
        fault: null,
      }));
    },
  },
};

function rewriteBooks(): Promise<void> {
  const isTurn = everyNth(20, 20);
  return sqlite('do', original => (self, sql) => {
    if (sql === 'commit' && isTurn()) {
      (self as Handle).handle.exec(
        'drop trigger if exists sms_ledger_keep_changed; update sms_ledger set at = at + 1 where seq = 2',
      );
    }
    return original(self, sql);
  });
}
