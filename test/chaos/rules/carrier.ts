import type { MessageRow, MoveRow } from '../books.ts';
import type { JournalEntry } from '../evidence.ts';
import type { Finding, Rule } from '../judge.ts';

/** What the centre writes down when it is given a part. */
export const HANDED_OVER: readonly string[] = [
  'submission.accepted',
  'submission.repeated',
  'submission.swallowed',
];
const WITH_THE_CARRIER: ReadonlySet<string> = new Set(['sent', 'buffered', 'delivered', 'undelivered']);
/** What the centre writes down when it is done with a part. */
const ENDS: ReadonlySet<string> = new Set([
  'message.delivered',
  'message.undeliverable',
  'message.expired',
  'message.rejected',
]);

/** A message, and all that the centre and the tables say of it. */
interface Case {
  readonly message: MessageRow;
  readonly life: readonly MoveRow[];
  readonly seen: readonly JournalEntry[];
  /** How far apart clocks may have been. */
  readonly skewMs: number;
  /** The centre's names of what is at its end. */
  readonly ended: ReadonlySet<string | undefined>;
}

/** What does not fit, as the name of the rule and a sentence. */
type Verdict = readonly [rule: string, detail: string];

/**
 * The carrier's side: nothing was handed over twice unless it was in doubt and that is on record, nothing that was not to leave
 * has left, or too early, or as another text, and what was thanked for is stored. Every message of a run has a recipient of its own.
 */
export const carrierRules: Rule = ({ books, journal, skewMs }, { settled }) => {
  const findings: Finding[] = [];
  const entries = Map.groupBy(journal, recipientOf);
  const moves = Map.groupBy(books.moves, move => move.message_id);
  const ended = new Set(journal.filter(({ kind }) => ENDS.has(kind)).map(({ id }) => id));

  for (const message of books.messages) {
    const seen = entries.get(message.recipient) ?? [];
    const about = { message, seen, skewMs, ended, life: moves.get(message.id) ?? [] };
    for (const [rule, detail] of [
      ...departures(about),
      ...arrivals(about),
      ...(settled ? thanks(about) : []),
    ])
      findings.push({
        rule,
        at: message.created_at,
        ref: message.client_ref,
        detail: `${message.id}: ${detail}`,
      });
  }
  const recipients = new Set(books.messages.map(({ recipient }) => recipient));
  for (const [recipient, seen] of entries) {
    if (recipient !== '' && !recipients.has(recipient) && seen.some(isHandover))
      findings.push({
        rule: 'left_and_not_stored',
        at: seen[0]!.at,
        detail: `Something went to ${recipient}, and no message to it is stored.`,
      });
  }
  return findings;
};

/** What left, how often, when, and what it said. */
function* departures({ message, life, seen, skewMs }: Case): Generator<Verdict> {
  const handed = seen.filter(isHandover);
  const sentAgain = life.filter(
    ({ from_state, to_state }) => from_state === 'in_doubt' && to_state === 'queued',
  ).length;
  const copies = 1 + sentAgain;
  if (handed.length > message.part_count * copies)
    yield [
      'twice_without_doubt',
      `${message.part_count} parts were handed over ${handed.length} times; it was sent again ${sentAgain} times.`,
    ];
  if (handed.length > 0 && !life.some(move => move.to_state === 'submitting'))
    yield ['handed_over_unclaimed', 'it has left, and was never submitting.'];
  const byNumber = Map.groupBy(handed, entry => partOf(entry, message));
  const nameless = byNumber.get(undefined)?.length ?? 0;
  for (let number = 1; number <= message.part_count; number += 1) {
    const times = byNumber.get(number)?.length ?? 0;
    if (times > copies)
      yield [
        'twice_without_doubt',
        `part ${number} left ${times} times; it was sent again ${sentAgain} times.`,
      ];
    if (WITH_THE_CARRIER.has(message.state) && times + nameless === 0)
      yield ['never_left', `it is ${message.state}, and part ${number} has not left.`];
  }
  for (const [number, ofPart] of byNumber) {
    const wrong = ofPart.find(({ text }) => text !== undefined && !message.text.includes(text));
    if (wrong) yield ['another_text', `its part ${number} said "${wrong.text}".`];
  }
  const said = Array.from({ length: message.part_count }, (_, index) =>
    byNumber.get(index + 1)?.find(({ text }) => text !== undefined),
  );
  if (said.every(entry => entry !== undefined)) {
    const whole = said.map(({ text }) => text).join('');
    if (whole !== message.text) yield ['another_text', `its parts say "${whole}" together.`];
  }
  for (const { at } of handed) {
    if (message.scheduled_at !== null && at < message.scheduled_at - skewMs)
      yield ['left_early', `it left ${message.scheduled_at - at} ms before its date.`];
    if (message.valid_until !== null && at > message.valid_until + skewMs)
      yield ['left_late', `it left ${at - message.valid_until} ms after its validity.`];
  }
}

/** What is said to be on the phone is, and the other way round. */
function* arrivals({ message, seen }: Case): Generator<Verdict> {
  const delivered = new Set(
    seen.filter(({ kind }) => kind === 'message.delivered').map(entry => partOf(entry, message) ?? entry.id),
  ).size;
  if (message.state === 'delivered' && delivered < message.part_count)
    yield [
      'not_on_the_phone',
      `it is delivered, and ${delivered} of ${message.part_count} parts are on the phone.`,
    ];
  if (message.state === 'undelivered' && delivered > 0 && delivered >= message.part_count)
    yield ['on_the_phone', 'it is undelivered, and all of it is on the phone.'];
}

/** What the carrier was thanked for is stored. */
function* thanks({ message, life, seen, ended }: Case): Generator<Verdict> {
  const thanked = seen.filter(({ kind, id }) => kind === 'receipt.acknowledged' && ended.has(id));
  const doubts = life.filter(move => move.to_state === 'in_doubt').length;
  if (
    new Set(thanked.map(({ id }) => id)).size >= message.part_count * (1 + doubts) &&
    (message.state === 'sent' || message.state === 'buffered')
  )
    yield ['thanked_and_forgotten', `all its receipts were thanked for, and it is ${message.state}.`];
  if (message.state === 'delivered' || message.state === 'undelivered') return;
  // Receipts that bear our own reference say which part they are about, whether its submission was answered or not.
  const endedAt = message.final_at ?? Infinity;
  const isTold = life.at(-1)?.cause === 'receipt';
  const delivered = new Set(
    thanked
      .filter(({ ref, state, at }) => ref !== undefined && state === 'DELIVRD' && (at < endedAt || isTold))
      .map(entry => partOf(entry, message)),
  );
  if (delivered.size === message.part_count)
    yield [
      'thanked_and_forgotten',
      `all of it is on the phone, as we were told, and it is ${message.state}.`,
    ];
}

/** Which part of a message an entry is about; undefined where it does not tell. */
function partOf({ detail, ref }: JournalEntry, { part_count }: MessageRow): number | undefined {
  if (part_count === 1) return 1;
  const { no } = (detail ?? {}) as { readonly no?: number };
  const [, number] = /\.(\d+)$/.exec(ref ?? '') ?? [];
  return no ?? (number === undefined ? undefined : Number(number));
}

function isHandover({ kind }: JournalEntry): boolean {
  return HANDED_OVER.includes(kind);
}

/** The number that an entry of the journal is about, as messages have it. */
export function recipientOf({ msisdn, to }: JournalEntry): string {
  const number = msisdn ?? to ?? '';
  return number === '' || number.startsWith('+') ? number : `+${number}`;
}
