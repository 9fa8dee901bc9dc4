import type { CentreInbound } from '@chappe/smsc';

/** How many messages may be incomplete; beyond, the oldest are forgotten. */
export const MAX_INCOMPLETE_INBOUND = 10_000;

/** Puts the parts of long messages from phones together: over HTTP a client is given whole messages. */
export class InboundAssembly {
  private readonly incomplete = new Map<string, Map<number, CentreInbound>>();

  /** Takes a part. Answers all parts in their order once they are there, and nothing before. */
  add(message: CentreInbound): readonly CentreInbound[] | undefined {
    const { part } = message;
    if (part === undefined || part.of === 1) return [message];
    const key = keyOf(message, part);
    const parts = this.incomplete.get(key) ?? new Map<number, CentreInbound>();
    parts.set(part.no, message);
    if (parts.size < part.of) {
      this.incomplete.set(key, parts);
      this.forgetOldest();
      return undefined;
    }
    // Kept until it has been taken: the last part may be offered again.
    this.incomplete.set(key, parts);
    return [...parts].sort(([one], [other]) => one - other).map(([, message]) => message);
  }

  /** The client has taken the message that this part completed. */
  taken(message: CentreInbound): void {
    if (message.part !== undefined) this.incomplete.delete(keyOf(message, message.part));
  }

  clear(): void {
    this.incomplete.clear();
  }

  private forgetOldest(): void {
    if (this.incomplete.size <= MAX_INCOMPLETE_INBOUND) return;
    const oldest = this.incomplete.keys().next();
    if (oldest.done === false) this.incomplete.delete(oldest.value);
  }
}

function keyOf(message: CentreInbound, part: { reference: number; of: number }): string {
  return `${message.from} ${message.to} ${String(part.reference)} ${String(part.of)}`;
}
