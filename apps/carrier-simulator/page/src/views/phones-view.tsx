import { useId, useState, type FormEvent } from 'react';
import type { PhoneSummary } from '../../../src/page/page.wire.js';
import { Copyable } from '../parts/copyable.js';
import { timeOfDay } from '../model/dates.js';
import { oddities } from '../model/phone-words.js';
import { hashOf, numberOf } from '../model/route.js';
import { useSimulator } from '../simulator.js';
import { go } from '../use-route.js';
import { PhoneView } from './phone-view.js';

/** The phones that have been spoken to, and the one that somebody looks at. */
export function PhonesView({ msisdn }: { readonly msisdn: string | undefined }) {
  const { phones, morePhones, world } = useSimulator().state;
  return (
    <div className={`view phones ${msisdn === undefined ? '' : 'has-phone'}`}>
      <section className="phone-list" aria-label="Phones">
        <h2>Phones</h2>
        <OpenPhone />
        {phones.length > 0 && (
          <ul>
            {phones.map(phone => (
              <PhoneRow key={phone.msisdn} phone={phone} isCurrent={phone.msisdn === msisdn} />
            ))}
          </ul>
        )}
        {morePhones && (
          <p className="older">
            Phones that were not heard of for longest are not listed. Open one by its number.
          </p>
        )}
        {phones.length === 0 && world !== undefined && msisdn !== undefined && (
          <p className="older">No phone has been spoken to yet.</p>
        )}
      </section>
      {msisdn !== undefined ? (
        <PhoneView key={msisdn} msisdn={msisdn} />
      ) : phones.length === 0 && world !== undefined ? (
        <FirstSteps />
      ) : (
        <div className="empty phone-none">
          <p>Choose a phone to see what is on it, to answer, or to switch it off.</p>
        </div>
      )}
    </div>
  );
}

function PhoneRow({ phone, isCurrent }: { readonly phone: PhoneSummary; readonly isCurrent: boolean }) {
  const { waiting } = useSimulator().state.queue;
  const waits = waiting.filter(({ to }) => to === phone.msisdn).length;
  return (
    <li>
      <a
        href={hashOf({ view: 'phones', msisdn: phone.msisdn })}
        aria-current={isCurrent ? 'true' : undefined}
      >
        <span className="number">{phone.msisdn}</span>
        <span className="when">{phone.seq > 0 ? timeOfDay(phone.at) : ''}</span>
        <span className="preview">
          {phone.last === null ? (waits > 0 ? 'waiting for it' : 'nothing on it yet') : phone.last.text}
        </span>
        <span className="chips">
          {phone.unread > 0 && <span className="count">{phone.unread} unread</span>}
          {waits > 0 && <span className="chip tone-wait">{waits} waiting</span>}
          {oddities(phone).map(({ words, tone }) => (
            <span key={words} className={`chip tone-${tone}`}>
              {words}
            </span>
          ))}
        </span>
      </a>
    </li>
  );
}

function OpenPhone() {
  const id = useId();
  const [given, setGiven] = useState('');
  const [mistake, setMistake] = useState('');
  const open = (event: FormEvent) => {
    event.preventDefault();
    const msisdn = numberOf(given);
    if (msisdn === undefined) {
      setMistake('Write a number with its country code, such as +33612345678.');
      return;
    }
    setMistake('');
    setGiven('');
    go({ view: 'phones', msisdn });
  };
  return (
    <form className="open-phone" onSubmit={open}>
      <label htmlFor={id}>Open any number</label>
      <span className="joined">
        <input
          id={id}
          type="tel"
          autoComplete="off"
          placeholder="+33612345678"
          value={given}
          maxLength={30}
          aria-invalid={mistake !== ''}
          aria-describedby={`${id}-mistake`}
          onChange={event => setGiven(event.target.value)}
        />
        <button type="submit">Open</button>
      </span>
      <span id={`${id}-mistake`} className="mistake">
        {mistake}
      </span>
    </form>
  );
}

const FIRST_MESSAGE = {
  ref: 'hello-1',
  from: '36180',
  to: '+33612345678',
  text: 'Bonjour from the telegraph',
};

/** What to try when nothing has happened yet. */
function FirstSteps() {
  const { act } = useSimulator();
  const { origin } = location;
  return (
    <section className="empty first-steps" aria-label="First steps">
      <h2>No phone has been spoken to yet</h2>
      <p>
        This is a message centre with phones. Whatever your application sends through it appears here, as on
        the phone it was meant for. Try it from a terminal:
      </p>
      <Copyable label="A first message">{`curl ${origin}/carrier/messages \\
  -H 'content-type: application/json' \\
  -d '${JSON.stringify(FIRST_MESSAGE)}'`}</Copyable>
      <p>
        <button
          type="button"
          className="primary"
          onClick={() => void act('POST', '/carrier/messages', FIRST_MESSAGE)}
        >
          Send it from here
        </button>
      </p>
      <p>
        Then answer from the phone, or switch it off, send again and turn the clock by 48 hours. Any number is
        an ordinary phone; some <a href="/numbers">carry their fate in their digits</a>.
      </p>
    </section>
  );
}
