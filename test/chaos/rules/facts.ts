import type { Finding, Rule } from '../judge.ts';

/** Every move that its owner cares for was told to listeners, at least once, or waits in the outbox; nothing else was told. */
export const factRules: Rule = ({ books, facts, now }, { settled }) => {
  const findings: Finding[] = [];
  const nameOf = (messageId: string, state: string) => `${messageId} ${state}`;
  const heard = new Set(facts.map(({ data }) => nameOf(data.messageId, data.state)));
  const waiting = new Set(
    books.outbox
      .filter(({ type }) => type.startsWith('message.'))
      .map(({ data }) => {
        const { messageId, state } = JSON.parse(data) as { messageId: string; state: string };
        return nameOf(messageId, state);
      }),
  );
  const happened = new Set<string>();
  for (const { message_id, to_state, at } of books.moves) {
    if (to_state === 'submitting') continue;
    const name = nameOf(message_id, to_state);
    happened.add(name);
    if (!heard.has(name) && !waiting.has(name))
      findings.push({
        rule: 'never_told',
        at,
        detail: `${message_id} became ${to_state}, nobody heard of it, and it is not in the outbox.`,
      });
    else if (settled && !heard.has(name))
      findings.push({
        rule: 'told_too_late',
        at,
        detail: `${message_id} became ${to_state}, and it is still in the outbox.`,
      });
  }
  for (const name of heard) {
    if (!happened.has(name))
      findings.push({
        rule: 'told_and_not_so',
        at: now,
        detail: `Listeners heard ${name}, which never happened.`,
      });
  }
  return findings;
};
