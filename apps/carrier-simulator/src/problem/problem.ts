/** One field that is wrong, and what is wrong with it. */
export interface FieldProblem {
  /** Its path: `items[3].to`. */
  readonly field: string;
  readonly detail: string;
}

/**
 * A request that cannot be answered as wished: what happened, why, and what to do (RFC 9457). `code` is stable, for
 * programs.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  private constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
    /** Seconds, for `Retry-After`. */
    readonly retryAfter?: number,
  ) {
    super(detail);
  }

  /** @param detail where the fields alone do not tell it */
  static invalid(errors: readonly FieldProblem[], detail?: string): Problem {
    const list = errors.map(({ field, detail }) => `${field} ${detail}`).join('; ');
    return new Problem(
      422,
      'invalid_request',
      'The request is not valid',
      detail ?? `Nothing was changed: ${list}.`,
      errors,
    );
  }

  static malformed(detail: string): Problem {
    return new Problem(400, 'malformed_request', 'The request cannot be read', detail);
  }

  static tooLarge(detail: string): Problem {
    return new Problem(413, 'too_large', 'The request is too large', detail);
  }

  static notANumber(given: string): Problem {
    return new Problem(
      422,
      'invalid_msisdn',
      'This is no phone number',
      `${given.slice(0, 40)} is not an international number. Write 5 to 15 digits with the country code, plus or not.`,
      [{ field: 'msisdn', detail: 'must be an international number' }],
    );
  }

  static notFound(what: string, whatToDo: string): Problem {
    return new Problem(404, 'not_found', `${what} does not exist`, whatToDo);
  }

  static unknownConnection(clientId: string): Problem {
    return new Problem(
      409,
      'unknown_connection',
      'The connection is not known',
      `${clientId} named a connection that is not (or no longer) its own: the simulator was restarted, or the client ` +
        `connected anew elsewhere. Nothing was accepted. PUT /carrier/connections/${clientId} and send again.`,
    );
  }

  static takenByRun(what: string, run: string): Problem {
    return new Problem(
      409,
      'taken_by_run',
      'Another run has this already',
      `${what} belongs to the run ${run}, which is under way. Leave it out to get a free one, or end that run first.`,
    );
  }

  static outsideRun(
    { id, prefix }: { readonly id: string; readonly prefix: string },
    msisdn: string,
  ): Problem {
    return new Problem(
      409,
      'outside_run',
      'The phone is not of this run',
      `${msisdn} is not one of the phones of ${id}, which begin with +${prefix} and have six more digits. ` +
        'Take one of those, or leave x-chappe-run out.',
    );
  }

  static notForRun(what: string, whatToDo: string): Problem {
    return new Problem(409, 'not_for_run', `${what} would concern all runs`, whatToDo);
  }

  static wouldResetRuns(ids: readonly string[]): Problem {
    return Problem.notForRun(
      'A scenario with a seed begins with a clean world, which',
      `${ids.join(', ')} under way. Leave the seed out to play on top of what is there, run it with ?where=apart, or end the runs first.`,
    );
  }

  static unknownStep(name: string, step: number): Problem {
    return new Problem(
      409,
      'unknown_step',
      'Nobody waits for this step',
      `Step ${String(step)} of ${name} is not being waited for: it was answered, or ${name} was put out. ` +
        'Answer only the latest step of an open stream.',
    );
  }

  static wrongMediaType(type: string | undefined): Problem {
    return new Problem(
      415,
      'wrong_media_type',
      'The body is of a type that is not read',
      `${type === undefined ? 'The request has a body and says no Content-Type' : `Content-Type is ${type.slice(0, 100)}`}. ` +
        'Nothing was done. Send the body as JSON, with the header Content-Type: application/json.',
    );
  }

  static carrierDown(): Problem {
    return new Problem(
      503,
      'carrier_down',
      'The message centre is out of service',
      'A fault (downUntil) keeps it down. Nothing was accepted; send again later.',
      [],
      1,
    );
  }

  static tooMany(detail: string): Problem {
    return new Problem(429, 'too_many', 'There are too many already', detail, [], 1);
  }

  static foreignHost(host: string): Problem {
    return new Problem(
      403,
      'foreign_host',
      'The request was meant for another host',
      `The Host header says ${host.slice(0, 100)}, which is not a name of this simulator (so that no web page can reach it ` +
        'by rebinding a name). Use an IP address or localhost, or list the name in CHAPPE_ALLOWED_HOSTS.',
    );
  }

  /** @param whichSays the header that says it, as a sentence */
  static foreignOrigin(whichSays: string): Problem {
    return new Problem(
      403,
      'foreign_origin',
      'The request came from a foreign page',
      `${whichSays} Only pages of this simulator may drive it.`,
    );
  }

  static timeGoesOnlyForward(now: number, asked: number): Problem {
    return new Problem(
      422,
      'time_goes_only_forward',
      'Time cannot go back',
      `Time stands at ${new Date(now).toISOString()}, after ${new Date(asked).toISOString()}. Advance to a later date.`,
      [{ field: 'to', detail: `must not be before ${new Date(now).toISOString()}` }],
    );
  }

  static nothingCame(waitedFor: string): Problem {
    return new Problem(
      408,
      'wait_timed_out',
      'Nothing matched in time',
      `No journal entry matched ${waitedFor} in time. Read GET /control/journal for what happened instead, ` +
        'wait longer, or let time move with "advance": true.',
    );
  }

  /** For what frameworks refuse by status. */
  static ofStatus(status: number, title: string, detail: string): Problem {
    const codes: Readonly<Record<number, string>> = { 404: 'not_found', 405: 'method_not_allowed' };
    return new Problem(status, codes[status] ?? 'refused', title, detail);
  }

  static internal(requestId: string): Problem {
    return new Problem(
      500,
      'internal_error',
      'The simulator failed',
      `This is a defect of the simulator. Its log tells more under request ${requestId}.`,
    );
  }
}
