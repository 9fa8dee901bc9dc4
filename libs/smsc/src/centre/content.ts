import {
  decodeUserData,
  encodeGsm,
  encodeUcs2,
  measureText,
  readDataCoding,
  septetsOf,
} from '../alphabet/index.js';
import { digitsOf, submitError, type SubmitError } from '../network/index.js';
import type { MessageContent } from './message.js';
import { isSender } from './sender.js';
import type { CentreSubmission } from './submission.js';

/** What is looked at in a submission to know what the message says. */
export type Submitted = Pick<
  CentreSubmission,
  'from' | 'to' | 'text' | 'ud' | 'udh' | 'dataCoding' | 'messageClass' | 'purpose'
>;

/** What a submission says, or why it is not in order. */
export function contentOf(submission: Submitted, maxParts: number): MessageContent | SubmitError {
  const digits = digitsOf(submission.to);
  if (digits === undefined) {
    return submitError(
      'invalid_destination',
      `${JSON.stringify(submission.to)} is no international number: give a country code and 5 to 15 digits in all.`,
    );
  }
  if (!isSender(submission.from)) {
    return submitError(
      'invalid_source',
      `${JSON.stringify(submission.from)} is no sender: give a number, a short code, or up to 11 letters and digits.`,
    );
  }
  const body = bodyOf(submission);
  if (body.size > maxParts) {
    return submitError(
      'invalid_length',
      body.size === Infinity
        ? 'The user data do not fit into the 140 octets of one message: cut them into parts.'
        : `The text takes ${String(body.size)} parts and at most ${String(maxParts)} are taken: make it shorter.`,
    );
  }
  return {
    from: submission.from,
    digits,
    text: body.text,
    size: body.size,
    concatenation: body.concatenation,
    messageClass: submission.messageClass ?? body.messageClass,
    // Operators know marketing by the way out that it must offer, where the client does not say.
    isMarketing:
      submission.purpose === undefined ? /\bSTOP\b/.test(body.text) : submission.purpose === 'marketing',
  };
}

/** Whether it is a refusal. */
export function isRefusal(content: object): content is SubmitError {
  return 'commandStatus' in content;
}

type Body = Pick<MessageContent, 'text' | 'size' | 'concatenation' | 'messageClass'>;

function bodyOf({ text = '', ud, udh, dataCoding }: Submitted): Body {
  if (ud === undefined && udh === undefined) {
    const isUcs2 = dataCoding !== undefined && readDataCoding(dataCoding).alphabet === 'ucs2';
    return {
      text,
      size: measureText(text, isUcs2).parts,
      concatenation: undefined,
      messageClass: dataCoding === undefined ? 'none' : readDataCoding(dataCoding).messageClass,
    };
  }
  const isGsm = septetsOf(text) !== undefined;
  const decoded = decodeUserData({
    ud: ud ?? (isGsm ? encodeGsm(text) : encodeUcs2(text)),
    dataCoding: ud === undefined ? (isGsm ? 0 : 8) : (dataCoding ?? 0),
    ...(udh === undefined ? {} : { udh }),
  });
  return {
    text: decoded.text,
    size: decoded.fits ? 1 : Infinity,
    concatenation: decoded.header.concatenation,
    messageClass: decoded.messageClass,
  };
}
