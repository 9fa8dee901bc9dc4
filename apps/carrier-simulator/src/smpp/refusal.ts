/** Why a request is not carried out: what the peer is told, and a sentence for the journal. */
export interface Refusal {
  /** `command_status` of SMPP 3.4 section 5.1.3. */
  readonly commandStatus: number;
  readonly detail: string;
}

/** Tells a refusal from what would have been read instead of it. */
export function isRefusal(read: object): read is Refusal {
  return 'commandStatus' in read;
}
