const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What may be sent. */
export interface MessageOptions {
  /** Recipients of one send, at most. */
  readonly recipientsMax: number;
  /** Parts of one text, at most: 8 parts are 1224 characters of the GSM alphabet. */
  readonly partsMax: number;
  /** Validity of a message that does not say, in milliseconds. */
  readonly validityMs: number;
  readonly validityMinMs: number;
  readonly validityMaxMs: number;
  /** How far ahead a message may be scheduled. */
  readonly scheduleAheadMaxMs: number;
  /** Characters of a tag or a client reference, at most. */
  readonly tagLengthMax: number;
  /** The short code that takes STOP answers, named in marketing texts to French numbers; null leaves texts alone. */
  readonly stopShortCode: string | null;
  /** Whether texts may be asked to be read aloud; only with carriers that can. */
  readonly voice: boolean;
}

export const defaultMessageOptions: MessageOptions = {
  recipientsMax: 10_000,
  partsMax: 8,
  validityMs: 48 * HOUR_MS,
  validityMinMs: MINUTE_MS,
  validityMaxMs: 7 * DAY_MS,
  scheduleAheadMaxMs: 366 * DAY_MS,
  tagLengthMax: 64,
  stopShortCode: '36180',
  voice: false,
};
