import type { MessageRow } from '../books.ts';
import { History } from '../history.ts';
import type { Finding, Rule } from '../judge.ts';

/** For so long a repeated request gets its first answer. */
const KEYS_KEPT_MS = 47 * 3_600_000;

/** What clients were told holds: nothing promised is missing, nothing refused is there, one key is one answer, and in the end there is one. */
export const askRules: Rule = ({ history, books, now }, { settled }) => {
  const findings: Finding[] = [];
  const byRef = Map.groupBy(books.messages, message => message.client_ref ?? '');
  const byId = new Map(books.messages.map(message => [message.id, message]));
  const answers = new Map(books.idempotency.map(record => [record.key, record.answer]));
  for (const send of history.sends) {
    const fail = (rule: string, detail: string) =>
      findings.push({ rule, at: send.invokedAt, ref: send.ref, detail: `${send.ref}: ${detail}` });
    const stored = byRef.get(send.ref) ?? [];
    const promised = History.promised(send);
    for (const outcome of send.outcomes) {
      if (outcome.kind !== 'accepted' || outcome.ids.join() === promised?.join()) continue;
      fail(
        'another_answer',
        `one Idempotency-Key was answered ${promised?.join()} and ${outcome.ids.join()}.`,
      );
    }
    const missing = (promised ?? []).filter(id => !byId.has(id));
    if (missing.length > 0) fail('lost', `${missing.join()} was acknowledged and is not stored.`);
    if (promised && stored.length > promised.length)
      fail('sent_twice', `${promised.length} messages were promised, and ${stored.length} are stored.`);
    if (settled && History.isOpen(send)) fail('never_answered', 'it is repeated under its key, in vain.');
    if (!promised && stored.length > 0 && !History.isOpen(send))
      fail('refused_and_stored', `it was refused, and ${stored.map(({ id }) => id).join()} is stored.`);
    if (stored.length > 0 && stored.length !== send.recipients.length)
      fail('in_part', `${stored.length} of ${send.recipients.length} messages of one request are stored.`);
    const isKept = stored.every(({ created_at }) => now - created_at < KEYS_KEPT_MS);
    const kept = answers.get(send.ref);
    if (isKept && stored.length > 0 !== (kept !== undefined))
      fail('key_apart', 'its messages and its idempotency record are not stored together.');
    const unnamed = stored.filter(({ id }) => kept !== undefined && !kept.includes(id));
    if (unnamed.length > 0)
      fail('key_apart', `its idempotency record says nothing of ${unnamed.map(({ id }) => id).join()}.`);
    for (const message of stored) {
      const wrong = differsFrom(message, send);
      if (wrong) fail('not_as_asked', `${message.id} ${wrong}.`);
    }
  }
  const refs = new Set(history.sends.map(({ ref }) => ref));
  for (const { id, client_ref, created_at } of books.messages) {
    if (!refs.has(client_ref ?? ''))
      findings.push({
        rule: 'from_nobody',
        at: created_at,
        detail: `${id} is stored, and nobody asked for it.`,
      });
  }
  return findings;
};

function differsFrom(
  message: MessageRow,
  { recipients, body, texts }: History['sends'][number],
): string | undefined {
  if (!recipients.includes(message.recipient)) return `goes to ${message.recipient}`;
  // What is marketing says at its end how to stop it.
  const says = (text: string) =>
    body.purpose === 'marketing' ? message.text.startsWith(text) : message.text === text;
  if (!texts.some(says)) return `says "${message.text}" and not "${texts.join('" or "')}"`;
  const purpose = body.purpose ?? 'transactional';
  return message.purpose === purpose ? undefined : `is ${message.purpose} and not ${String(purpose)}`;
}
