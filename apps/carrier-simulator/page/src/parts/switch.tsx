interface SwitchProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: string;
}

/** A switch, as on a phone. */
export function Switch({ isOn, onChange, children }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      className="switch"
      onClick={() => onChange(!isOn)}
    >
      <span className="knob" aria-hidden="true" />
      {children}
    </button>
  );
}
