import type { Instant, PartState, ReasonKey } from '@chappe/sms';
import { messageStateOfWord, receiptWordOf, type MessageStateName, type Receipt } from '@chappe/smpp';
import { reasonOfCode, receiptKey, type ReasonTable, type ReceiptMeaning } from '../answers/index.js';
import type { ForeignReceiptText, ResolvedOptions } from '../options/index.js';
import { idOfReceipt } from './message-ids.js';
import { partStateOf, reasonOfState } from './part-state.js';

/** What a receipt tells, in the library's words, before its message is known. */
export interface ReceiptReport {
  /** The carrier's id in its normal form; empty when the receipt names none. */
  readonly reference: string;
  /** The id as it is written; empty when there is none. */
  readonly id: string;
  readonly state: PartState;
  readonly reason: ReasonKey | null;
  readonly rawCode: string;
  readonly at: Instant;
  readonly raw: string;
  /** False when neither state nor word could be understood: it then says no more than that something was sent. */
  readonly understood: boolean;
}

/** What {@link reportOf} decides by, beside the receipt. */
export interface ReceiptContext {
  readonly options: Pick<ResolvedOptions, 'messageIds' | 'errorTable' | 'readReceiptText'>;
  /** The carrier's own meanings, by `receiptKey`. */
  readonly meanings: ReadonlyMap<string, ReceiptMeaning>;
  readonly now: Instant;
}

/** A receipt dated further ahead than this has a wrong clock or a wrong offset: our own time then counts. */
const AHEAD_MAX_MS = 24 * 3_600_000;
const RAW_CODE_MAX = 100;
const GSM = 3;

/**
 * What a receipt says (SMPP 3.4 §5.2.28, 5.3.2.31, appendix B): TLVs first, text second, the carrier's own table before
 * the standard's. Never throws, whatever the receipt.
 *
 * @param raw the receipt as it came, for the record
 */
export function reportOf(
  receipt: Receipt,
  raw: string,
  { options, meanings, now }: ReceiptContext,
): ReceiptReport {
  const foreign =
    receipt.fields || receipt.text === '' ? undefined : readForeign(receipt.text, options.readReceiptText);
  const { stat = foreign?.stat, err = foreign?.err } = receipt;
  const state = receipt.state ?? (stat === undefined ? undefined : messageStateOfWord(stat));
  const meaning = meaningOf([err, stat], meanings);
  const partState = meaning?.state ?? stateOf(state, receipt);
  const textId = receipt.textId ?? foreign?.id;
  return {
    reference: idOfReceipt(receipt, textId, options.messageIds),
    id: (receipt.tlvId || textId || '').trim(),
    state: partState,
    reason:
      meaning?.reason !== undefined
        ? meaning.reason
        : reasonOf(partState, state, err, receipt, options.errorTable),
    rawCode: rawCodeOf(stat, state, err, receipt),
    at: dateOf(receipt, now),
    raw,
    understood: meaning !== undefined || state !== undefined,
  };
}

function readForeign(text: string, read: ResolvedOptions['readReceiptText']): ForeignReceiptText | undefined {
  try {
    return read?.(text);
  } catch {
    // A reader that stumbles over a text has not understood it, and costs no more than that.
    return undefined;
  }
}

function meaningOf(
  words: readonly (string | undefined)[],
  meanings: ReadonlyMap<string, ReceiptMeaning>,
): Exclude<ReceiptMeaning, string> | undefined {
  for (const word of words) {
    const found = word === undefined ? undefined : meanings.get(receiptKey(word));
    if (found !== undefined) return typeof found === 'string' ? { reason: found } : found;
  }
  return undefined;
}

/** An intermediate notification never ends a message, whatever state it names: its receipt is still to come. */
function stateOf(state: MessageStateName | undefined, { intermediate }: Receipt): PartState {
  if (state === undefined) return intermediate ? 'buffered' : 'sent';
  const partState = partStateOf(state);
  return intermediate && partState !== 'sent' ? 'buffered' : partState;
}

function reasonOf(
  partState: PartState,
  state: MessageStateName | undefined,
  err: string | undefined,
  { networkError }: Receipt,
  table: ResolvedOptions['errorTable'],
): ReasonKey | null {
  if (partState === 'delivered') return null;
  // The end of the validity is the cause by itself; what stood in the way before is in the raw code.
  if (partState === 'expired') return 'validity_ended';
  const ofErr = err !== undefined && /^\d{1,6}$/.test(err) ? reasonByTable(table, Number(err)) : undefined;
  const ofNetwork = networkReason(networkError, table);
  // The carrier's own table says more than the network's, unless it only says that it does not know.
  const told = table === 'map' ? [ofNetwork, ofErr] : [ofErr, ofNetwork];
  const reason = told.find(one => one !== undefined && one !== 'unknown') ?? ofErr ?? ofNetwork;
  return reason ?? (state === undefined ? null : reasonOfState(state));
}

/** Three digits without a kind of network are the carrier's own again, as some centres put them there. */
function networkReason(
  networkError: Receipt['networkError'],
  table: ResolvedOptions['errorTable'],
): ReasonKey | undefined {
  if (!networkError) return undefined;
  const { networkType, code } = networkError;
  if (networkType === undefined) return reasonByTable(table, code);
  return networkType === GSM ? reasonByTable('map', code) : undefined;
}

/** 0 says that there was no error, in every table. */
function reasonByTable(table: ReasonTable, code: number): ReasonKey | undefined {
  return code === 0 ? undefined : reasonOfCode(table, code);
}

function rawCodeOf(
  stat: string | undefined,
  state: MessageStateName | undefined,
  err: string | undefined,
  { networkError }: Receipt,
): string {
  const word = stat ?? (state && receiptWordOf(state));
  const network = networkError && `network ${networkError.networkType ?? '-'}:${networkError.code}`;
  return [word, err, network]
    .filter(code => code !== undefined)
    .join(' ')
    .slice(0, RAW_CODE_MAX);
}

function dateOf({ doneDate }: Receipt, now: Instant): Instant {
  const at = doneDate?.getTime();
  return at === undefined || at > now + AHEAD_MAX_MS ? now : at;
}
