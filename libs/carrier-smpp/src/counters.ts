import type { OddityKind, SmppCarrierStats } from './carrier.events.js';

type Counter = Exclude<keyof SmppCarrierStats, 'bound' | 'oddities'>;

/** Counts what happens. */
export class Counters {
  private readonly counts = new Map<Counter, number>();
  private readonly oddities = new Map<OddityKind, number>();

  count(what: Counter, howMany = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + howMany);
  }

  countOddity(kind: OddityKind): void {
    this.oddities.set(kind, (this.oddities.get(kind) ?? 0) + 1);
  }

  /** The counts as they stand. @param bound binds held at present */
  stats(bound: number): SmppCarrierStats {
    const of = (what: Counter) => this.counts.get(what) ?? 0;
    return {
      bound,
      accepted: of('accepted'),
      refused: of('refused'),
      unanswered: of('unanswered'),
      lateAnswers: of('lateAnswers'),
      receipts: of('receipts'),
      queries: of('queries'),
      queriesTold: of('queriesTold'),
      receiptsNotRemembered: of('receiptsNotRemembered'),
      inbound: of('inbound'),
      inboundIncomplete: of('inboundIncomplete'),
      acknowledgements: of('acknowledgements'),
      notStored: of('notStored'),
      oddities: Object.fromEntries(this.oddities),
    };
  }
}
