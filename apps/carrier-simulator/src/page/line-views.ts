import { encodePdu, type PduBody } from '@chappe/smpp';
import type { CentreSubmission } from '@chappe/smsc';
import { inboundEvent, receiptEvent } from '../http/events.js';
import type { HttpAccounts } from '../http/index.js';
import { inboundToPdu } from '../smpp/inbound-to-pdu.js';
import type { LoggedPdu, SmppDoor } from '../smpp/index.js';
import { receiptToPdu } from '../smpp/receipt-to-pdu.js';
import type { Exchanges, Offer, SubmissionExchange } from './exchanges.js';
import type { EntryView, ExchangeView } from './page.wire.js';
import { pduFields, pduFieldsOfOctets, type ShownPdu } from './pdu-fields.js';

/** The doors that things come and go through. */
export interface LineViewsContext {
  readonly exchanges: Exchanges;
  readonly accounts: HttpAccounts;
  readonly smpp: SmppDoor;
}

/** A PDU log longer than this is not searched. */
const MAX_SEARCHED_PDUS = 2_000;

/** Shows what was on the line when something happened: the HTTP exchange, or the PDUs. */
export class LineViews {
  constructor(private readonly context: LineViewsContext) {}

  of(entry: EntryView): ExchangeView[] {
    const { clientId, id, ref, kind, state } = entry;
    if (clientId === undefined) return [];
    if (/^(submission|answer)\./.test(kind)) {
      const exchange = this.context.exchanges.submission(clientId, id, ref);
      return exchange === undefined ? [] : this.ofSubmission(exchange);
    }
    const subject = kind.startsWith('receipt.')
      ? 'receipt'
      : kind.startsWith('inbound.')
        ? 'inbound'
        : undefined;
    if (subject === undefined || id === undefined) return [];
    const offer = this.context.exchanges.offer(clientId, subject, id, state);
    return offer === undefined ? [] : this.ofOffer(clientId, offer);
  }

  private ofSubmission({ clientId, submission, answer }: SubmissionExchange): ExchangeView[] {
    const pdus = this.pdusOf(clientId);
    const id = answer?.ok === true ? answer.id : undefined;
    const response = pdus.findLast(
      ({ pdu }) => pdu?.['command'] === 'submit_sm_resp' && id !== undefined && pdu['messageId'] === id,
    );
    const request =
      response &&
      pdus.findLast(
        ({ pdu, seq }) =>
          seq < response.seq &&
          pdu?.['command'] === 'submit_sm' &&
          pdu['sequence'] === response.pdu?.['sequence'],
      );
    if (request?.pdu !== undefined && response?.pdu !== undefined) {
      return [pduView('submit_sm', request.pdu), pduView('submit_sm_resp', response.pdu)];
    }
    if (pdus.length > 0 && this.context.accounts.find(clientId) === undefined) return [];
    return [
      {
        protocol: 'http',
        title: 'Submission',
        request: `POST /carrier/messages · x-chappe-client: ${clientId}`,
        requestBody: json(itemOf(submission)),
        answer: answer === undefined ? null : '200 OK',
        answerBody:
          answer === undefined
            ? null
            : json(
                answer.ok
                  ? { ref: submission.ref, id: answer.id, parts: answer.parts, repeated: answer.repeated }
                  : { ref: submission.ref, error: answer.error },
              ),
        note: answer === undefined ? 'It was not answered, or not yet.' : null,
      },
    ];
  }

  private ofOffer(clientId: string, offer: Offer): ExchangeView[] {
    const account = this.context.accounts.find(clientId);
    if (account !== undefined) {
      const event = offer.kind === 'receipt' ? receiptEvent(offer.payload) : inboundEvent([offer.payload]);
      const { receiptUrl, inboundUrl } = account.connection ?? {};
      const url = (offer.kind === 'receipt' ? undefined : inboundUrl) ?? receiptUrl ?? 'its receiptUrl';
      return [
        {
          protocol: 'http',
          title: offer.kind === 'receipt' ? 'Receipt' : 'Message from a phone',
          request: `POST ${url}`,
          requestBody: json({ clientId, events: [event] }),
          answer: null,
          answerBody: null,
          note: 'Events of one moment go in one request; an answer 2xx takes them.',
        },
      ];
    }
    const body: PduBody<'deliver_sm'> =
      offer.kind === 'receipt' ? receiptToPdu(offer.payload, true) : inboundToPdu(offer.payload);
    const logged = this.pdusOf(clientId).findLast(({ pdu }) => isSameDelivery(pdu, body));
    if (logged?.pdu !== undefined) return [pduView('deliver_sm', logged.pdu)];
    const octets = encodePdu({ command: 'deliver_sm', ...body });
    return [
      {
        protocol: 'smpp',
        title: 'deliver_sm',
        fields: pduFieldsOfOctets(octets),
        octets: octets.toString('hex'),
        note: 'It has left the log of PDUs; this is how it is written, but for its sequence_number.',
      },
    ];
  }

  private pdusOf(clientId: string): LoggedPdu[] {
    return this.context.smpp.pdus.list({ clientId }, MAX_SEARCHED_PDUS);
  }
}

function isSameDelivery(pdu: ShownPdu | undefined, body: PduBody<'deliver_sm'>): boolean {
  return (
    pdu?.['command'] === 'deliver_sm' &&
    pdu['shortMessage'] === body.shortMessage?.toString('hex') &&
    pdu['sourceAddr'] === body.sourceAddr
  );
}

function pduView(title: string, pdu: ShownPdu): ExchangeView {
  return {
    protocol: 'smpp',
    title,
    fields: pduFields(pdu),
    octets: octetsOf(pdu),
    note: null,
  };
}

/** The octets that a person wants to see: those of the message. */
function octetsOf(pdu: ShownPdu): string {
  const message: unknown = pdu['shortMessage'];
  return typeof message === 'string' ? message : '';
}

/** A submission in the form of the HTTP door. */
function itemOf(submission: CentreSubmission): object {
  return Object.fromEntries(
    Object.entries(submission)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]: [string, unknown]) => {
        if (value instanceof Uint8Array) return [field, Buffer.from(value).toString('hex')];
        if (field === 'validityMs') return ['validity', value];
        if (field === 'scheduledAt') return [field, new Date(Number(value)).toISOString()];
        return [field, value];
      }),
  );
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
