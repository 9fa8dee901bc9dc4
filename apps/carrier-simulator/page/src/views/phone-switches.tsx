import { useId } from 'react';
import type { PhoneDetails } from '../../../src/page/page.wire.js';
import { phonePath } from '../door.js';
import { whenSeenFrom } from '../model/dates.js';
import { PHONE_STATES } from '../model/phone-words.js';
import { Switch } from '../parts/switch.js';
import { usePresent, useSimulator } from '../simulator.js';

/** What a phone is like, to be switched. */
export function PhoneSwitches({ details }: { readonly details: PhoneDetails }) {
  const { state, act } = useSimulator();
  const id = useId();
  const { phone, settings } = details;
  const path = `/control/subscribers/${phonePath(phone.msisdn)}`;
  const patch = (changes: object) => void act('PATCH', path, changes);
  const inbox = `/control/phones/${phonePath(phone.msisdn)}`;
  const setState = (wanted: string) => patch({ state: wanted, until: null, then: null });
  const elsewhere = state.operators.filter(({ name }) => name !== phone.operator);
  return (
    <div className="switches" role="group" aria-label="What this phone is like">
      <Switch isOn={phone.state === 'off'} onChange={isOn => setState(isOn ? 'off' : 'reachable')}>
        Off
      </Switch>
      <Switch isOn={phone.state === 'full'} onChange={isOn => setState(isOn ? 'full' : 'reachable')}>
        Full
      </Switch>
      <Switch isOn={phone.dnd !== null} onChange={isOn => patch({ dnd: isOn ? { scope: 'all' } : null })}>
        Do not disturb
      </Switch>
      <Switch
        isOn={phone.portedTo !== null}
        onChange={isOn => patch({ ported: isOn ? { to: elsewhere[0]?.key ?? '' } : null })}
      >
        Ported out
      </Switch>
      {phone.dnd !== null && (
        <label htmlFor={`${id}-dnd`} className="choice">
          <span>Disturbed by</span>
          <select
            id={`${id}-dnd`}
            value={phone.dnd}
            onChange={event => patch({ dnd: { ...(settings['dnd'] as object), scope: event.target.value } })}
          >
            <option value="all">nobody</option>
            <option value="marketing">all but marketing</option>
          </select>
        </label>
      )}
      {phone.portedTo !== null && (
        <label htmlFor={`${id}-ported`} className="choice">
          <span>Ported to</span>
          <select
            id={`${id}-ported`}
            value={phone.portedTo}
            onChange={event =>
              patch({ ported: { ...(settings['ported'] as object), to: event.target.value } })
            }
          >
            {state.operators.map(({ key, name, country }) => (
              <option key={key} value={key}>
                {name} ({country})
              </option>
            ))}
          </select>
        </label>
      )}
      <label htmlFor={`${id}-state`} className="choice">
        <span>State</span>
        <select id={`${id}-state`} value={phone.state} onChange={event => setState(event.target.value)}>
          {PHONE_STATES.map(({ state: key, words }) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <StateEnd settings={settings} />
      <span className="button-group">
        <button type="button" disabled={phone.unread === 0} onClick={() => void act('POST', `${inbox}/read`)}>
          Mark read
        </button>
        <button
          type="button"
          disabled={details.conversation.every(({ isReply }) => isReply)}
          onClick={() => void act('DELETE', `${inbox}/messages`)}
        >
          Empty the inbox
        </button>
      </span>
    </div>
  );
}

function StateEnd({ settings }: { readonly settings: PhoneDetails['settings'] }) {
  const now = usePresent();
  const { until } = settings;
  const at = typeof until === 'number' ? until : Date.parse(typeof until === 'string' ? until : '');
  if (!Number.isFinite(at) || at <= now) return null;
  return <span className="fine">until {whenSeenFrom(now, at)}</span>;
}
