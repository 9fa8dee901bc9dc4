import { CentreError, type MessageCentre } from '../centre/index.js';
import { FaultsError } from '../faults/index.js';
import { NetworkError } from '../network/index.js';
import { SubscriberError } from '../subscribers/index.js';
import { TimeError } from '../time/index.js';
import { Cast } from './cast.js';
import { unmet } from './check.js';
import { PERFORMANCES } from './perform.js';
import type { CheckedScenario } from './read-scenario.js';
import {
  journalFigures,
  MAX_FAILURES,
  MAX_REPORTED_STEPS,
  type ScenarioFailure,
  type ScenarioReport,
  type StepReport,
} from './report.js';
import type { Step, Verbs } from './scenario.js';
import { arrange, clientsFromTheBeginning, clockOf, groundOf, ownStage } from './set-up.js';
import { pathText, type Path } from './source.js';
import { Stage, type ScenarioClock } from './stage.js';
import { StepFailure } from './step-failure.js';
import { filled, type Variables } from './variables.js';

/** How a scenario is run. */
export interface RunScenarioOptions {
  /** The centre to run it in, which stays as the scenario leaves it. Default: one of its own, on virtual time. */
  readonly centre?: MessageCentre;
  /** What moves the time of that centre. Default: the centre's own virtual time. */
  readonly clock?: ScenarioClock;
  /** What else has to be forgotten when a live centre is reset. */
  readonly onReset?: () => void;
  /** Called after each step. */
  readonly onStep?: (step: StepReport) => void;
  /** After so many steps, repetitions counted, a run ends with a failure. Default 1,000,000. */
  readonly maxSteps?: number;
  /** After so many submissions a run ends with a failure: they take memory. Default: no limit but that of the steps. */
  readonly maxSubmissions?: number;
  /** Lets the outside take its turn: awaited after each step, and within long advances of a centre of its own. */
  readonly turn?: () => Promise<void>;
}

/** A run with what is left of it. */
export interface ScenarioRun {
  readonly report: ScenarioReport;
  readonly centre: MessageCentre;
}

/** After so many steps a run ends, where nothing else is said. */
export const DEFAULT_MAX_STEPS = 1_000_000;

/**
 * Runs a scenario and tells what came of it. Failed expectations are collected and the run goes on; a step that cannot be
 * done ends it. The same scenario and seed leave the same journal, octet for octet.
 *
 * @example
 * const { report } = await runScenario(readScenario(sourceFromYaml(yaml, 'off.yaml', text)));
 * if (!report.ok) console.error(report.failures.map(failureText).join('\n'));
 */
export async function runScenario(
  checked: CheckedScenario,
  options: RunScenarioOptions = {},
): Promise<ScenarioRun> {
  const run = new Run(checked, options);
  return run.play();
}

/** Ends a run: what follows would only fail because of what failed. */
class EndOfRun extends Error {}

class Run {
  private readonly failures: ScenarioFailure[] = [];
  private readonly steps: StepReport[] = [];
  private stepCount = 0;
  private stage!: Stage;

  constructor(
    private readonly checked: CheckedScenario,
    private readonly options: RunScenarioOptions,
  ) {}

  async play(): Promise<ScenarioRun> {
    const { scenario, source } = this.checked;
    const stage = (this.stage =
      this.options.centre === undefined
        ? ownStage(scenario, this.options.turn)
        : this.liveStage(this.options.centre));
    const { centre, cast } = stage;
    try {
      if (this.options.centre !== undefined)
        await this.doing(['world'], 'world', () => arrange(stage, scenario));
      for (const client of clientsFromTheBeginning(scenario)) {
        // In a live centre a client of that name may be there already, and gets its receipts itself.
        if (!centre.clients().some(({ clientId, links }) => clientId === client && links > 0))
          cast.client(client).connect(true);
      }
      await centre.time.settle();
      await this.playAll(scenario.steps, ['steps'], new Map());
    } catch (cause) {
      if (!(cause instanceof EndOfRun)) throw cause;
    } finally {
      if (this.options.centre !== undefined) cast.leave();
    }
    const report: ScenarioReport = {
      name: scenario.name,
      file: source.file,
      ok: this.failures.length === 0,
      seed: centre.seed,
      steps: this.steps,
      stepCount: this.stepCount,
      failures: this.failures,
      simulatedMs: stage.now - stage.startedAt,
      summary: centre.summary(),
      journal: journalFigures(centre, stage.since),
    };
    return { report, centre };
  }

  private async playAll(steps: readonly Step[], path: Path, variables: Variables): Promise<void> {
    for (const [index, step] of steps.entries()) await this.playOne(step, [...path, index], variables);
  }

  private async playOne(written: Step, path: Path, variables: Variables): Promise<void> {
    const maxSteps = this.options.maxSteps ?? DEFAULT_MAX_STEPS;
    if (this.stepCount >= maxSteps) {
      this.fail(path, 'repeat', `at most ${String(maxSteps)} steps`, 'there are more; repeat fewer times');
      throw new EndOfRun();
    }
    this.stepCount++;
    await this.options.turn?.();
    const { maxSubmissions = Infinity } = this.options;
    if (this.stage.submissions > maxSubmissions) {
      this.fail(
        path,
        verbOf(written),
        `at most ${String(maxSubmissions)} submissions`,
        'there are more; send fewer',
      );
      throw new EndOfRun();
    }
    if ('repeat' in written) return this.repeat(written, path, variables);
    if ('choose' in written) return this.choose(written, path, variables);
    const step = filled(written, variables);
    const verb = verbOf(step);
    const before = this.failures.length;
    try {
      await this.doing(path, verb, async () => {
        if (step.at !== undefined) await this.stage.advanceTo(this.stage.dateOf(step.at));
        if ('expect' in step) this.expect(step.expect, path);
        else
          await (PERFORMANCES[verb as keyof typeof PERFORMANCES] as Performance)(this.stage, valueOf(step));
      });
    } finally {
      this.told(path, verb, step.name, this.failures.length === before);
    }
  }

  private async repeat(
    step: Extract<Step, { repeat: unknown }>,
    path: Path,
    variables: Variables,
  ): Promise<void> {
    await this.beOnTime(step, path, 'repeat');
    const { times, as = 'n', steps } = step.repeat;
    this.told(path, 'repeat', step.name, true);
    for (let turn = 1; turn <= times; turn++)
      await this.playAll(steps, [...path, 'repeat', 'steps'], new Map([...variables, [as, turn]]));
  }

  private async choose(
    step: Extract<Step, { choose: unknown }>,
    path: Path,
    variables: Variables,
  ): Promise<void> {
    await this.beOnTime(step, path, 'choose');
    const choices = step.choose;
    const total = choices.reduce((sum, { weight = 1 }) => sum + weight, 0);
    let left = this.stage.draw() * total;
    const index = choices.findIndex(({ weight = 1 }) => (left -= weight) < 0);
    this.told(path, 'choose', step.name, true);
    if (index >= 0) await this.playAll(choices[index]!.steps, [...path, 'choose', index, 'steps'], variables);
  }

  private async beOnTime({ at }: Step, path: Path, verb: string): Promise<void> {
    if (at !== undefined) await this.doing(path, verb, () => this.stage.advanceTo(this.stage.dateOf(at)));
  }

  private expect(expectation: Verbs['expect'], path: Path): void {
    for (const { expected, seen } of unmet(this.stage, expectation)) {
      this.fail([...path, 'expect'], 'expect', expected, seen);
      if (this.failures.length >= MAX_FAILURES) throw new EndOfRun();
    }
  }

  /** What the centre refuses, or a step finds wrong, is a failure of the step; anything else is a defect. */
  private async doing(path: Path, verb: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (cause instanceof StepFailure) this.fail(path, verb, cause.expected, cause.seen);
      else if (isRefusal(cause))
        this.fail(path, verb, 'a step that can be done', `it cannot: ${cause.message}`);
      else throw cause;
      throw new EndOfRun();
    }
  }

  private fail(path: Path, verb: string, expected: string, seen: string): void {
    const { source } = this.checked;
    const line = source.lineOf(path);
    const at = this.stage.now;
    this.failures.push({
      file: source.file,
      ...(line === undefined ? {} : { line }),
      path: pathText(path),
      verb,
      at,
      expected,
      seen,
    });
  }

  private told(path: Path, verb: string, name: string | undefined, ok: boolean): void {
    const line = this.checked.source.lineOf(path);
    const step: StepReport = {
      ...(line === undefined ? {} : { line }),
      path: pathText(path),
      verb,
      ...(name === undefined ? {} : { name }),
      at: this.stage.now,
      ok,
    };
    if (this.steps.length < MAX_REPORTED_STEPS) this.steps.push(step);
    this.options.onStep?.(step);
  }

  private liveStage(centre: MessageCentre): Stage {
    const { seed, world } = this.checked.scenario;
    if (seed !== undefined) {
      centre.reset({ seed });
      this.options.onReset?.();
    }
    const since = seed === undefined ? centre.journal.total : 0;
    return new Stage(
      centre,
      this.options.clock ?? clockOf(centre.time),
      new Cast(centre),
      since,
      groundOf(world),
    );
  }
}

type Performance = (stage: Stage, what: unknown) => void | Promise<void>;

function verbOf(step: Step): keyof Verbs {
  return Object.keys(step).find(key => key !== 'at' && key !== 'name') as keyof Verbs;
}

function valueOf(step: Step): unknown {
  return step[verbOf(step) as keyof Step];
}

function isRefusal(cause: unknown): cause is Error {
  return (
    cause instanceof CentreError ||
    cause instanceof FaultsError ||
    cause instanceof NetworkError ||
    cause instanceof SubscriberError ||
    cause instanceof TimeError
  );
}
