import { productFile } from '../product.ts';
import { change, messages, carrier, everyNth, type Bug, type Part } from './change.ts';

/** Bugs in what leaves, when, and how often. */
export const HANDOVER_BUGS: Readonly<Record<string, Bug>> = {
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
  texts_mixed_up: {
    story: 'Every fourth message leaves with the text of the one before it.',
    finds: 'another_text',
    plant: () => {
      const isTurn = everyNth(4, 2);
      let before: readonly Part[] = [];
      return carrier('submit', original => (self, submission, options) => {
        const { parts } = submission as { parts: readonly Part[] };
        const mixed = parts.map((part, index) => ({ ...part, text: before[index]?.text ?? part.text }));
        before = parts;
        return original(self, isTurn() ? { ...(submission as object), parts: mixed } : submission, options);
      });
    },
  },
  parts_repeated: {
    story: 'Of a text in several parts the first leaves in the place of each.',
    finds: 'another_text',
    plant: () =>
      carrier('submit', original => (self, submission, options) => {
        const { parts } = submission as { parts: readonly Part[] };
        const same = parts.map(part => ({ ...part, text: parts[0]!.text }));
        return original(self, { ...(submission as object), parts: same }, options);
      }),
  },
  leaves_early: {
    story: 'Scheduled messages leave before their date.',
    finds: 'left_early',
    plant: () =>
      messages('claimDue', original => (self, request) => {
        const { states, now } = request as { states: readonly string[]; now: number };
        const hasScheduled = states.includes('scheduled');
        return original(self, { ...(request as object), now: hasScheduled ? now + 60_000 : now });
      }),
  },
  doubts_undecided: {
    story: 'What is in doubt stays so.',
    finds: 'doubt_undecided',
    plant: () =>
      messages('claimDue', original => (self, request) => {
        const { states } = request as { states: readonly string[] };
        return original(self, {
          ...(request as object),
          states: states.filter(state => state !== 'in_doubt'),
        });
      }),
  },
};
