import { useState } from 'react';
import { SPEEDS } from '../model/clock.js';
import { dayOf, distanceWords, exactTime, timeOfDay, whenSeenFrom } from '../model/dates.js';
import { usePresent, useSimulator } from '../simulator.js';

/** The clock: what time it is there, how time goes, and how one turns it. */
export function ClockBar() {
  const { state, act } = useSimulator();
  const [isTurning, setTurning] = useState(false);
  const { clock } = state;
  const isKnown = state.world !== undefined;
  const turn = async (method: string, path: string, body: unknown) => {
    setTurning(true);
    await act(method, path, body);
    setTurning(false);
  };
  const advance = (body: object) => void turn('POST', '/control/clock/advance', body);
  const change = (body: object) => void turn('PUT', '/control/clock', body);
  const isManual = clock.mode === 'manual';
  return (
    <section className="clock" aria-label="Clock" aria-busy={isTurning}>
      <Dial isKnown={isKnown} isTurning={isTurning} />
      <div className="clock-controls">
        <button
          type="button"
          disabled={!isKnown}
          onClick={() => change({ mode: isManual ? 'real' : 'manual' })}
        >
          {isManual ? 'Let it run' : 'Stop'}
        </button>
        <label className="speed">
          <span>Speed</span>
          <select
            value={clock.speed}
            disabled={!isKnown}
            onChange={event => change({ speed: Number(event.target.value) })}
          >
            {[...new Set([...SPEEDS, clock.speed])].map(speed => (
              <option key={speed} value={speed}>
                {speed} ×
              </option>
            ))}
          </select>
        </label>
        <span className="button-group">
          <button type="button" disabled={!isKnown || isTurning} onClick={() => advance({ untilNext: true })}>
            Next event
          </button>
          <button type="button" disabled={!isKnown || isTurning} onClick={() => advance({ by: 'PT1H' })}>
            +1 h
          </button>
          <button type="button" disabled={!isKnown || isTurning} onClick={() => advance({ by: 'PT48H' })}>
            +48 h
          </button>
        </span>
      </div>
    </section>
  );
}

function Dial({ isKnown, isTurning }: { readonly isKnown: boolean; readonly isTurning: boolean }) {
  const now = usePresent();
  const { clock } = useSimulator().state;
  if (!isKnown) return <p className="dial">Waiting for the simulator…</p>;
  const pace =
    clock.mode === 'manual' ? 'stands still' : clock.speed === 1 ? 'runs' : `runs ${String(clock.speed)} ×`;
  return (
    <p className="dial">
      <time className="now" dateTime={new Date(now).toISOString()}>
        {clock.mode === 'manual' && now % 1000 !== 0 ? exactTime(now) : timeOfDay(now)}
      </time>
      <span className="day">{dayOf(now)} UTC</span>
      <span className={`pace ${clock.mode}`}>{isTurning ? 'is being turned…' : pace}</span>
      <span className="next">
        {clock.nextDueAt === null
          ? 'nothing is due'
          : `next event ${distanceWords(now, Math.max(now, clock.nextDueAt))}, at ${whenSeenFrom(now, clock.nextDueAt)}`}
      </span>
      {clock.followers.length > 0 && (
        <span className="followers">followed by {clock.followers.join(', ')}</span>
      )}
    </p>
  );
}
