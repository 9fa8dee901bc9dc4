import { useId, useState } from 'react';
import {
  countFaults,
  FAULT_GROUPS,
  FAULT_HINTS,
  presetTitle,
  readFault,
  readPrefixes,
  shownFault,
  wordsOf,
  type FaultField,
} from '../model/faults.js';
import { useSimulator } from '../simulator.js';

/** All that goes wrong, to be set. */
export function FaultsView() {
  const { state, act } = useSimulator();
  const { faults } = state;
  const count = countFaults(faults);
  const patch = (changes: object) => act('PATCH', '/control/faults', changes);
  return (
    <div className="view faults">
      <header>
        <h2>Faults</h2>
        <p role="status">
          {count === 0
            ? 'All is well.'
            : count === 1
              ? 'One fault is set.'
              : `${String(count)} faults are set.`}
        </p>
        <button
          type="button"
          disabled={Object.keys(faults).length === 0}
          onClick={() => void act('DELETE', '/control/faults')}
        >
          Make all well
        </button>
      </header>
      <section aria-label="Bad days">
        <ul className="presets">
          {state.presets.map(({ key, text }) => (
            <li key={key}>
              <button type="button" onClick={() => void act('PUT', '/control/faults', { preset: key })}>
                {presetTitle(key)}
              </button>
              <span>{text}</span>
            </li>
          ))}
        </ul>
        <p className="fine">A bad day takes the place of all faults that are set.</p>
      </section>
      <div className="fault-groups">
        {FAULT_GROUPS.map(({ title, fields }) => (
          <fieldset key={title}>
            <legend>{title}</legend>
            {fields.map(field => (
              <FaultInput
                key={field.key}
                field={field}
                value={faults[field.key]}
                onChange={value => patch({ [field.key]: value })}
              />
            ))}
          </fieldset>
        ))}
        <OnlyFor only={faults['only'] as Only | undefined} onChange={only => void patch({ only })} />
      </div>
    </div>
  );
}

interface FaultInputProps {
  readonly field: FaultField;
  readonly value: unknown;
  /** Answers whether the simulator took it. */
  readonly onChange: (value: unknown) => Promise<boolean>;
}

const UNITS = {
  percent: '%',
  ms: 'ms',
  rate: 'a second',
  part: '',
  date: 'UTC',
  reason: '',
  error: '',
  status: '',
};

/** One fault. It is set when one leaves the field or presses Enter. */
function FaultInput({ field, value, onChange }: FaultInputProps) {
  const { reasons, submitErrors } = useSimulator().state;
  const id = useId();
  const current = shownFault(field, value);
  const [draft, setDraft] = useState<string>();
  const [isOdd, setOdd] = useState(false);
  const commit = async () => {
    if (draft === undefined || draft === current) {
      setOdd(false);
      return setDraft(undefined);
    }
    const read = readFault(field, draft);
    const isTaken = read !== undefined && (await onChange(read));
    setOdd(!isTaken);
    // What is not taken stays, to be corrected.
    if (isTaken) setDraft(undefined);
  };
  const choices =
    field.unit === 'reason'
      ? Object.keys(reasons).filter(
          key => field.key !== 'attemptFailureReason' || reasons[key]?.isPermanent === false,
        )
      : field.unit === 'error'
        ? submitErrors
        : undefined;
  return (
    <div className={`fault ${current === '' ? '' : 'is-set'}`}>
      <label htmlFor={id}>{field.label}</label>
      {choices === undefined ? (
        <input
          id={id}
          inputMode={field.unit === 'date' ? 'text' : 'decimal'}
          autoComplete="off"
          className={field.unit === 'date' ? 'wide' : ''}
          value={draft ?? current}
          aria-invalid={isOdd}
          aria-describedby={isOdd ? `${id}-hint` : undefined}
          placeholder={field.unit === 'date' ? '2026-03-02T09:00:00' : '–'}
          onChange={event => setDraft(event.target.value)}
          onBlur={() => void commit()}
          onKeyDown={event => event.key === 'Enter' && void commit()}
        />
      ) : (
        <select
          id={id}
          value={current}
          onChange={event => void onChange(readFault(field, event.target.value))}
        >
          <option value="">–</option>
          {choices.map(choice => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
      <span className="unit">{UNITS[field.unit]}</span>
      {isOdd && (
        <p id={`${id}-hint`} className="hint" role="alert">
          {FAULT_HINTS[field.unit]}
        </p>
      )}
    </div>
  );
}

interface Only {
  readonly clientIds?: readonly string[];
  readonly toPrefixes?: readonly string[];
}

/** Whom the faults concern. */
function OnlyFor({
  only,
  onChange,
}: {
  readonly only: Only | undefined;
  readonly onChange: (only: Only | null) => void;
}) {
  const change = (field: keyof Only, words: readonly string[]) => {
    const next = { ...only, [field]: words.length === 0 ? undefined : words };
    onChange(next.clientIds === undefined && next.toPrefixes === undefined ? null : next);
  };
  return (
    <fieldset>
      <legend>Only for</legend>
      <WordsInput
        label="These clients"
        words={only?.clientIds}
        onChange={text => change('clientIds', wordsOf(text))}
      />
      <WordsInput
        label="Numbers that begin with"
        words={only?.toPrefixes}
        onChange={text => change('toPrefixes', readPrefixes(text))}
      />
    </fieldset>
  );
}

interface WordsInputProps {
  readonly label: string;
  readonly words: readonly string[] | undefined;
  readonly onChange: (text: string) => void;
}

function WordsInput({ label, words = [], onChange }: WordsInputProps) {
  const id = useId();
  const current = words.join(', ');
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    if (draft !== undefined && draft !== current) onChange(draft);
    setDraft(undefined);
  };
  return (
    <div className={`fault ${current === '' ? '' : 'is-set'}`}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="wide"
        autoComplete="off"
        value={draft ?? current}
        placeholder="everybody"
        onChange={event => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={event => event.key === 'Enter' && commit()}
      />
    </div>
  );
}
