import type { Finding, Rule } from '../judge.ts';

/** What the host counts is what there is. */
export const countRules: Rule = ({ books, figures }) => {
  const findings: Finding[] = [];
  const compare = (what: string, told: number, recounted: number) => {
    if (told !== recounted)
      findings.push({
        rule: 'miscounted',
        at: 0,
        detail: `${what}: the host says ${told}, there are ${recounted}.`,
      });
  };
  for (const [state, told] of Object.entries(figures.counts))
    compare(`messages ${state}`, told, books.messages.filter(message => message.state === state).length);
  const used = books.dailyUse.reduce((sum, day) => sum + day.messages, 0);
  compare('messages of the day', used, books.messages.length);
  const sum = (field: 'available_micros' | 'held_micros') =>
    books.wallets.reduce((total, wallet) => total + wallet[field], 0);
  compare('available micros', figures.availableMicros, sum('available_micros'));
  compare('held micros', figures.heldMicros, sum('held_micros'));
  return findings;
};
