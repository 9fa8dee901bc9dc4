import { change, messages, receipts, everyNth, afterwards, type Bug, type Changed } from './change.ts';

/** Bugs in what becomes of messages. */
export const OUTCOME_BUGS: Readonly<Record<string, Bug>> = {
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
  deliveries_told_as_expiries: {
    story: 'Every third receipt of a delivery is read as the end of its validity.',
    finds: 'thanked_and_forgotten',
    plant: () => {
      const isTurn = everyNth(3);
      return receipts(original => (self, name, receipt) => {
        const { state } = receipt as { state: string };
        const isMisread = state === 'delivered' && isTurn();
        return original(self, name, isMisread ? { ...(receipt as object), state: 'expired' } : receipt);
      });
    },
  },
  expires_early: {
    story: 'Every third message that is sent is given up at once, as if its validity had ended.',
    finds: 'expired_early',
    plant: () => {
      const isTurn = everyNth(3);
      return messages('save', original => async (self, changes) => {
        await original(self, changes);
        const [change] = (changes as Changed[]).filter(({ message }) => message.state === 'sent');
        if (!change || !isTurn()) return;
        await original(self, [afterwards(change, { to: 'expired', cause: 'validity_ended' })]);
      });
    },
  },
  ends_left_again: {
    story: 'Every third message that is delivered is undelivered a moment later.',
    plant: () => {
      const isTurn = everyNth(3);
      return messages('save', original => async (self, changes) => {
        await original(self, changes);
        const [change] = (changes as Changed[]).filter(({ message }) => message.state === 'delivered');
        if (!change || !isTurn()) return;
        await original(self, [afterwards(change, { to: 'undelivered', cause: 'receipt' })]);
      });
    },
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
};
