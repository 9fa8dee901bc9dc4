import type { Money } from '../kernel/index.js';
import type { CostlyCharacter } from '../text/index.js';
import type { RejectedRecipient } from './rejected-recipient.js';

/** A text as it would read for some recipients, and what it comes to. */
export interface TextEstimate {
  readonly text: string;
  readonly encoding: 'GSM7' | 'UCS2';
  /** Septets or 16-bit units of the whole text. */
  readonly units: number;
  readonly parts: readonly { readonly text: string; readonly units: number }[];
  /** Characters that made it dearer: outside the GSM alphabet, or costing two septets. */
  readonly costlyCharacters: readonly CostlyCharacter[];
  /** The STOP mention that was appended, if one was. */
  readonly stopMention: string | null;
}

/** What a send would come to. Nothing is stored for it. */
export interface SendEstimate {
  /** One entry for each way the text reads: with and without the STOP mention. */
  readonly texts: readonly TextEstimate[];
  readonly recipients: readonly {
    readonly to: string;
    readonly country: string;
    /** Which of `texts` this recipient gets. */
    readonly textIndex: number;
    readonly parts: number;
    readonly price: Money;
  }[];
  readonly rejected: readonly RejectedRecipient[];
  readonly cost: Money;
}
