import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Utterance } from '../../../src/page/page.wire.js';
import { phonePath } from '../door.js';
import { useSimulator } from '../simulator.js';

/** No longer text is taken by the door. */
const MAX_TEXT_LENGTH = 5_000;

interface ReplyBoxProps {
  readonly msisdn: string;
  /** The numbers that have written to it, the latest first. */
  readonly answerable: readonly string[];
  readonly conversation: readonly Utterance[];
}

/** Writes from a phone: a reply, a STOP, anything to any number. */
export function ReplyBox({ msisdn, answerable, conversation }: ReplyBoxProps) {
  const { act } = useSimulator();
  const id = useId();
  const [chosen, setChosen] = useState<string>();
  const [text, setText] = useState('');
  const to = chosen ?? answerable[0] ?? '';
  const named = conversation.findLast(({ isReply, who }) => !isReply && /[a-z]/i.test(who))?.who;
  const send = async (words: string) => {
    if (to === '' || words === '') return;
    const isSent = await act('POST', `/control/phones/${phonePath(msisdn)}/messages`, { to, text: words });
    if (isSent && words === text) setText('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(text);
  };
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send(text);
  };
  return (
    <form className="reply" onSubmit={submit}>
      <label htmlFor={`${id}-to`}>To</label>
      <input
        id={`${id}-to`}
        className="to"
        list={`${id}-numbers`}
        value={to}
        maxLength={21}
        autoComplete="off"
        placeholder="36180"
        onChange={event => setChosen(event.target.value)}
      />
      <datalist id={`${id}-numbers`}>
        {answerable.map(number => (
          <option key={number} value={number} />
        ))}
      </datalist>
      <label htmlFor={`${id}-text`} className="unseen">
        Message from this phone
      </label>
      <textarea
        id={`${id}-text`}
        rows={2}
        value={text}
        maxLength={MAX_TEXT_LENGTH}
        placeholder="Write from this phone"
        onChange={event => setText(event.target.value)}
        onKeyDown={sendOnEnter}
      />
      <span className="button-group">
        <button type="button" disabled={to === ''} onClick={() => void send('STOP')}>
          STOP
        </button>
        <button type="submit" className="primary" disabled={to === '' || text === ''}>
          Send
        </button>
      </span>
      <p className="fine hint">
        {to === '' && named !== undefined
          ? `${named} is a name, and no phone can answer a name. Give the short code or number that your application listens on.`
          : 'Enter sends, Shift and Enter begin a new line.'}
      </p>
    </form>
  );
}
