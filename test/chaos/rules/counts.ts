import type { Finding, Rule } from '../judge.ts';

const DAY_MS = 86_400_000;
/** What was used of older days may be forgotten. */
const DAYS_KEPT = 7;

/** What the host counts is what there is. */
export const countRules: Rule = ({ books, figures, now }) => {
  const findings: Finding[] = [];
  const compare = (what: string, told: number, recounted: number) => {
    if (told !== recounted)
      findings.push({
        rule: 'miscounted',
        at: now,
        detail: `${what}: the host says ${told}, there are ${recounted}.`,
      });
  };
  const shown = books.messages.filter(message => message.hidden_at === null);
  for (const [state, told] of Object.entries(figures.counts))
    compare(`messages ${state}`, told, shown.filter(message => message.state === state).length);
  const byDay = Map.groupBy(books.messages, message => dayOf(message.created_at));
  const used = new Map(books.dailyUse.map(use => [use.day, use.messages]));
  for (const [day, messages] of byDay) {
    if (now - Date.parse(day) < DAYS_KEPT * DAY_MS)
      compare(`messages of ${day}`, used.get(day) ?? 0, messages.length);
  }
  const sum = (field: 'available_micros' | 'held_micros') =>
    books.wallets.reduce((total, wallet) => total + wallet[field], 0);
  compare('available micros', figures.availableMicros, sum('available_micros'));
  compare('held micros', figures.heldMicros, sum('held_micros'));
  return findings;
};

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
