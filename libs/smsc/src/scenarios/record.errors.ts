import type { JournalEntry } from '../journal/index.js';

/** A journal that no scenario can be made of. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';

  private constructor(message: string) {
    super(message);
  }

  static withoutBeginning(first: JournalEntry | undefined): RecordingError {
    return new RecordingError(
      first === undefined
        ? 'The journal is empty: nothing can be recorded.'
        : `The journal begins with entry ${String(first.seq)}, ${first.kind}: what happened before is gone, and a replay would ` +
            'begin in another world. Reset the simulator with a seed (POST /control/reset), run again, and record before the ' +
            'journal is full.',
    );
  }
}
