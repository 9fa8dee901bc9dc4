import {
  encodePdu,
  NEVER_ANSWER,
  CommandStatus,
  responseNameOf,
  type AnswerableName,
  type AnyRequest,
  type CommandName,
  type PduBody,
  type PduInput,
} from '@chappe/smpp';
import type { MessageCentre } from '@chappe/smsc';
import type { Followers, ObservedTime, Wire } from '../clock/index.js';
import type { SmppExchange, Traffic } from '../traffic/index.js';
import { sufferedText, type Line } from './line.js';

/** An answer: a `command_status`, or the fields of the response, whichever it is. */
export type Reply =
  number | (PduBody<'submit_multi_resp'> & PduBody<'query_sm_resp'> & { readonly status?: number });

/** What an exchange needs. */
export interface ExchangeContext {
  readonly centre: MessageCentre;
  readonly time: ObservedTime;
  readonly wire: Wire;
  readonly followers: Followers;
  readonly traffic: Traffic;
}

/**
 * A request of a client and its answer, at once or at a later date. Whoever is answered must know the present date first, or
 * it would date the answer in its past; while it is told, virtual time waits. On the way out a fault may break the
 * answer.
 */
export class Exchange {
  constructor(private readonly context: ExchangeContext) {}

  /** @param ask calls `answer` at once, later, or never */
  take(
    line: Line,
    pdu: AnyRequest,
    ask: (answer: (reply: Reply) => void) => void,
  ): Promise<Reply | typeof NEVER_ANSWER> | typeof NEVER_ANSWER {
    const { wire, centre, time, traffic } = this.context;
    const { clientId } = line;
    wire.stir();
    if (centre.faults.atLink(clientId, 'pdu_in', line).kind === 'half_open') {
      line.becomeHalfOpen();
      line.held.hold(clientId);
      return NEVER_ANSWER;
    }
    let prompt: Reply | undefined;
    const request = { answer: (reply: Reply): void => void (prompt ??= reply) };
    const exchange: SmppExchange = { protocol: 'smpp', request: pdu, answer: undefined, trouble: undefined };
    traffic.during(exchange, () => ask(reply => request.answer(reply)));
    if (prompt !== undefined) {
      return time.track(this.release(line, exchange, prompt, () => void line.held.hold(clientId)));
    }
    request.answer = this.waitFor(line, exchange);
    return NEVER_ANSWER;
  }

  /** Holds a request until its answer comes. */
  private waitFor(line: Line, exchange: SmppExchange): (reply: Reply) => void {
    let isAnswered = false;
    const late = (reply: Reply): void => {
      if (isAnswered) return;
      isAnswered = true;
      void this.context.time.track(
        // It is held already.
        this.release(line, exchange, reply, () => undefined).then(released => {
          if (released === NEVER_ANSWER) return;
          end();
          line.send(responseTo(exchange.request as AnyRequest, released));
        }),
      );
    };
    const end = line.held.hold(line.clientId, () => late(CommandStatus.RSYSERR));
    return late;
  }

  /** Answers what is to be sent. @param withheld called when nothing is: the request then stays unanswered */
  private async release(
    line: Line,
    exchange: SmppExchange,
    reply: Reply,
    withheld: () => void,
  ): Promise<Reply | typeof NEVER_ANSWER> {
    const { centre, wire, followers } = this.context;
    await followers.reachPresent();
    const decision = centre.faults.atLink(line.clientId, 'pdu_out', line);
    const response = responseTo(exchange.request as AnyRequest, reply);
    exchange.answer = response;
    if (decision.kind === 'none' && !line.isHalfOpen) {
      wire.stir();
      return reply;
    }
    exchange.trouble = sufferedText(decision);
    line.suffer(decision, encodePdu(response));
    withheld();
    return NEVER_ANSWER;
  }
}

function responseTo({ command, sequence }: AnyRequest, reply: Reply): PduInput<CommandName> {
  const body = typeof reply === 'number' ? { status: reply } : reply;
  return { ...body, command: responseNameOf(command as AnswerableName), sequence };
}
