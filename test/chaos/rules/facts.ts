import type { Finding, Rule } from '../judge.ts';

/**
 * Every move that its owner cares for was told to listeners, at least once, or waits in the outbox; nothing else was told. Each
 * has a fact of its own: that a message is queued a second time is told a second time.
 */
export const factRules: Rule = ({ books, facts, now }, { settled }) => {
  const findings: Finding[] = [];
  const heard = new Facts();
  const known = new Facts();
  for (const { id, data } of facts) {
    heard.add(id, data);
    known.add(id, data);
  }
  for (const { id, type, data } of books.outbox)
    if (type.startsWith('message.')) known.add(id, JSON.parse(data) as Told);
  const happened = Map.groupBy(
    books.moves.filter(({ to_state }) => to_state !== 'submitting'),
    ({ message_id, to_state }) => nameOf({ messageId: message_id, state: to_state }),
  );
  for (const [name, moves] of happened) {
    const { at, message_id, to_state } = moves.at(-1)!;
    const fail = (rule: string, detail: string) =>
      findings.push({
        rule,
        at,
        detail: `${message_id} became ${to_state}, ${moves.length} times: ${detail}`,
      });
    if (known.count(name) < moves.length) fail('never_told', `there are ${known.count(name)} facts of it.`);
    else if (settled && heard.count(name) < moves.length)
      fail('told_too_late', `${heard.count(name)} facts of it were heard, the rest is still in the outbox.`);
  }
  for (const name of known.names) {
    if (known.count(name) > (happened.get(name)?.length ?? 0))
      findings.push({
        rule: 'told_and_not_so',
        at: now,
        detail: `There are ${known.count(name)} facts of ${name}, which happened ${happened.get(name)?.length ?? 0} times.`,
      });
  }
  return findings;
};

interface Told {
  readonly messageId: string;
  readonly state: string;
}

/** Facts by what they tell. One that is told again is the same. */
class Facts {
  private readonly ids = new Map<string, Set<string>>();

  add(id: string, told: Told): void {
    const name = nameOf(told);
    const ids = this.ids.get(name) ?? new Set();
    this.ids.set(name, ids.add(id));
  }

  count(name: string): number {
    return this.ids.get(name)?.size ?? 0;
  }

  get names(): Iterable<string> {
    return this.ids.keys();
  }
}

function nameOf({ messageId, state }: Told): string {
  return `${messageId} ${state}`;
}
