import {
  CommandStatus,
  commandStatus,
  type Handlers,
  type NEVER_ANSWER,
  type AnyRequest,
  type Pdu,
  type ServerSession,
} from '@chappe/smpp';
import type { CentreMessageView, CentreSubmission, ChangeAnswer, MessageCentre } from '@chappe/smsc';
import { senderOf } from './addresses.js';
import type { ClientMemories } from './client-memories.js';
import { askedOfCentre } from './client-memory.js';
import type { Exchange, Reply } from './exchange.js';
import type { Line } from './line.js';
import { queryToPdu } from './query-to-pdu.js';
import { isRefusal, type Refusal } from './refusal.js';
import { submitMulti } from './submit-multi.js';
import {
  letterFromPdu,
  replacementFromPdu,
  submissionFromDataSm,
  submissionFromPdu,
} from './submission-from-pdu.js';

/** What the desk needs. */
export interface RequestDeskContext {
  readonly centre: MessageCentre;
  readonly exchange: Exchange;
  readonly memories: ClientMemories;
}

type Answered = Promise<Reply | typeof NEVER_ANSWER> | typeof NEVER_ANSWER;
/** A request about one message that was submitted before. */
type About = Pdu<'query_sm'> | Pdu<'cancel_sm'> | Pdu<'replace_sm'>;

/** Carries out what clients ask for: each command of SMPP 3.4 that an ESME may send, but for those that the session answers itself. */
export class RequestDesk {
  readonly handlers: Handlers<ServerSession>;

  constructor(private readonly context: RequestDeskContext) {
    // The door makes its lines itself, so every session is one.
    const at =
      <P extends AnyRequest>(take: (pdu: P, line: Line) => Answered) =>
      (pdu: P, session: ServerSession): never =>
        take(pdu, session as Line) as never;
    this.handlers = {
      submit_sm: at((pdu, line) => this.submit(pdu, line, submissionFromPdu(pdu, this.now))),
      data_sm: at((pdu, line) => this.submit(pdu, line, submissionFromDataSm(pdu))),
      submit_multi: at((pdu, line) => this.submitMulti(pdu, line)),
      query_sm: at((pdu, line) => this.query(pdu, line)),
      cancel_sm: at((pdu, line) => this.cancel(pdu, line)),
      replace_sm: at((pdu, line) => this.replace(pdu, line)),
    };
  }

  private get now(): number {
    return this.context.centre.time.now();
  }

  private submit(
    pdu: Pdu<'submit_sm'> | Pdu<'data_sm'>,
    line: Line,
    submission: CentreSubmission | Refusal,
  ): Answered {
    const { centre, memories } = this.context;
    if (isRefusal(submission)) return this.refuse(pdu, line, submission);
    const { clientId } = line;
    const asked = pdu.registeredDelivery;
    return this.context.exchange.take(line, pdu, answer =>
      centre.submit(clientId, { ...submission, registeredDelivery: askedOfCentre(asked) }, given => {
        if (given.ok) {
          memories.submitted(clientId, given.id, { dataCoding: pdu.dataCoding, asked });
          answer({ messageId: given.id });
        } else answer(refused(pdu, given.error));
      }),
    );
  }

  private submitMulti(pdu: Pdu<'submit_multi'>, line: Line): Answered {
    const { centre, memories, exchange } = this.context;
    const { clientId } = line;
    const letter = letterFromPdu(pdu, this.now);
    if (isRefusal(letter)) return this.refuse(pdu, line, letter);
    if (pdu.destinations.length === 0) return this.reply(pdu, line, CommandStatus.RINVNUMDESTS);
    const asked = pdu.registeredDelivery;
    return exchange.take(line, pdu, answer =>
      submitMulti(
        { ...letter, registeredDelivery: askedOfCentre(asked) },
        pdu,
        (submission, given) => centre.submit(clientId, submission, given),
        ({ ids, unsuccessful }) => {
          memories.multi(clientId, ids);
          for (const id of ids) memories.submitted(clientId, id, { dataCoding: pdu.dataCoding, asked });
          const status =
            ids.length > 0 ? CommandStatus.ROK : (unsuccessful[0]?.status ?? CommandStatus.RSUBMITFAIL);
          answer({ status, messageId: ids[0] ?? '', unsuccessful });
        },
      ),
    );
  }

  private query(pdu: Pdu<'query_sm'>, line: Line): Answered {
    const [view] = this.messagesOf(pdu, line);
    if (view === undefined) return this.reply(pdu, line, CommandStatus.RINVMSGID);
    return this.reply(pdu, line, queryToPdu(view, pdu.messageId));
  }

  private cancel(pdu: Pdu<'cancel_sm'>, line: Line): Answered {
    const { centre } = this.context;
    if (pdu.messageId === '') {
      const sender = senderOf({ ton: pdu.sourceAddrTon, npi: pdu.sourceAddrNpi, addr: pdu.sourceAddr });
      if (isRefusal(sender)) return this.refuse(pdu, line, sender);
      const cancelled = centre.cancelAll(line.clientId, { ...sender, to: pdu.destinationAddr });
      return this.reply(pdu, line, cancelled > 0 ? CommandStatus.ROK : CommandStatus.RCANCELFAIL);
    }
    return this.change(pdu, line, ({ id }) => centre.cancel(line.clientId, id));
  }

  private replace(pdu: Pdu<'replace_sm'>, line: Line): Answered {
    const { centre, memories } = this.context;
    const memory = memories.recall(line.clientId);
    const changes = replacementFromPdu(pdu, memory.dataCodingOf(pdu.messageId), this.now);
    if (isRefusal(changes)) return this.refuse(pdu, line, changes);
    return this.change(pdu, line, ({ id }) => centre.replace(line.clientId, id, changes));
  }

  /** Does it to all messages that the id means; it has succeeded when it has for one of them. */
  private change(pdu: About, line: Line, change: (message: CentreMessageView) => ChangeAnswer): Answered {
    const answers = this.messagesOf(pdu, line).map(change);
    const failure = answers.find(answer => !answer.ok);
    if (answers.length === 0) return this.reply(pdu, line, CommandStatus.RINVMSGID);
    const isDone = failure === undefined || answers.some(answer => answer.ok);
    return this.reply(pdu, line, isDone ? CommandStatus.ROK : failure.error.commandStatus);
  }

  /** The client's messages that a request names; its source address must be theirs, where it gives one. */
  private messagesOf(pdu: About, { clientId }: Line): CentreMessageView[] {
    const { centre, memories } = this.context;
    const found = memories
      .recall(clientId)
      .idsOf(pdu.messageId)
      .map(id => centre.query(clientId, id))
      .filter(view => view !== undefined);
    if (pdu.sourceAddr === '') return found;
    return found.filter(({ from }) => from.replace(/^\+/, '') === pdu.sourceAddr.replace(/^\+/, ''));
  }

  /** It comes to nothing: the journal says why, for the answer has room for a number only. */
  private refuse(pdu: AnyRequest, line: Line, { commandStatus: status, detail }: Refusal): Answered {
    const { sourceAddr, destinationAddr } = pdu as Partial<Pdu<'submit_sm'>>;
    return this.context.exchange.take(line, pdu, answer => {
      this.context.centre.journal.write({
        kind: 'request.refused',
        clientId: line.clientId,
        from: sourceAddr,
        to: destinationAddr,
        reason: commandStatus(status).name,
        detail: `${pdu.command}: ${detail}`,
      });
      answer(status);
    });
  }

  private reply(pdu: AnyRequest, line: Line, reply: Reply): Answered {
    return this.context.exchange.take(line, pdu, answer => answer(reply));
  }
}

/** data_sm_resp has room for the sentence as well. */
function refused(
  pdu: Pdu<'submit_sm'> | Pdu<'data_sm'>,
  { commandStatus, detail }: { readonly commandStatus: number; readonly detail: string },
): Reply {
  if (pdu.command !== 'data_sm') return commandStatus;
  const sentence = detail.replace(/[^\x20-\x7e]/g, '?').slice(0, 255);
  return { status: commandStatus, tlvs: { additionalStatusInfoText: sentence } };
}
