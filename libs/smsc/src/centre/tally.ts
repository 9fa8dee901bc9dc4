import type { MessageState, Reason, SubmitErrorCode } from '../network/index.js';
import { DelayHistogram } from './delay-histogram.js';
import type { RunSummary } from './summary.js';

/** Counts as it goes, so that a summary costs nothing however long the run was. */
export class Tally {
  submitted = 0;
  accepted = 0;
  attempts = 0;
  readonly receipts = { offered: 0, acknowledged: 0, lost: 0, dropped: 0 };
  readonly inbound = { sent: 0, acknowledged: 0, unroutable: 0, dropped: 0 };
  private readonly errors: Partial<Record<SubmitErrorCode, number>> = {};
  private readonly ends: Partial<Record<MessageState, number>> = {};
  private readonly reasons: Partial<Record<Reason, number>> = {};
  private readonly billed: Record<string, number> = {};
  private billedToForgotten = 0;
  private readonly delays = new DelayHistogram();

  refuse(code: SubmitErrorCode): void {
    this.errors[code] = (this.errors[code] ?? 0) + 1;
  }

  accept(clientId: string, parts: number): void {
    this.accepted++;
    this.billed[clientId] = (this.billed[clientId] ?? 0) + parts;
  }

  /** A client is no longer known; what it was billed counts on in the sum. */
  forget(clientId: string): void {
    this.billedToForgotten += this.billed[clientId] ?? 0;
    delete this.billed[clientId];
  }

  end(state: MessageState, reason: Reason | undefined, delayMs: number): void {
    this.ends[state] = (this.ends[state] ?? 0) + 1;
    if (state === 'DELIVRD') this.delays.add(delayMs);
    else if (reason !== undefined) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
  }

  /** @param waiting how many wait, by state */
  summary(waiting: Readonly<Partial<Record<MessageState, number>>>): RunSummary {
    return {
      submitted: this.submitted,
      accepted: this.accepted,
      refused: sumOf(this.errors),
      byError: { ...this.errors },
      delivered: this.ends.DELIVRD ?? 0,
      byState: { ...this.ends, ...waiting },
      byReason: { ...this.reasons },
      billedParts: sumOf(this.billed) + this.billedToForgotten,
      billedPartsByClient: { ...this.billed },
      attempts: this.attempts,
      receipts: { ...this.receipts },
      inbound: { ...this.inbound },
      delayMs: this.delays.summary(),
    };
  }
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
