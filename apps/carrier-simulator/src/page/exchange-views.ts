import { decodePdu, encodePdu, type CommandName, type PduInput } from '@chappe/smpp';
import type { Exchange, HttpMessage, SmppExchange } from '../traffic/index.js';
import { pduFields, type ShownPdu } from './pdu-fields.js';
import type { ExchangeView, HttpMessageView } from './page.wire.js';

const NO_ANSWER = 'It was not answered, or not yet.';

/** What went over the line, to be looked at: the HTTP exchange, or the PDUs field by field. */
export function exchangeViews(exchange: Exchange): ExchangeView[] {
  const { answer, trouble } = exchange;
  const note = trouble ?? (answer === undefined ? NO_ANSWER : null);
  if (exchange.protocol === 'smpp') return pdusOf(exchange, note);
  return [
    {
      protocol: 'http',
      title: titleOf(exchange.request),
      request: httpView(exchange.request),
      answer: exchange.answer === undefined ? null : httpView(exchange.answer),
      note,
    },
  ];
}

function pdusOf({ request, answer }: SmppExchange, note: string | null): ExchangeView[] {
  const asked = wholeOf(request as PduInput<CommandName>);
  if (answer === undefined) return [pduView(asked, note)];
  return [pduView(asked, null), pduView(wholeOf(answer), note)];
}

/** With all fields, those too that were left to their defaults. What a client wrote may be beyond what we would write. */
function wholeOf(pdu: PduInput<CommandName>): ShownPdu {
  try {
    return decodePdu(encodePdu(pdu)) as unknown as ShownPdu;
  } catch {
    return pdu as unknown as ShownPdu;
  }
}

function pduView(pdu: ShownPdu, note: string | null): ExchangeView {
  const message: unknown = pdu['shortMessage'];
  return {
    protocol: 'smpp',
    title: String(pdu['command']),
    fields: pduFields(pdu),
    // The octets that a person wants to see: those of the message.
    octets: Buffer.isBuffer(message) ? message.toString('hex') : '',
    note,
  };
}

function titleOf({ line }: HttpMessage): string {
  return line.startsWith('POST /carrier/messages') ? 'Submission' : 'What the client was told';
}

function httpView({ line, headers, body, octets }: HttpMessage): HttpMessageView {
  const kept = Buffer.byteLength(body);
  return {
    line,
    headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'),
    body: indented(body),
    note: kept < octets ? `The first ${String(kept)} of ${String(octets)} octets.` : null,
  };
}

/** JSON is easier to read in lines; anything else stays as it came. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
