import type { JournalEntry } from '../evidence.ts';
import type { Finding, Rule } from '../judge.ts';

/** What the centre writes down when it is given a part. */
export const HANDED_OVER: readonly string[] = [
  'submission.accepted',
  'submission.repeated',
  'submission.swallowed',
];
const WITH_THE_CARRIER: ReadonlySet<string> = new Set(['sent', 'buffered', 'delivered', 'undelivered']);

/**
 * The carrier's side: nothing was handed over twice without a record that the first time was in doubt, nothing that was
 * not to leave has left, and what was thanked for is stored. Every message of a run has a recipient of its own.
 */
export const carrierRules: Rule = ({ books, journal }, { settled }) => {
  const findings: Finding[] = [];
  const entries = Map.groupBy(journal, recipientOf);
  const moves = Map.groupBy(books.moves, move => move.message_id);
  const byRecipient = new Map(books.messages.map(message => [message.recipient, message]));
  const ends = new Map(journal.filter(isEnd).map(entry => [entry.id, entry]));

  for (const message of books.messages) {
    const fail = (rule: string, detail: string) =>
      findings.push({
        rule,
        at: message.created_at,
        ref: message.client_ref,
        detail: `${message.id}: ${detail}`,
      });
    const seen = entries.get(message.recipient) ?? [];
    const handed = seen.filter(entry => HANDED_OVER.includes(entry.kind)).length;
    const life = moves.get(message.id) ?? [];
    const claims = life.filter(move => move.to_state === 'submitting').length;
    const doubts = life.filter(move => move.to_state === 'in_doubt').length;
    if (handed > message.part_count * (1 + doubts))
      fail(
        'twice_without_doubt',
        `${message.part_count} parts were handed over ${handed} times, with ${doubts} doubts on record.`,
      );
    if (handed > 0 && claims === 0)
      fail('handed_over_unclaimed', `it has left, and was never ${'submitting'}.`);
    if (WITH_THE_CARRIER.has(message.state) && handed < message.part_count)
      fail('never_left', `it is ${message.state}, and ${handed} of ${message.part_count} parts have left.`);
    const delivered = seen.filter(entry => entry.kind === 'message.delivered').length;
    if (message.state === 'delivered' && delivered < message.part_count)
      fail(
        'not_on_the_phone',
        `it is delivered, and ${delivered} of ${message.part_count} parts are on the phone.`,
      );
    if (message.state === 'undelivered' && delivered > 0 && delivered >= message.part_count)
      fail('on_the_phone', 'it is undelivered, and all of it is on the phone.');
    const thanked = new Set(
      seen
        .filter(entry => entry.kind === 'receipt.acknowledged' && ends.has(entry.id))
        .map(entry => entry.id),
    );
    if (
      settled &&
      thanked.size >= message.part_count * (1 + doubts) &&
      (message.state === 'sent' || message.state === 'buffered')
    )
      fail('thanked_and_forgotten', `all its receipts were thanked for, and it is ${message.state}.`);
  }
  for (const [recipient, seen] of entries) {
    if (
      recipient !== '' &&
      !byRecipient.has(recipient) &&
      seen.some(entry => HANDED_OVER.includes(entry.kind))
    )
      findings.push({
        rule: 'left_and_not_stored',
        at: seen[0]!.at,
        detail: `Something went to ${recipient}, and no message to it is stored.`,
      });
  }
  return findings;
};

/** The number that an entry of the journal is about, as messages have it. */
export function recipientOf({ msisdn, to }: JournalEntry): string {
  const number = msisdn ?? to ?? '';
  return number === '' || number.startsWith('+') ? number : `+${number}`;
}

function isEnd({ kind }: JournalEntry): boolean {
  return ['message.delivered', 'message.undeliverable', 'message.expired', 'message.rejected'].includes(kind);
}
