import { readEvent } from './carrier-events.js';

const NOW = 42;
const receipt = {
  type: 'receipt',
  id: '1000000001',
  ref: '01J0.2',
  state: 'UNDELIV',
  reason: 'unknown_subscriber',
  errorCode: '001',
  doneAt: '2026-03-02T09:00:00.000Z',
};

describe('an event of the carrier', () => {
  it('is a receipt in the words of the library, the carrier’s own beside them', () => {
    expect(readEvent(receipt, NOW)).toEqual({
      kind: 'receipt',
      receipt: {
        reference: '1000000001',
        ours: { messageId: '01J0', partNumber: 2 },
        state: 'undelivered',
        reason: 'unknown_subscriber',
        rawCode: '001',
        at: Date.UTC(2026, 2, 2, 9),
        raw: JSON.stringify(receipt),
      },
    });
  });

  it.each([
    ['ENROUTE', 'absent_subscriber', 'buffered', 'absent_subscriber'],
    ['ACCEPTD', undefined, 'sent', null],
    ['DELIVRD', undefined, 'delivered', null],
    ['EXPIRED', undefined, 'expired', 'validity_ended'],
    ['EXPIRED', 'memory_full', 'expired', 'memory_full'],
    ['DELETED', 'deleted', 'undelivered', 'deleted_by_carrier'],
    ['REJECTD', 'do_not_disturb', 'rejected', 'do_not_disturb'],
    ['REJECTD', 'a_reason_of_tomorrow', 'rejected', 'carrier_rejected'],
    ['UNKNOWN', undefined, 'undelivered', 'unknown'],
  ])('with the state %s for %s leaves the part %s, for %s', (state, reason, ourState, ourReason) => {
    expect(readEvent({ ...receipt, state, reason }, NOW)).toMatchObject({
      receipt: { state: ourState, reason: ourReason },
    });
  });

  it('takes our own date where its own cannot be read', () => {
    expect(readEvent({ ...receipt, doneAt: '31/02/26 25:61' }, NOW)).toMatchObject({ receipt: { at: NOW } });
  });

  it('may be of a message that is not ours', () => {
    expect(readEvent({ ...receipt, ref: undefined }, NOW)).not.toHaveProperty('receipt.ours');
  });

  it('is a message from a phone', () => {
    const message = {
      type: 'inbound',
      id: '7',
      from: '+33612345678',
      to: '36180',
      text: 'STOP',
      sentAt: 'x',
    };
    expect(readEvent(message, NOW)).toEqual({
      kind: 'inbound',
      message: { reference: '7', from: '+33612345678', to: '36180', text: 'STOP', at: NOW },
    });
  });

  it.each([
    ['garbage', '\u0000{{'],
    ['nothing', null],
    ['another layout', { msgid: '1', dlr: 'DELIVRD' }],
    ['a receipt without state', { ...receipt, state: undefined }],
    ['a state of no catalogue', { ...receipt, state: 'toString' }],
    ['a receipt cut short', { type: 'receipt', id: '1' }],
    ['a message without text', { type: 'inbound', id: '7', from: '+336', to: '36180' }],
  ])('cannot be read when it is %s', (_, event) => {
    expect(readEvent(event, NOW)).toBeUndefined();
  });
});
