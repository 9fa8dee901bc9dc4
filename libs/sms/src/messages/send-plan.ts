import type { Account } from '../accounts/index.js';
import type { FieldError, Instant } from '../kernel/index.js';
import { explainRefusal, isCountry, parsePhoneNumber } from '../phone-numbers/index.js';
import {
  explainTextRefusal,
  normaliseText,
  segment,
  withStopMention,
  type Segmentation,
} from '../text/index.js';
import type { MessageOptions } from './message.options.js';
import type { RejectedRecipient } from './rejected-recipient.js';
import type { SendCommand } from './send-command.js';
import { isPossibleSender } from './sender.js';

/** French numbers, overseas ones included: marketing to them must say how to be left alone. */
const FRENCH_TERRITORIES = new Set(['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'BL', 'MF', 'NC', 'PF', 'WF']);

/** Characters of a callback's address, at most: what servers and proxies take everywhere. */
const CALLBACK_URL_LENGTH_MAX = 2048;

/** A recipient that can be sent to, and the text as it will read there. */
export interface PlannedRecipient {
  /** As it was given. */
  readonly given: string;
  readonly to: string;
  readonly country: string;
  readonly text: string;
  readonly segmentation: Segmentation;
}

/** What a command comes to, before opt-outs and prices. */
export interface SendPlan {
  readonly recipients: readonly PlannedRecipient[];
  readonly rejected: readonly RejectedRecipient[];
}

/**
 * Checks a command and works out what it comes to. Pure. Answers the mistakes of the request as a whole in `errors` (then
 * nothing may be sent), and those of single recipients in `rejected`.
 */
export function planSend(
  command: SendCommand,
  account: Account,
  options: MessageOptions,
  now: Instant,
): { readonly errors: readonly FieldError[]; readonly plan: SendPlan } {
  const errors: FieldError[] = [...checkFields(command, options, now)];
  const texts = new TextsByCountry(command, options);
  const general = texts.check();
  if (general) errors.push(general);
  if (errors.length > 0) return { errors, plan: { recipients: [], rejected: [] } };

  const defaultCountry = isCountry(account.defaultCountry) ? account.defaultCountry : null;
  const recipients: PlannedRecipient[] = [];
  const rejected: RejectedRecipient[] = [];
  const seen = new Set<string>();
  for (const given of listOf(command.to)) {
    const number = parsePhoneNumber(given, { defaultCountry });
    if (!number.ok) {
      rejected.push({ to: given, code: number.reason.toLowerCase(), detail: explainRefusal(number) });
      continue;
    }
    if (seen.has(number.e164)) {
      rejected.push({
        to: given,
        code: 'duplicate',
        detail: `${number.e164} is already a recipient of this send; it gets the message once.`,
      });
      continue;
    }
    seen.add(number.e164);
    const written = texts.forCountry(number.country);
    if (!written.ok) {
      rejected.push({ to: given, code: 'text_too_long', detail: written.detail });
      continue;
    }
    recipients.push({
      given,
      to: number.e164,
      country: number.country,
      text: written.text,
      segmentation: written.segmentation,
    });
  }
  return { errors, plan: { recipients, rejected } };
}

export function listOf(to: SendCommand['to']): readonly string[] {
  return typeof to === 'string' ? [to] : to;
}

function* checkFields(command: SendCommand, options: MessageOptions, now: Instant): Generator<FieldError> {
  const count = listOf(command.to).length;
  if (count === 0)
    yield {
      field: 'to',
      code: 'no_recipient',
      detail: 'There is no recipient. Name at least one phone number.',
    };
  if (count > options.recipientsMax) {
    yield {
      field: 'to',
      code: 'too_many_recipients',
      detail: `There are ${count} recipients, and ${options.recipientsMax} at most are taken at once. Split them over several requests.`,
    };
  }
  if (typeof command.from === 'string' && !isPossibleSender(command.from)) {
    yield {
      field: 'from',
      code: 'sender_invalid',
      detail:
        "A sender is 1 to 11 letters, digits, blanks or . _ & ' - with at least one letter, or a number of 3 to 15 digits.",
    };
  }
  if (command.type === 'voice' && !options.voice) {
    yield {
      field: 'type',
      code: 'voice_not_available',
      detail: 'No carrier here reads texts aloud. Send it as text.',
    };
  }
  const maxParts = command.maxParts;
  if (
    maxParts !== undefined &&
    !(Number.isInteger(maxParts) && maxParts >= 1 && maxParts <= options.partsMax)
  ) {
    yield {
      field: 'maxParts',
      code: 'out_of_range',
      detail: `maxParts is a whole number from 1 to ${options.partsMax}.`,
    };
  }
  const validityMs = command.validityMs;
  if (
    validityMs !== undefined &&
    !(validityMs >= options.validityMinMs && validityMs <= options.validityMaxMs)
  ) {
    yield {
      field: 'validity',
      code: 'out_of_range',
      detail: `The validity is from ${options.validityMinMs / 60_000} minutes to ${options.validityMaxMs / 3_600_000} hours.`,
    };
  }
  const scheduledAt = command.scheduledAt;
  if (scheduledAt !== undefined && scheduledAt !== null) {
    if (!(scheduledAt > now)) {
      yield {
        field: 'scheduledAt',
        code: 'date_in_the_past',
        detail: `The date is past (it is ${new Date(now).toISOString()} now). Give a later one, or leave it out to send at once.`,
      };
    } else if (scheduledAt - now > options.scheduleAheadMaxMs) {
      yield {
        field: 'scheduledAt',
        code: 'date_too_far',
        detail: `The date is more than ${options.scheduleAheadMaxMs / 86_400_000} days ahead. Give an earlier one.`,
      };
    }
  }
  for (const field of ['tag', 'clientRef', 'campaignId'] as const) {
    const value = command[field];
    if (
      typeof value === 'string' &&
      (value.length === 0 || value.length > options.tagLengthMax || !isKeepable(value))
    ) {
      const detail = `${field} has 1 to ${options.tagLengthMax} characters, without NUL and halves of surrogate pairs.`;
      yield { field, code: 'out_of_range', detail };
    }
  }
  if (typeof command.callbackUrl === 'string' && !isWebAddress(command.callbackUrl)) {
    yield {
      field: 'callbackUrl',
      code: 'not_a_url',
      detail: `callbackUrl is an address that begins with https:// or http://, of at most ${CALLBACK_URL_LENGTH_MAX} characters.`,
    };
  }
}

/** Whether every database gives it back as it was. */
function isKeepable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}

function isWebAddress(address: string): boolean {
  if (!isKeepable(address)) return false;
  return address.length <= CALLBACK_URL_LENGTH_MAX && /^https?:\/\//i.test(address) && URL.canParse(address);
}

type Written =
  | { readonly ok: true; readonly text: string; readonly segmentation: Segmentation }
  | { readonly ok: false; readonly detail: string };

/** The text as it reads in each country: cut once per country, not once per recipient. */
class TextsByCountry {
  private readonly written = new Map<boolean, Written>();
  private readonly normalised;

  constructor(
    private readonly command: SendCommand,
    private readonly options: MessageOptions,
  ) {
    this.normalised = normaliseText(command.text);
  }

  /** What is wrong with the text wherever it goes, if anything. */
  check(): FieldError | undefined {
    if (!this.normalised.ok) {
      return {
        field: 'text',
        code: `text_${this.normalised.reason.toLowerCase()}`,
        detail: explainTextRefusal(this.normalised),
      };
    }
    const cut = this.cut(this.normalised.text);
    if (cut.ok) return undefined;
    return {
      field: 'text',
      code: cut.reason === 'NOT_GSM7' ? 'text_not_gsm7' : 'text_too_long',
      detail: explainTextRefusal(cut),
    };
  }

  forCountry(country: string): Written {
    const needsStop =
      this.command.purpose === 'marketing' &&
      this.options.stopShortCode !== null &&
      FRENCH_TERRITORIES.has(country);
    let written = this.written.get(needsStop);
    if (!written) {
      written = this.write(needsStop);
      this.written.set(needsStop, written);
    }
    return written;
  }

  private write(needsStop: boolean): Written {
    if (!this.normalised.ok) return { ok: false, detail: explainTextRefusal(this.normalised) };
    const text = needsStop
      ? withStopMention(this.normalised.text, this.options.stopShortCode!)
      : this.normalised.text;
    const segmentation = this.cut(text);
    if (segmentation.ok) return { ok: true, text, segmentation };
    const why = needsStop ? 'With the STOP mention, which marketing to French numbers must end with: ' : '';
    return { ok: false, detail: why + explainTextRefusal(segmentation) };
  }

  private cut(text: string) {
    const maxParts = Math.min(this.command.maxParts ?? this.options.partsMax, this.options.partsMax);
    // An impossible maxParts is told by its own field; here it must only not throw.
    return segment(text, {
      encoding: this.command.encoding ?? 'auto',
      maxParts: maxParts >= 1 && Number.isInteger(maxParts) ? maxParts : 1,
    });
  }
}
