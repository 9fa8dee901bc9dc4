import {
  MESSAGE_STATES,
  isFinal,
  mayMove,
  messageLifecycle,
  type MessageState,
} from './message.lifecycle.js';

const targetsOf = (state: MessageState): readonly MessageState[] => messageLifecycle[state];

function reachableFrom(starts: readonly MessageState[]): ReadonlySet<MessageState> {
  const reached = new Set(starts);
  for (const state of reached) for (const target of targetsOf(state)) reached.add(target);
  return reached;
}

describe('The lifecycle of a message', () => {
  it('leads only to states of the table', () => {
    for (const state of MESSAGE_STATES)
      expect(MESSAGE_STATES).toEqual(expect.arrayContaining([...targetsOf(state)]));
  });

  it('can reach every state from where a message begins', () => {
    expect([...reachableFrom(['scheduled'])].sort()).toEqual([...MESSAGE_STATES].sort());
    expect([...reachableFrom(['queued'])].sort()).toEqual(
      MESSAGE_STATES.filter(state => state !== 'scheduled').sort(),
    );
  });

  it('can end from every state that is not an end', () => {
    for (const state of MESSAGE_STATES) expect([...reachableFrom([state])].some(isFinal)).toBe(true);
  });

  it('ends as delivered, undelivered, rejected, expired or cancelled, and nothing leads out of an end', () => {
    const ends = MESSAGE_STATES.filter(isFinal);
    expect(ends).toEqual(['delivered', 'undelivered', 'rejected', 'expired', 'cancelled']);
    for (const end of ends) for (const state of MESSAGE_STATES) expect(mayMove(end, state)).toBe(false);
  });

  it('never stays where it is by moving', () => {
    for (const state of MESSAGE_STATES) expect(mayMove(state, state)).toBe(false);
  });

  it('lets nobody take back what a carrier may have', () => {
    const mayBeCancelled = MESSAGE_STATES.filter(state => mayMove(state, 'cancelled'));
    expect(mayBeCancelled).toEqual(['scheduled', 'queued']);
  });

  it('hands nothing to a carrier that was not queued, where its credit is held', () => {
    expect(MESSAGE_STATES.filter(state => mayMove(state, 'submitting'))).toEqual(['queued']);
  });

  it('is the table of the architecture', () => {
    const rows = MESSAGE_STATES.map(state => `${state} > ${targetsOf(state).join(', ') || '–'}`);
    expect(rows).toEqual([
      'scheduled > queued, rejected, cancelled',
      'queued > submitting, rejected, expired, cancelled',
      'submitting > queued, sent, rejected, in_doubt, expired',
      'in_doubt > queued, sent, buffered, delivered, undelivered, rejected, expired',
      'sent > queued, buffered, delivered, undelivered, rejected, expired',
      'buffered > queued, delivered, undelivered, rejected, expired',
      'delivered > –',
      'undelivered > –',
      'rejected > –',
      'expired > –',
      'cancelled > –',
    ]);
  });
});
