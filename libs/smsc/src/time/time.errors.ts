/** Virtual time cannot do what was asked; the message says why and what to do. */
export class TimeError extends Error {
  override readonly name = 'TimeError';

  static notADate(value: number, what: string): TimeError {
    return new TimeError(`${what} is ${String(value)}. Give a finite number of milliseconds of the epoch.`);
  }

  static backwards(now: number, asked: number): TimeError {
    return new TimeError(
      `Time stands at ${new Date(now).toISOString()} and cannot go back by ${String(now - asked)} ms. ` +
        'Advance by zero or more; for an earlier date start a new world.',
    );
  }

  static endlessDate(now: number, rounds: number): TimeError {
    return new TimeError(
      `After ${String(rounds)} rounds there is still work for ${new Date(now).toISOString()}: two parties answer each ` +
        'other without any delay. Give one of them a delay, or raise maxRoundsPerDate.',
    );
  }
}
