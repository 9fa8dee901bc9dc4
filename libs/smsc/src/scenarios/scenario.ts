import type { FaultOptions, FaultPresetKey, LinkDecision, LinkOccasion } from '../faults/index.js';
import type { Latency } from '../centre/index.js';
import type { MessageState, Operator, PortedRange, Reason, SubmitErrorCode } from '../network/index.js';
import type { MessageClass, SubscriberSettings } from '../subscribers/index.js';

/** A duration in ISO 8601, or milliseconds. */
export type DurationWord = string | number;
/** A duration since the beginning, or a date in ISO 8601. */
export type WhenWord = string | number;
/** A text; YAML takes some for whole numbers. */
export type TextWord = string | number;
/** A number, or bounds that are included. */
export type AmountWord = number | { readonly min?: number; readonly max?: number };
/** Faults, with a preset as their ground. */
export type FaultsWord = FaultOptions & { readonly preset?: FaultPresetKey };

/** A scenario: a world, and what is done and expected in it. See {@link SCENARIO_SCHEMA} for each field. */
export interface Scenario {
  readonly name: string;
  readonly description?: string;
  readonly seed?: number;
  readonly startAt?: string;
  readonly world?: ScenarioWorld;
  readonly steps: readonly Step[];
}

/** What the world of a scenario is like in the beginning. */
export interface ScenarioWorld {
  readonly latency?: 'realistic' | 'none' | Partial<Latency>;
  readonly fates?: boolean;
  readonly operators?: readonly Operator[];
  readonly ported?: readonly PortedRange[];
  readonly subscribers?: Readonly<Record<string, SubscriberSettings>>;
  readonly faults?: FaultsWord;
  readonly routes?: Readonly<Record<string, string>>;
  readonly clients?: readonly string[];
  readonly firstId?: number;
}

/** A step: one verb, a date before which it is not done, a name for those who read along. */
export type Step = {
  readonly [Verb in keyof Verbs]: { readonly [Only in Verb]: Verbs[Only] } & StepFrame;
}[keyof Verbs];

interface StepFrame {
  readonly at?: WhenWord;
  readonly name?: string;
}

interface Flood {
  readonly count?: number;
  readonly every?: DurationWord;
}

/** A step's `send`. */
export interface SendStep extends Flood {
  readonly as?: string;
  readonly client?: string;
  readonly from?: TextWord;
  readonly to: TextWord | readonly TextWord[];
  readonly text: TextWord;
  readonly ref?: string;
  readonly validity?: DurationWord;
  readonly schedule?: WhenWord;
  readonly priority?: 0 | 1 | 2 | 3;
  readonly purpose?: 'transactional' | 'marketing';
  readonly messageClass?: MessageClass;
  readonly receipts?: 'all' | 'final' | 'failures' | 'successes' | 'none';
  readonly replaceIfPresent?: boolean;
  readonly part?: { readonly reference: number; readonly no: number; readonly of: number };
}

/** A step's `wait`. */
export interface WaitStep {
  readonly to?: TextWord;
  readonly from?: TextWord;
  readonly match?: string;
  readonly kind?: string;
  readonly client?: string;
  readonly ref?: string;
  readonly within?: DurationWord;
}

/** The verbs, and what goes with each. */
export interface Verbs {
  readonly connect: string | { readonly client: string; readonly takes?: 'everything' | 'nothing' };
  readonly disconnect: string;
  readonly send: SendStep;
  readonly reply: Flood & {
    readonly phone: string;
    readonly to: TextWord;
    readonly text: TextWord;
    readonly delay?: DurationWord;
  };
  readonly advance:
    DurationWord | { readonly by: DurationWord } | { readonly to: WhenWord } | { readonly untilIdle: true };
  readonly set: SubscriberSettings & { readonly phone: string | readonly string[] };
  readonly change: { readonly phone: string | readonly string[] } & {
    readonly [Field in keyof SubscriberSettings]?: SubscriberSettings[Field] | null;
  };
  readonly forget: string | readonly string[];
  readonly read: string | readonly string[];
  readonly faults: FaultsWord;
  readonly operator: Partial<Operator> & Pick<Operator, 'key'>;
  readonly dissolve: string;
  readonly port: PortedRange;
  readonly route: { readonly number: TextWord; readonly client: string };
  readonly cancel: string;
  readonly replace: { readonly message: string; readonly text?: TextWord; readonly validity?: DurationWord };
  readonly wait: WaitStep;
  readonly note: {
    readonly kind: string;
    readonly client?: string;
    readonly ref?: string;
    readonly detail?: unknown;
  };
  readonly expect: Expectation;
  readonly repeat: { readonly times: number; readonly as?: string; readonly steps: readonly Step[] };
  readonly choose: readonly { readonly weight?: number; readonly steps: readonly Step[] }[];
}

/** What texts are looked at. */
export interface TextsExpected {
  readonly count?: AmountWord;
  readonly texts?: readonly TextWord[];
  readonly last?: TextWord;
  readonly contains?: string;
}

/** What is expected, by subject. */
export interface Expectations {
  readonly message: {
    readonly message: string;
    readonly state?: MessageState;
    readonly reason?: Reason | null;
    readonly errorCode?: string;
    readonly final?: boolean;
    readonly parts?: AmountWord;
    readonly attempts?: AmountWord;
    readonly text?: TextWord;
    readonly doneAfter?: DurationWord;
    readonly count?: AmountWord;
  };
  readonly answer: {
    readonly answer: string;
    readonly accepted?: boolean;
    readonly error?: SubmitErrorCode;
    readonly none?: true;
    readonly parts?: AmountWord;
    readonly repeated?: boolean;
    readonly after?: DurationWord;
    readonly retryAfterMs?: AmountWord;
  };
  readonly phone: TextsExpected & {
    readonly phone: string;
    readonly from?: TextWord;
    readonly state?: string;
    readonly unread?: AmountWord;
  };
  readonly receipts: {
    readonly receipts: string;
    readonly states?: readonly MessageState[];
    readonly count?: AmountWord;
    readonly final?: AmountWord;
    readonly malformed?: AmountWord;
    readonly duplicates?: AmountWord;
    readonly reason?: Reason;
    readonly errorCode?: string;
    readonly lastAfter?: DurationWord;
    readonly beforeAnswer?: boolean;
  };
  readonly inbound: TextsExpected & {
    readonly inbound: string;
    readonly from?: TextWord;
    readonly to?: TextWord;
    readonly parts?: AmountWord;
  };
  readonly journal: {
    readonly journal: {
      readonly kind?: string;
      readonly msisdn?: string;
      readonly client?: string;
      readonly ref?: string;
      readonly from?: TextWord;
      readonly to?: TextWord;
      readonly match?: string;
    };
    readonly count?: AmountWord;
  };
  readonly replay: { readonly replay: readonly string[]; readonly count?: number };
  readonly summary: { readonly summary: Readonly<Record<string, unknown>> };
  readonly lookup: {
    readonly lookup: string;
    readonly known?: boolean;
    readonly reach?: 'present' | 'absent' | 'unknown';
    readonly home?: string;
    readonly present?: string;
    readonly visited?: string;
    readonly ported?: boolean;
  };
  readonly line: {
    readonly line: LinkOccasion;
    readonly client?: string;
    readonly does?: LinkDecision['kind'];
    readonly commandStatus?: AmountWord;
  };
  readonly now: { readonly now: WhenWord };
}

/** One expectation. */
export type Expectation = Expectations[keyof Expectations];
