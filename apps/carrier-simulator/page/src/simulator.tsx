import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useReducer,
  useState,
  type ReactNode,
} from 'react';
import { ask } from './door.js';
import { presentOf } from './model/clock.js';
import { BEFORE_ANYTHING, reduce, type PageState } from './model/state.js';
import { listen } from './simulator-stream.js';

/** What the page knows, and how it acts. */
interface Simulator {
  readonly state: PageState;
  /** Does something through a door; says so where that fails. Answers whether it went well. */
  readonly act: (method: string, path: string, body?: unknown) => Promise<boolean>;
  readonly trouble: string | undefined;
  readonly forgetTrouble: () => void;
}

const SimulatorContext = createContext<Simulator | undefined>(undefined);

/** Connects all that is in it with the simulator. */
export function SimulatorProvider({ children }: { readonly children: ReactNode }) {
  const [state, happened] = useReducer(reduce, BEFORE_ANYTHING);
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => listen(happened), []);
  const act = useCallback(async (method: string, path: string, body?: unknown) => {
    try {
      await ask(method, path, body);
      setTrouble(undefined);
      return true;
    } catch (cause) {
      setTrouble(cause instanceof Error ? cause.message : String(cause));
      return false;
    }
  }, []);
  const forgetTrouble = useCallback(() => setTrouble(undefined), []);
  const simulator = useMemo(
    () => ({ state, act, trouble, forgetTrouble }),
    [state, act, trouble, forgetTrouble],
  );
  return <SimulatorContext value={simulator}>{children}</SimulatorContext>;
}

export function useSimulator(): Simulator {
  const simulator = useContext(SimulatorContext);
  if (simulator === undefined) throw new Error('This is shown outside of a SimulatorProvider.');
  return simulator;
}

/** The simulator's present; moves by itself where time does. */
export function usePresent(): number {
  const { clock } = useSimulator().state;
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (clock.mode === 'manual') return undefined;
    const timer = setInterval(tick, clock.speed > 1 ? 200 : 1_000);
    return () => clearInterval(timer);
  }, [clock.mode, clock.speed]);
  return presentOf(clock, performance.now());
}
