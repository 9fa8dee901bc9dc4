import type { CentreSubmission, MessageCentre } from '@chappe/smsc';

/** A part that the centre took. */
export interface TakenPart {
  /** The centre's id. */
  readonly id: string;
  readonly clientId: string;
  readonly messageId: string;
  readonly number: number;
  readonly at: number;
  readonly msisdn: string;
}

/** The door of the centre, watched: what it takes, and what of it came to a phone. */
export class CentreDoor {
  readonly taken: TakenPart[] = [];
  /** The centre's ids of what is on phones. */
  readonly arrived = new Set<string>();
  private ref = '';

  constructor(private readonly centre: MessageCentre) {
    centre.journal.subscribe(
      entry => {
        const { messageId, number } = partOf(this.ref);
        const { id = '', clientId = '', msisdn = '', at } = entry;
        this.taken.push({ id, clientId, messageId, number, at, msisdn });
      },
      { kind: 'submission.accepted' },
    );
    centre.journal.subscribe(entry => this.arrived.add(entry.id ?? ''), { kind: 'message.delivered' });
  }

  /** The centre as a carrier sees it; one that does not recognise what it is given twice gets no references. */
  seenBy({ deduplicates }: { readonly deduplicates: boolean }): Pick<MessageCentre, 'connect' | 'submit'> {
    return {
      connect: link => this.centre.connect(link),
      submit: (clientId, submission, answer) => {
        const { ref = '', ...anonymous } = submission;
        this.ref = ref;
        const given: CentreSubmission = deduplicates ? submission : anonymous;
        this.centre.submit(clientId, given, answer);
      },
    };
  }
}

/** A message's second sending is still the message. */
function partOf(ref: string): { readonly messageId: string; readonly number: number } {
  const [, messageId = '', number] = /^(.+?)(?:~2)?\.(\d+)$/.exec(ref) ?? [];
  return { messageId, number: Number(number) };
}
