import type { PartAnswer, SubmissionResult } from '@chappe/sms';
import { asksForPatience, refusalKeyOf } from './words.js';

/** What the door said of one item. */
export type ItemAnswer =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly code: string;
      readonly temporary: boolean;
      readonly retryAfterMs: number | null;
    };

/** What a request came to. */
export type Handed =
  /** The door answered, item by item. */
  | { readonly kind: 'answered'; readonly answers: readonly ItemAnswer[] }
  /** It certainly took nothing. */
  | { readonly kind: 'not_taken'; readonly retryAfterMs: number | null; readonly cause: string }
  /** It refused the request as a whole, which says nothing about the messages in it. */
  | { readonly kind: 'refused'; readonly rawCode: string }
  /** Nobody knows. */
  | { readonly kind: 'no_answer'; readonly cause: string };

/** What is to be done with a message whose parts were answered like this. */
export type Verdict =
  | { readonly done: true; readonly result: SubmissionResult }
  /** Some parts were taken: the others must follow, or the phone never shows the text. */
  | { readonly done: false; readonly waitMs: number };

/** How long to wait before handing over the rest of a message, where the door names no time. */
const REST_WAIT_MS = 1_000;

/** Decides over a message by the answers for its parts, in their order. Pure. */
export function judge(answers: readonly ItemAnswer[]): Verdict {
  const refusals = answers.filter(answer => !answer.ok);
  const final = refusals.find(({ temporary }) => !temporary);
  if (refusals.length === answers.length) {
    return { done: true, result: refusalOf((final ?? refusals[0])!) };
  }
  if (refusals.length > 0 && final === undefined) {
    return {
      done: false,
      waitMs: Math.max(...refusals.map(refusal => refusal.retryAfterMs ?? REST_WAIT_MS)),
    };
  }
  return { done: true, result: { kind: 'accepted', parts: answers.map(partAnswer) } };
}

function refusalOf({ code, temporary, retryAfterMs }: Extract<ItemAnswer, { ok: false }>): SubmissionResult {
  if (temporary && asksForPatience(code)) return { kind: 'throttled', retryAfterMs, rawCode: code };
  return { kind: 'rejected', reason: refusalKeyOf(code), rawCode: code, permanent: !temporary };
}

function partAnswer(answer: ItemAnswer, index: number): PartAnswer {
  const number = index + 1;
  return answer.ok
    ? { number, accepted: true, reference: answer.id }
    : { number, accepted: false, reason: refusalKeyOf(answer.code), rawCode: answer.code };
}

/** Reads what the door answered for `count` items; undefined when it is not such an answer. */
export function readAnswers(body: unknown, count: number): readonly ItemAnswer[] | undefined {
  if (!Array.isArray(body) || body.length !== count) return undefined;
  const answers = body.map(readAnswer);
  return answers.every(answer => answer !== undefined) ? answers : undefined;
}

function readAnswer(item: unknown): ItemAnswer | undefined {
  const { id, error } = (item ?? {}) as { id?: unknown; error?: Record<string, unknown> };
  if (typeof id === 'string') return { ok: true, id };
  if (typeof error?.['code'] !== 'string') return undefined;
  const retryAfterMs = error['retryAfterMs'];
  return {
    ok: false,
    code: error['code'],
    temporary: error['temporary'] === true,
    retryAfterMs: typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? retryAfterMs : null,
  };
}
