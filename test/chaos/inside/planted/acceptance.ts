import { change, messages, sqlite, everyNth, COMMITS_AT_START, type Bug, type Handle } from './change.ts';

/** Bugs in what is promised to clients. */
export const ACCEPTANCE_BUGS: Readonly<Record<string, Bug>> = {
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
  answers_kept_wrong: {
    story: 'Under a key the answer to another request is kept.',
    finds: 'key_apart',
    plant: () => {
      const isTurn = everyNth(4, 2);
      let before: unknown;
      return change(
        'storage-mikro-orm',
        'kernel/idempotency.repository',
        'SqlIdempotencyRepository',
        'add',
        original => (self, record) => {
          const { answer } = record as { answer: unknown };
          const wrong = { ...(record as object), answer: before ?? answer };
          before = answer;
          return original(self, isTurn() ? wrong : record);
        },
      );
    },
  },
  done_and_never_answered: {
    story: 'Every seventh request is done, and fails ever after.',
    finds: 'never_answered',
    plant: () =>
      change('sms', 'messages/message.service', 'MessageService', 'send', original => async (...given) => {
        const answer = await original(...given);
        const { clientRef } = given[2] as { clientRef: string };
        if (Number(clientRef.slice(3)) % 7 === 0) throw new Error('Planted.');
        return answer;
      }),
  },
  edits_forgotten: {
    story: 'An edit is confirmed and not done.',
    finds: 'not_as_asked',
    plant: () =>
      change(
        'sms',
        'messages/message.service',
        'MessageService',
        'edit',
        () => (self, accountId, id) =>
          (self as { get(accountId: unknown, id: unknown): Promise<unknown> }).get(accountId, id),
      ),
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
};
