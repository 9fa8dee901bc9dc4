import { segment, type Instant, type Submission } from '@chappe/sms';
import {
  buildEsmClass,
  buildRegisteredDelivery,
  buildUserDataHeader,
  concatenationElement,
  formatAbsoluteTime,
  formatRelativeTime,
  segmentationTlvs,
  SmppTimeError,
  type PduBody,
  type Tlvs,
} from '@chappe/smpp';
import type { ResolvedOptions } from '../options/index.js';
import { destinationAddress, sourceAddress } from './addresses.js';
import { alphabetOf, dataCodingOf, octetsOf } from './coding.js';
import type { Alphabet } from './coding.js';

/** One submit_sm, and the parts of the text it carries. */
export interface SubmissionPdu {
  readonly numbers: readonly number[];
  readonly body: PduBody<'submit_sm'>;
}

/** The PDUs of a message, or why this carrier cannot be given it as it is. */
export type SubmissionPdus =
  | { readonly ok: true; readonly pdus: readonly SubmissionPdu[] }
  | { readonly ok: false; readonly rawCode: 'not_in_default_coding' | 'cannot_be_encoded' };

/** Concatenation references are of 16 bits; a header of 8 takes the lower ones. */
export const CONCATENATION_LIMIT = 0x10000;

/** A relative validity is written in days up to this; a month has no fixed length (SMPP 3.4 §7.1.1.2). */
const LONGEST_RELATIVE_MS = 31 * 86_400_000;
const SHORTEST_VALIDITY_MS = 1000;

/** A text in the form in which it goes: which pieces, in which alphabet, with how wide a reference. */
interface Cut {
  readonly texts: readonly string[];
  readonly alphabet: Alphabet;
  readonly referenceBits: 8 | 16;
}

/**
 * The submit_sm of a message (SMPP 3.4 §4.4). All parts carry the same addresses, coding, validity and receipt request, as
 * gateways that put them together ask for.
 *
 * @param concatenation 0 to 65535, different for messages that go to one phone within a short time
 * @param now for absolute validity periods
 */
export function submissionPdus(
  submission: Submission,
  concatenation: number,
  now: Instant,
  options: ResolvedOptions,
): SubmissionPdus {
  try {
    const cut = cutFor(submission, options);
    if (!cut) return { ok: false, rawCode: 'not_in_default_coding' };
    return { ok: true, pdus: pdusOf(submission, cut, concatenation, now, options) };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SmppTimeError)) throw error;
    return { ok: false, rawCode: 'cannot_be_encoded' };
  }
}

function cutFor(submission: Submission, options: ResolvedOptions): Cut | undefined {
  const { text, encoding, parts } = submission;
  const maxParts = parts.length;
  const alphabet = alphabetOf(text, encoding, options.defaultCoding);
  // What is told by sar_* reaches the phone as a header all the same, and the centre chooses its width by the reference.
  const wide = (options.longMessages === 'udh16' || options.longMessages === 'sar') && maxParts > 1;
  const cut = (ucs2: boolean, ref16: boolean) => {
    const result = segment(text, { encoding: ucs2 ? 'ucs2' : 'gsm7', ref16, maxParts });
    return result.ok && result.parts.length === maxParts ? result.parts.map(part => part.text) : undefined;
  };
  const ucs2 = alphabet === undefined || alphabet === 'ucs2';
  const wider = wide ? cut(ucs2, true) : undefined;
  if (wider) return { texts: wider, alphabet: alphabet ?? 'ucs2', referenceBits: 16 };
  const texts = alphabet === undefined ? cut(true, false) : parts.map(part => part.text);
  return texts && { texts, alphabet: alphabet ?? 'ucs2', referenceBits: 8 };
}

function pdusOf(
  submission: Submission,
  { texts, alphabet, referenceBits }: Cut,
  concatenation: number,
  now: Instant,
  options: ResolvedOptions,
): readonly SubmissionPdu[] {
  const { tlvs, ...fields } = commonFields(submission, alphabet, now, options);
  const numbers = submission.parts.map(part => part.number);
  const total = texts.length;
  if (total === 1 || options.longMessages === 'payload') {
    const octets = octetsOf(total === 1 ? (texts[0] ?? '') : submission.text, alphabet);
    const carried =
      total === 1 ? { shortMessage: octets, tlvs } : { tlvs: { ...tlvs, messagePayload: octets } };
    return [{ numbers, body: { ...fields, ...carried } }];
  }
  return texts.map((text, index) => {
    const octets = octetsOf(text, alphabet);
    const reference = referenceBits === 8 ? concatenation & 0xff : concatenation;
    const part = { reference, total, part: index + 1 };
    const carried =
      options.longMessages === 'sar'
        ? { shortMessage: octets, tlvs: { ...tlvs, ...segmentationTlvs(part) } }
        : {
            shortMessage: behindHeader(part, referenceBits, octets),
            tlvs,
            esmClass: buildEsmClass({ udhi: true }),
          };
    return { numbers: [numbers[index] ?? index + 1], body: { ...fields, ...carried } };
  });
}

function commonFields(
  submission: Submission,
  alphabet: Alphabet,
  now: Instant,
  options: ResolvedOptions,
): PduBody<'submit_sm'> & { readonly tlvs: Tlvs } {
  const { dataCoding, destAddrSubunit } = dataCodingOf(
    alphabet,
    submission.messageClass,
    options.messageClasses,
  );
  return {
    serviceType: options.serviceType,
    ...sourceAddress(submission.from ?? options.defaultSender, options.addresses),
    ...destinationAddress(submission.to, options.addresses),
    priorityFlag: options.priorities[submission.priority],
    validityPeriod: validityPeriod(submission.validityMs, now, options.validity),
    registeredDelivery: buildRegisteredDelivery(options.registeredDelivery),
    dataCoding,
    tlvs: destAddrSubunit === undefined ? {} : { destAddrSubunit },
    unknownTlvs: options.vendorTlvs.map(({ tag, value }) => ({
      tag,
      value: typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value),
    })),
  };
}

function behindHeader(
  part: { readonly reference: number; readonly total: number; readonly part: number },
  bits: 8 | 16,
  octets: Buffer,
): Buffer {
  return Buffer.concat([buildUserDataHeader([concatenationElement(part, bits)]), octets]);
}

function validityPeriod(validityMs: number, now: Instant, form: ResolvedOptions['validity']): string {
  if (form === 'none') return '';
  const ms = Math.max(SHORTEST_VALIDITY_MS, validityMs);
  if (form === 'absolute' || ms > LONGEST_RELATIVE_MS) return formatAbsoluteTime(new Date(now + ms));
  return formatRelativeTime(ms);
}
