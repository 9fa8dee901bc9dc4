import { History } from '../history.ts';
import type { Finding, Rule } from '../judge.ts';
import { FIRST_STATES, LIFECYCLE } from '../model.ts';

/** Every life is a path through the table, told without gaps, and comes to an end. */
export const lifeRules: Rule = ({ books, history, now }, { settled }) => {
  const findings: Finding[] = [];
  const moves = Map.groupBy(books.moves, move => move.message_id);
  for (const message of books.messages) {
    const fail = (rule: string, detail: string, at = message.created_at) =>
      findings.push({ rule, at, ref: message.client_ref, detail: `${message.id}: ${detail}` });
    const life = moves.get(message.id) ?? [];
    let state: string | null = null;
    life.forEach((move, index) => {
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
    if (settled && !isAtEnd && !waits && message.state !== 'in_doubt')
      fail('no_end', `it is still ${message.state} (${life.map(move => move.to_state).join(', ')}).`);
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
