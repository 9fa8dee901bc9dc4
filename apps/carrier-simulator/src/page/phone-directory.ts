import type { EntryView } from './page.wire.js';

/** How many phones the page lists; beyond, those that were not heard of for longest are left out. */
export const MAX_LISTED_PHONES = 200;

/** What the journal says of a phone. */
export interface Mention {
  readonly seq: number;
  readonly at: number;
  readonly last: { readonly text: string; readonly isReply: boolean } | null;
}

/** The first characters of a text, for a list. */
const PREVIEW_LENGTH = 80;

/** The phones that the journal speaks of, the latest last. */
export class PhoneDirectory {
  private readonly mentions = new Map<string, Mention>();
  private isFull = false;

  /** Whether phones were left out. */
  get hasMore(): boolean {
    return this.isFull;
  }

  /** Takes an entry in; answers the phone it says something new about. */
  hear(entry: EntryView): string | undefined {
    const { msisdn, kind } = entry;
    if (msisdn === undefined || !isAboutPhone(kind)) return undefined;
    const before = this.mentions.get(msisdn);
    this.mentions.delete(msisdn);
    this.mentions.set(msisdn, {
      seq: entry.seq,
      at: entry.at,
      last: lastWords(entry) ?? before?.last ?? null,
    });
    if (this.mentions.size > MAX_LISTED_PHONES) {
      const oldest = this.mentions.keys().next();
      if (oldest.done === false) this.mentions.delete(oldest.value);
      this.isFull = true;
    }
    return msisdn;
  }

  get(msisdn: string): Mention | undefined {
    return this.mentions.get(msisdn);
  }

  /** All of them, the latest last. */
  numbers(): string[] {
    return [...this.mentions.keys()];
  }

  clear(): void {
    this.mentions.clear();
    this.isFull = false;
  }
}

/** Refusals at the door and receipts are the client's business: the phone never hears of them. */
function isAboutPhone(kind: string): boolean {
  const subject = kind.slice(0, kind.indexOf('.'));
  return subject === 'submission' || subject === 'answer'
    ? kind === 'submission.accepted'
    : subject !== 'receipt';
}

function lastWords({ kind, text }: EntryView): Mention['last'] | undefined {
  if (text === undefined) return undefined;
  if (kind !== 'message.delivered' && kind !== 'inbound.sent') return undefined;
  return { text: text.slice(0, PREVIEW_LENGTH), isReply: kind === 'inbound.sent' };
}
