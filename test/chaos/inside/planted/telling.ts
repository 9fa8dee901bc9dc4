import { change, messages, everyNth, type Bug } from './change.ts';

/** Bugs in what listeners and lists are told. */
export const TELLING_BUGS: Readonly<Record<string, Bug>> = {
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
  told_once: {
    story: 'That a message is queued is not told when it was before, and waits again.',
    finds: 'never_told',
    plant: () =>
      change(
        'storage-mikro-orm',
        'events/outbox.repository',
        'SqlOutboxRepository',
        'append',
        original => (self, events) =>
          original(
            self,
            (events as { type: string; data: { attempt: number } }[]).filter(
              ({ type, data }) => type !== 'message.queued' || data.attempt === 0,
            ),
          ),
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
  lists_leave_out: {
    story: 'Every third list is empty.',
    finds: 'does_not_follow',
    plant: () => {
      const isTurn = everyNth(3);
      return messages('list', original => async (...given) => {
        const page = (await original(...given)) as object;
        return isTurn() ? { ...page, data: [] } : page;
      });
    },
  },
};
