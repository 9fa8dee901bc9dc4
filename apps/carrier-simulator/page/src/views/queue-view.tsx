import type { WaitingMessage } from '../../../src/page/page.wire.js';
import { distanceWords, whenSeenFrom } from '../model/dates.js';
import { reasonWords } from '../model/entry-words.js';
import { nextStep } from '../model/phone-words.js';
import { hashOf } from '../model/route.js';
import { usePresent, useSimulator } from '../simulator.js';

/** The messages that wait at the centre, with what happens next to each, and when. */
export function QueueView() {
  const { waiting, more } = useSimulator().state.queue;
  const now = usePresent();
  return (
    <div className="view queue">
      <h2>Queue</h2>
      {waiting.length === 0 ? (
        <div className="empty">
          <p>No message waits at the centre.</p>
          <p>
            Switch a <a href="#/phones">phone</a> off and send to it: the message waits here, is tried again
            and again, and expires in the end.
          </p>
        </div>
      ) : (
        <>
          <ul className="waiting-list">
            {waiting.map(message => (
              <Waiting key={message.id} message={message} now={now} />
            ))}
          </ul>
          {more && <p className="older">More messages wait; the first {waiting.length} are shown.</p>}
        </>
      )}
    </div>
  );
}

function Waiting({ message, now }: { readonly message: WaitingMessage; readonly now: number }) {
  const { reasons } = useSimulator().state;
  const { what, at } = nextStep(message, now);
  const why = reasonWords(message.reason, reasons);
  return (
    <li>
      <p className="next-step">
        <time dateTime={new Date(at).toISOString()}>{whenSeenFrom(now, at)}</time>
        <strong>{what}</strong>
        <span>{distanceWords(now, at)}</span>
      </p>
      <div>
        <p className="who">
          {message.from} → <a href={hashOf({ view: 'phones', msisdn: message.to })}>{message.to}</a>
          <a className="id" href={hashOf({ view: 'journal', seq: undefined, search: `id:${message.id}` })}>
            {message.id}
          </a>
        </p>
        <p className="text">{message.text}</p>
        <p className="fine">
          {message.attempts === 0
            ? 'not tried yet'
            : `tried ${message.attempts === 1 ? 'once' : `${String(message.attempts)} times`}`}
          {why !== '' && `: ${why}`} · expires {whenSeenFrom(now, message.expiresAt)} (
          {distanceWords(now, message.expiresAt)})
        </p>
      </div>
    </li>
  );
}
