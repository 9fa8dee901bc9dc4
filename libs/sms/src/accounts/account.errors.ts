import { refuse, type FieldError } from '../kernel/index.js';

type Refused = ReturnType<typeof refuse>;

/** There is no such account. */
export function accountNotFound(accountId: string): Refused {
  return refuse({
    code: 'account_not_found',
    detail: `There is no account ${accountId}. Check the identifier, or create the account first.`,
  });
}

/** What was said of an account, or of a token, is not usable; one entry per field. */
export function invalidFields(errors: readonly FieldError[]): Refused {
  return refuse({
    code: 'invalid_request',
    detail: errors.map(error => error.detail).join(' '),
    errors,
  });
}

/** The account has as many active tokens as it may have. */
export function tooManyTokens(max: number): Refused {
  return refuse({
    code: 'too_many_tokens',
    detail: `This account has ${max} active tokens, which is the maximum. Revoke one that is not used any more, then try again.`,
    figures: { max },
  });
}

/** Another active token of the account has this name. */
export function tokenNameTaken(name: string): Refused {
  return refuse({
    code: 'token_name_taken',
    detail: `This account already has an active token named "${name}". Choose another name, or revoke that token first.`,
    errors: [
      { field: 'name', code: 'taken', detail: 'Choose a name that no active token of this account has.' },
    ],
  });
}

/** A value that somebody chose for a token is one already. */
export function tokenValueTaken(): Refused {
  return refuse({
    code: 'token_value_taken',
    detail: 'This value is an active token already. Choose another value, or leave it out to have one made.',
  });
}

/** The account has no active token with this id. */
export function tokenNotFound(tokenId: string): Refused {
  return refuse({
    code: 'token_not_found',
    detail: `This account has no active token ${tokenId}. List its tokens to find the right identifier.`,
  });
}

/** The account has sent, or would have sent, as many messages as it may in one day. */
export function dailyLimitReached(figures: {
  readonly limit: number;
  readonly used: number;
  readonly wanted: number;
  readonly resetsAt: string;
}): Refused {
  const { limit, used, wanted, resetsAt } = figures;
  return refuse({
    code: 'daily_limit_reached',
    detail: `This account may send ${limit} messages a day; ${used} are used and ${wanted} more were asked for. Send at most ${Math.max(0, limit - used)} more today, wait until ${resetsAt}, or ask for a higher limit.`,
    figures,
  });
}
