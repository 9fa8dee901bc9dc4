import { useEffect, useRef } from 'react';
import type { PhoneDetails, Utterance, WaitingMessage } from '../../../src/page/page.wire.js';
import { phonePath } from '../door.js';
import { dayOf, timeOfDay } from '../model/dates.js';
import { reasonWords } from '../model/entry-words.js';
import { nextStepWords } from '../model/phone-words.js';
import { hashOf } from '../model/route.js';
import { EntryList } from '../parts/entry-list.js';
import { usePresent, useSimulator } from '../simulator.js';
import { useAnswer } from '../use-answer.js';
import { PhoneSwitches } from './phone-switches.js';
import { ReplyBox } from './reply-box.js';

/** How many of the last entries about a phone are shown beside it. */
const ENTRIES_BESIDE = 40;

/** A phone: its settings, what is on it as a conversation, and what happens around it. */
export function PhoneView({ msisdn }: { readonly msisdn: string }) {
  const { state } = useSimulator();
  const summary = state.phones.find(phone => phone.msisdn === msisdn);
  const { answer, trouble } = useAnswer<PhoneDetails>(
    `/page/phones/${phonePath(msisdn)}`,
    `${String(summary?.seq)} ${String(state.world)}`,
  );
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever came by a press goes on from here; whoever loaded the page begins at its beginning.
    if (document.activeElement !== document.body) heading.current?.focus();
  }, []);
  const waiting = state.queue.waiting.filter(({ to }) => to === msisdn);
  return (
    <section className="phone" aria-labelledby="phone-number">
      <header>
        <a className="back" href="#/phones">
          All phones
        </a>
        <h2 id="phone-number" ref={heading} tabIndex={-1}>
          {msisdn}
        </h2>
        <p className="fine">{answer?.phone.operator ?? ' '}</p>
      </header>
      {trouble !== undefined && <p className="trouble">{trouble}</p>}
      {answer !== undefined && (
        <>
          <PhoneSwitches details={answer} />
          <Conversation details={answer} waiting={waiting} />
          <ReplyBox msisdn={msisdn} answerable={answer.answerable} conversation={answer.conversation} />
          <Around msisdn={msisdn} />
        </>
      )}
    </section>
  );
}

interface ConversationProps {
  readonly details: PhoneDetails;
  readonly waiting: readonly WaitingMessage[];
}

function Conversation({ details, waiting }: ConversationProps) {
  const { conversation, capacity } = details;
  const end = useRef<HTMLDivElement>(null);
  const last = conversation.at(-1)?.key;
  useEffect(() => {
    const box = end.current?.parentElement;
    if (box) box.scrollTop = box.scrollHeight;
  }, [last, waiting.length]);
  const received = conversation.filter(({ isReply }) => !isReply).length;
  return (
    <div className="conversation" role="log" aria-label="Conversation" tabIndex={0}>
      {received >= capacity && (
        <p className="older">The phone keeps its last {capacity} messages; older ones are gone.</p>
      )}
      {conversation.length === 0 && waiting.length === 0 && (
        <p className="older">Nothing is on this phone yet. Send it something, or write from it below.</p>
      )}
      {conversation.map((utterance, index) => (
        <Said key={utterance.key} utterance={utterance} before={conversation[index - 1]} />
      ))}
      {waiting.map(message => (
        <WaitingBubble key={message.id} message={message} />
      ))}
      <div ref={end} />
    </div>
  );
}

function Said({
  utterance,
  before,
}: {
  readonly utterance: Utterance;
  readonly before: Utterance | undefined;
}) {
  const { at, isReply, who, text, parts, partsHere, messageClass, isRead, fate, takenBy } = utterance;
  const day = dayOf(at);
  const marks = [
    timeOfDay(at),
    ...(parts > 1
      ? [
          !isReply && partsHere < parts
            ? `${String(partsHere)} of ${String(parts)} parts`
            : `${String(parts)} parts`,
        ]
      : []),
    ...(messageClass === 'flash' ? ['flash'] : []),
    ...(!isReply && !isRead ? ['unread'] : []),
    ...(fate === 'taken' ? [`taken by ${takenBy ?? 'its client'}`] : []),
    ...(fate === 'waiting' ? ['waits for its client'] : []),
    ...(fate === 'unroutable' ? [`${who} is nobody’s number`] : []),
  ];
  return (
    <>
      {(before === undefined || dayOf(before.at) !== day) && <p className="day-line">{day}</p>}
      <article className={`bubble ${isReply ? 'mine' : 'theirs'}`}>
        {(before?.who !== who || before.isReply !== isReply) && (
          <p className="who">{isReply ? `to ${who}` : who}</p>
        )}
        <p className="said">{text === '' ? <em>Octets that are no text.</em> : text}</p>
        <p className={`fine ${fate === 'unroutable' ? 'tone-bad' : ''}`}>{marks.join(' · ')}</p>
      </article>
    </>
  );
}

function WaitingBubble({ message }: { readonly message: WaitingMessage }) {
  const now = usePresent();
  const { reasons } = useSimulator().state;
  const why = reasonWords(message.reason, reasons);
  return (
    <article className="bubble theirs waiting">
      <p className="who">{message.from}, still at the centre</p>
      <p className="said">{message.text}</p>
      <p className="fine">
        {why} {nextStepWords(message, now)}
      </p>
    </article>
  );
}

/** What the journal says about the phone, the latest first. */
function Around({ msisdn }: { readonly msisdn: string }) {
  const { entries, reasons } = useSimulator().state;
  const about = entries
    .filter(entry => entry.msisdn === msisdn)
    .slice(-ENTRIES_BESIDE)
    .reverse();
  const search = `to:${msisdn}`;
  return (
    <aside className="around" aria-label="What happened around this phone">
      <h3>What happened</h3>
      {about.length === 0 ? (
        <p className="older">Nothing lately.</p>
      ) : (
        <EntryList
          entries={about}
          hrefOf={entry => hashOf({ view: 'journal', seq: entry.seq, search: msisdn })}
          reasons={reasons}
          isBrief
        />
      )}
      <p>
        <a href={hashOf({ view: 'journal', seq: undefined, search })}>All of it in the journal</a>
      </p>
    </aside>
  );
}
