import { CommandStatus, type Destination, type Pdu, type UnsuccessfulDestination } from '@chappe/smpp';
import type { CentreSubmission, SubmitAnswer } from '@chappe/smsc';
import { isRefusal } from './refusal.js';
import { addressed, type Letter } from './submission-from-pdu.js';

/** What a submit_multi came to. */
export interface MultiOutcome {
  /** The ids of the messages that were accepted, in the order of their destinations. */
  readonly ids: readonly string[];
  /** The destinations that were not, and why (SMPP 3.4 section 4.5.2). */
  readonly unsuccessful: readonly UnsuccessfulDestination[];
}

/**
 * Submits one letter to many: a message for each destination. Calls `done` once the last one has been answered, so never
 * when a fault loses one of the answers.
 */
export function submitMulti(
  letter: Letter,
  { destinations }: Pdu<'submit_multi'>,
  submit: (submission: CentreSubmission, answer: (answer: SubmitAnswer) => void) => void,
  done: (outcome: MultiOutcome) => void,
): void {
  const answers = new Array<string | UnsuccessfulDestination>(destinations.length);
  let missing = destinations.length;
  const settle = (place: number, answer: string | UnsuccessfulDestination): void => {
    answers[place] = answer;
    missing -= 1;
    if (missing > 0) return;
    done({
      ids: answers.filter(one => typeof one === 'string'),
      unsuccessful: answers.filter(one => typeof one !== 'string'),
    });
  };
  if (missing === 0) done({ ids: [], unsuccessful: [] });
  destinations.forEach((destination, place) => {
    const refuse = (status: number): void => settle(place, { ...addressOf(destination), status });
    if (destination.kind === 'list') return refuse(CommandStatus.RINVDLNAME);
    const submission = addressed(letter, destination);
    if (isRefusal(submission)) return refuse(submission.commandStatus);
    submit(submission, answer => {
      if (answer.ok) settle(place, answer.id);
      else refuse(answer.error.commandStatus);
    });
  });
}

/** A distribution list has no address; it is named by its name. */
function addressOf(destination: Destination): Omit<UnsuccessfulDestination, 'status'> {
  if (destination.kind === 'list') return { ton: 0, npi: 0, addr: destination.name };
  const { ton, npi, addr } = destination;
  return { ton, npi, addr };
}
