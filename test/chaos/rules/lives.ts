import { History } from '../history.ts';
import type { Finding, Rule } from '../judge.ts';
import { FIRST_STATES, LIFECYCLE } from '../model.ts';

/** Within this somebody decides what becomes of a message in doubt, where it may be sent again: carriers are asked before. */
const DECIDED_WITHIN_MS = 15 * 60_000;

/** Every life is a path through the table, told without gaps, and comes to an end. */
export const lifeRules: Rule = ({ books, history, now, skewMs }, { settled, over = false }) => {
  const findings: Finding[] = [];
  const moves = Map.groupBy(books.moves, move => move.message_id);
  for (const message of books.messages) {
    const fail = (rule: string, detail: string, at = message.created_at) =>
      findings.push({ rule, at, ref: message.client_ref, detail: `${message.id}: ${detail}` });
    const life = moves.get(message.id) ?? [];
    let state: string | null = null;
    life.forEach((move, index) => {
      if (move.at > now + skewMs)
        fail(
          'dated_ahead',
          `it became ${move.to_state} ${move.at - now} ms after the end of the run.`,
          move.at,
        );
      if (move.seq !== index)
        fail('life_with_gaps', `its move ${index} has the number ${move.seq}.`, move.at);
      if (move.from_state !== state)
        fail('life_with_gaps', `it leaves ${move.from_state}, and was ${state}.`, move.at);
      const isAllowed =
        state === null
          ? FIRST_STATES.includes(move.to_state)
          : move.to_state === state || LIFECYCLE[state]!.split(' ').includes(move.to_state);
      if (!isAllowed) fail('forbidden_move', `it went from ${state} to ${move.to_state}.`, move.at);
      state = move.to_state;
    });
    if (state !== message.state || life.length !== message.move_count)
      fail(
        'life_with_gaps',
        `it is ${message.state} after ${message.move_count} moves; its timeline says ${state} after ${life.length}.`,
      );
    const isAtEnd = LIFECYCLE[message.state] === '';
    const waits = message.state === 'scheduled' && message.scheduled_at! > now;
    if (settled && !isAtEnd && !waits && (over || message.state !== 'in_doubt'))
      fail('no_end', `it is still ${message.state} (${life.map(move => move.to_state).join(', ')}).`);
    const isUndecided = message.state === 'in_doubt' && now - life.at(-1)!.at > DECIDED_WITHIN_MS;
    const isSentAgain = life.some(
      ({ from_state, to_state }) => from_state === 'in_doubt' && to_state === 'queued',
    );
    if (settled && isUndecided && message.purpose === 'transactional' && !isSentAgain)
      fail('doubt_undecided', 'it is in doubt, and was never sent again.');
    for (const { at, to_state, cause } of life) {
      if (to_state === 'expired' && cause === 'validity_ended' && at < (message.valid_until ?? at) - skewMs)
        fail('expired_early', `it expired ${message.valid_until! - at} ms before its validity ended.`, at);
      if (to_state === 'submitting' && message.scheduled_at !== null && at < message.scheduled_at - skewMs)
        fail('claimed_early', `it was claimed ${message.scheduled_at - at} ms before its date.`, at);
    }
  }
  const states = new Map(books.messages.map(message => [message.id, message.state]));
  for (const send of history.sends) {
    if (send.cancelled !== 'yes') continue;
    for (const id of History.promised(send) ?? []) {
      if (states.get(id) !== 'cancelled')
        findings.push({
          rule: 'cancelled_and_not',
          ref: send.ref,
          at: send.invokedAt,
          detail: `${id} was cancelled, and is ${states.get(id)}.`,
        });
    }
  }
  return findings;
};
