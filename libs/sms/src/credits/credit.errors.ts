import { formatMicros, refuse, SmsError, type Asset, type Money } from '../kernel/index.js';
import { countryName, isCountry } from '../phone-numbers/index.js';

type Refused = ReturnType<typeof refuse>;

/** An amount as it goes out: a decimal string, never a float. */
const outward = ({ micros, asset }: Money) => ({ amount: formatMicros(micros), asset });

const inWords = ({ micros, asset }: Money) => `${formatMicros(micros)} ${asset}`;

/** The wallet has less than what was asked for needs. Figures: `needed` and `available`, as `{ amount, asset }`. */
export function insufficientCredit(needed: Money, available: Money): Refused {
  return refuse({
    code: 'insufficient_credit',
    detail: `This takes ${inWords(needed)} and ${inWords(available)} is available, so nothing was sent and nothing was taken. Top up the wallet, or send to fewer recipients.`,
    figures: { needed: outward(needed), available: outward(available) },
  });
}

/** The country of a number is not on the price list. */
export function countryNotServed(country: string): Refused {
  const name = isCountry(country) ? `${countryName(country)} (${country})` : country;
  return refuse({
    code: 'country_not_served',
    detail: `Messages to ${name} are not on the price list, so they are not sent. Open a support request to have this country added.`,
    figures: { country },
  });
}

/** A top-up below the minimum, above the maximum, or of no whole number of micro-units. */
export function topUpOutOfRange(amount: Money, min: Money, max: Money): Refused {
  return refuse({
    code: 'top_up_out_of_range',
    detail: `A top-up is ${inWords(min)} at least and ${inWords(max)} at most. Choose another amount.`,
    figures: { amount: outward(amount), min: outward(min), max: outward(max) },
  });
}

/** The reference of a top-up is too long to be kept. */
export function referenceTooLong(length: number, max: number): Refused {
  return refuse({
    code: 'invalid_request',
    detail: `A reference takes at most ${max} characters, and this one has ${length}. Shorten it.`,
    errors: [{ field: 'reference', code: 'too_long', detail: `At most ${max} characters.` }],
  });
}

/** The reference of a top-up has characters that no database keeps faithfully. */
export function referenceNotText(): Refused {
  return refuse({
    code: 'invalid_request',
    detail:
      'A reference is kept as it is, for ever, so it must be text: without NUL characters and halves of surrogate pairs. Correct its encoding.',
    errors: [
      {
        field: 'reference',
        code: 'malformed',
        detail: 'No NUL characters and no halves of surrogate pairs.',
      },
    ],
  });
}

/** An amount in another asset than the payer's was to be set aside: whoever asks must quote again first. */
export function wrongAsset(accountId: string, expected: Asset, found: Asset): SmsError {
  return new SmsError(
    'wrong_asset',
    `Account ${accountId} pays in ${expected}, and an amount in ${found} was to be held. Quote the message again, then hold what the quote says.`,
  );
}
