import { useEffect, useRef } from 'react';
import type {
  EncodingView,
  EntryDetails,
  EntryView,
  ExchangeView,
  HttpMessageView,
} from '../../../src/page/page.wire.js';
import { dayOf, exactTime } from '../model/dates.js';
import { reasonWords, routeOf, titleOf, toneOf } from '../model/entry-words.js';
import { hashOf } from '../model/route.js';
import { EntryList } from '../parts/entry-list.js';
import { useSimulator } from '../simulator.js';
import { useAnswer } from '../use-answer.js';

interface EntryDetailsViewProps {
  readonly seq: number;
  readonly search: string;
}

/** An entry of the journal, explained. */
export function EntryDetailsView({ seq, search }: EntryDetailsViewProps) {
  const { state } = useSimulator();
  // A message's life goes on while one looks at it.
  const { answer, trouble } = useAnswer<EntryDetails>(
    `/page/entries/${String(seq)}`,
    latestOfSameMessage(state.entries, seq),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const isHere = answer !== undefined;
  useEffect(() => {
    if (isHere && document.activeElement !== document.body) heading.current?.focus();
  }, [isHere]);
  return (
    <section className="entry-details" aria-label="Entry">
      <a className="back" href={hashOf({ view: 'journal', seq: undefined, search })}>
        All entries
      </a>
      {trouble !== undefined && <p className="older">{trouble}</p>}
      {answer !== undefined && (
        <>
          <h2 ref={heading} tabIndex={-1} className={`tone-${toneOf(answer.entry)}`}>
            {titleOf(answer.entry)}
          </h2>
          <Facts details={answer} />
          {answer.entry.text !== undefined && <p className="quote">{answer.entry.text}</p>}
          {answer.life.length > 1 && <Life details={answer} search={search} />}
          {answer.encoding !== null && <Encoding encoding={answer.encoding} />}
          {answer.exchanges.map((exchange, index) => (
            <Exchange key={index} exchange={exchange} />
          ))}
        </>
      )}
    </section>
  );
}

function latestOfSameMessage(entries: readonly EntryView[], seq: number): number | undefined {
  const id = entries.find(entry => entry.seq === seq)?.id;
  return id === undefined ? undefined : entries.findLast(entry => entry.id === id)?.seq;
}

function Facts({ details: { entry } }: { readonly details: EntryDetails }) {
  const { reasons } = useSimulator().state;
  const facts: [string, string][] = [
    ['When', `${exactTime(entry.at)}, ${dayOf(entry.at)} UTC`],
    ['Who', routeOf(entry)],
    ['Why', reasonWords(entry.reason, reasons)],
    ['Reason', entry.reason ?? ''],
    ['Error code', /^0*$/.test(entry.errorCode ?? '') ? '' : (entry.errorCode ?? '')],
    ['State', entry.state ?? ''],
    ['Attempt', entry.attempt === undefined ? '' : String(entry.attempt)],
    ['Client', entry.clientId ?? ''],
    ['Id', entry.id ?? ''],
    ['Ref', entry.ref ?? ''],
    ['Kind', `${entry.kind} (entry ${String(entry.seq)})`],
    ['Details', entry.detail === undefined ? '' : JSON.stringify(entry.detail)],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Life({
  details: { entry, life },
  search,
}: {
  readonly details: EntryDetails;
  readonly search: string;
}) {
  const { reasons } = useSimulator().state;
  return (
    <section aria-label="The life of this message">
      <h3>The life of this message</h3>
      <EntryList
        entries={life.map(one => ({ ...one, text: undefined }) as typeof one)}
        hrefOf={one => hashOf({ view: 'journal', seq: one.seq, search })}
        current={entry.seq}
        reasons={reasons}
        isBrief
      />
    </section>
  );
}

function Encoding({ encoding }: { readonly encoding: EncodingView }) {
  const { parts, unit, partOf, costly } = encoding;
  const count = partOf === null ? parts.length : partOf.of;
  return (
    <section aria-label="How it is written">
      <h3>How it is written</h3>
      <p>
        {encoding.alphabet}, {count === 1 ? 'one part' : `${String(count)} parts`}
        {partOf !== null && `; this is part ${String(partOf.no)}, reference ${String(partOf.reference)}`}.
        data_coding {encoding.dataCoding}: {encoding.dataCodingMeaning}.
      </p>
      {costly.length > 0 && (
        <ul className="costly">
          {costly.map(({ character, code, why }) => (
            <li key={code}>
              <b>{character.trim() === '' ? code : character}</b> {code} {why}
            </li>
          ))}
        </ul>
      )}
      <ol className="segments">
        {parts.map(part => (
          <li key={part.no}>
            <p>
              <b>{partOf === null && parts.length === 1 ? 'Text' : `Part ${String(part.no)}`}</b>{' '}
              <span className="fine">
                {part.units} of {part.capacity} {unit}
              </span>
            </p>
            <meter
              min={0}
              max={part.capacity}
              value={part.units}
              aria-label={`Part ${String(part.no)} is filled to`}
            />
            <p className="quote">{part.text}</p>
            <details>
              <summary>Octets</summary>
              {part.udh !== null && (
                <p className="hex">
                  <b>UDH</b> {spaced(part.udh)}
                </p>
              )}
              <p className="hex">
                <b>UD</b> {spaced(part.ud)}
              </p>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Exchange({ exchange }: { readonly exchange: ExchangeView }) {
  return (
    <section aria-label={`On the line: ${exchange.title}`}>
      <h3>
        {exchange.title} <span className="fine">{exchange.protocol === 'http' ? 'HTTP' : 'SMPP 3.4'}</span>
      </h3>
      {exchange.note !== null && <p className="fine">{exchange.note}</p>}
      {exchange.protocol === 'http' ? (
        <>
          <HttpMessage message={exchange.request} />
          {exchange.answer !== null && <HttpMessage message={exchange.answer} />}
        </>
      ) : (
        <>
          <div className="table-box" tabIndex={0} role="group" aria-label={`Fields of ${exchange.title}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Value</th>
                  <th scope="col">Meaning</th>
                </tr>
              </thead>
              <tbody>
                {exchange.fields.map(({ name, value, meaning }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{value}</td>
                    <td>{meaning}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {exchange.octets !== '' && (
            <details>
              <summary>Octets</summary>
              <p className="hex">{spaced(exchange.octets)}</p>
            </details>
          )}
        </>
      )}
    </section>
  );
}

function HttpMessage({ message }: { readonly message: HttpMessageView }) {
  return (
    <>
      <p className="wire-line">{message.line}</p>
      {message.headers !== '' && (
        <details>
          <summary>Headers</summary>
          <pre>{message.headers}</pre>
        </details>
      )}
      {message.note !== null && <p className="fine">{message.note}</p>}
      {message.body !== '' && <pre>{message.body}</pre>}
    </>
  );
}

function spaced(hex: string): string {
  return hex.replace(/../g, '$& ').trimEnd();
}
