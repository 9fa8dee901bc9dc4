import { mistakesInFaults, type FaultOptions } from '../faults/index.js';
import { DEFAULT_OPERATORS, Network, NetworkError, type Operator } from '../network/index.js';
import { mistakesInSettings, type SubscriberSettings } from '../subscribers/index.js';
import { isDate, epochOf } from './dates.js';
import type { FaultsWord, Scenario, ScenarioWorld, Step } from './scenario.js';
import { ScenarioError } from './scenario.errors.js';
import { SCENARIO_SCHEMA } from './schema.js';
import { mistakesInShape, type ShapeMistake } from './shape.js';
import { pathText, type Path, type ScenarioSource } from './source.js';
import { variablesIn } from './variables.js';

/** A scenario that is fit to be run, with the way back to its lines. */
export interface CheckedScenario {
  readonly scenario: Scenario;
  readonly source: ScenarioSource;
}

/**
 * Checks a scenario as a whole: its form against {@link SCENARIO_SCHEMA}, then what the form cannot say (operators that
 * do not exist, dates that are none, variables outside of a repetition). Throws {@link ScenarioError} with every mistake,
 * each with its file and line.
 */
export function readScenario(source: ScenarioSource): CheckedScenario {
  const shape = mistakesInShape(SCENARIO_SCHEMA, source.value);
  // What is not even of the right form cannot be looked into further.
  const wrong = shape.length > 0 ? shape : mistakesInMeaning(source.value as Scenario);
  if (wrong.length > 0) {
    throw new ScenarioError(
      wrong.map(({ path, mistake }) => {
        const line = source.lineOf(path);
        return { file: source.file, ...(line === undefined ? {} : { line }), path: pathText(path), mistake };
      }),
    );
  }
  return { scenario: source.value as Scenario, source };
}

/** A step with the way to it. */
interface Placed {
  readonly step: Step;
  readonly path: Path;
  readonly variables: ReadonlySet<string>;
}

function mistakesInMeaning(scenario: Scenario): ShapeMistake[] {
  const { world = {}, startAt, steps } = scenario;
  const placed = [...stepsIn(steps, ['steps'], new Set())];
  const network = networkOf(world, placed);
  return [
    ...mistakesInDate(startAt, ['startAt']),
    ...network.wrong,
    ...mistakesInWorld(world, network.network),
    ...placed.flatMap(one => mistakesInStep(one, network.network)),
    ...mistakesInNames(placed),
  ];
}

function* stepsIn(steps: readonly Step[], path: Path, variables: ReadonlySet<string>): Iterable<Placed> {
  for (const [index, step] of steps.entries()) {
    const here = [...path, index];
    yield { step, path: here, variables };
    if ('repeat' in step) {
      const { as = 'n', steps: inner } = step.repeat;
      yield* stepsIn(inner, [...here, 'repeat', 'steps'], new Set([...variables, as]));
    }
    if ('choose' in step) {
      for (const [choice, { steps: inner }] of step.choose.entries())
        yield* stepsIn(inner, [...here, 'choose', choice, 'steps'], variables);
    }
  }
}

/** The network of the world, with the operators that steps will add: what settings may refer to. */
function networkOf(
  { operators = DEFAULT_OPERATORS, ported = [] }: ScenarioWorld,
  steps: readonly Placed[],
): { readonly network: Network; readonly wrong: ShapeMistake[] } {
  const network = new Network([]);
  const wrong: ShapeMistake[] = [];
  const attempt = (path: Path, change: () => void): void => {
    try {
      change();
    } catch (cause) {
      if (!(cause instanceof NetworkError)) throw cause;
      wrong.push({ path, mistake: `cannot be taken: ${cause.message}` });
    }
  };
  for (const [index, operator] of operators.entries())
    attempt(['world', 'operators', index], () => network.add(operator));
  for (const { step, path } of steps) {
    if (!('operator' in step)) continue;
    const { key } = step.operator;
    attempt([...path, 'operator'], () => {
      if (network.operator(key) !== undefined) network.patch(key, step.operator);
      else if (isWhole(step.operator)) network.add(step.operator);
      else
        wrong.push({
          path: [...path, 'operator', 'key'],
          mistake: `names no operator; a new one needs name, country, mcc, mnc and prefixes`,
        });
    });
  }
  for (const [index, range] of ported.entries())
    attempt(['world', 'ported', index, 'to'], () => network.port(range));
  for (const { step, path } of steps) {
    if ('port' in step) attempt([...path, 'port', 'to'], () => network.port(step.port));
  }
  return { network, wrong };
}

/** Whether an operator has all that a new one needs. */
export function isWhole(operator: Partial<Operator>): operator is Operator {
  return ['name', 'country', 'mcc', 'mnc', 'prefixes'].every(field => Object.hasOwn(operator, field));
}

function mistakesInWorld({ subscribers = {}, faults }: ScenarioWorld, network: Network): ShapeMistake[] {
  return [
    ...Object.entries(subscribers).flatMap(([number, settings]) =>
      settingsMistakes(settings, ['world', 'subscribers', number], network),
    ),
    ...(faults === undefined ? [] : faultsMistakes(faults, ['world', 'faults'])),
  ];
}

function mistakesInStep({ step, path, variables }: Placed, network: Network): ShapeMistake[] {
  const wrong: ShapeMistake[] = [...mistakesInDate(step.at, [...path, 'at'])];
  if ('set' in step) {
    const { phone: _phone, ...settings } = step.set;
    wrong.push(...settingsMistakes(settings, [...path, 'set'], network));
  }
  if ('change' in step) {
    const { phone: _phone, ...changes } = step.change;
    const settings = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
    wrong.push(...settingsMistakes(settings, [...path, 'change'], network));
  }
  if ('faults' in step) wrong.push(...faultsMistakes(step.faults, [...path, 'faults']));
  for (const { name, at } of variablesIn(withoutSteps(step), path)) {
    if (!variables.has(name)) {
      const known = [...variables].map(variable => `\${${variable}}`).join(', ');
      wrong.push({
        path: at,
        mistake: `has \${${name}}, which nothing gives a value here; ${known === '' ? 'only steps inside of a repeat have ${n}' : `there is ${known}`}`,
      });
    }
  }
  return wrong;
}

/** The steps inside are looked at by themselves. */
function withoutSteps(step: Step): unknown {
  if ('repeat' in step || 'choose' in step) return { name: step.name };
  return step;
}

/** Names are given by `as` before they are used. */
function mistakesInNames(steps: readonly Placed[]): ShapeMistake[] {
  const given = new Set<string>();
  const clients = new Set<string>(['client']);
  for (const { step } of steps) {
    if ('send' in step) {
      if (step.send.as !== undefined) given.add(step.send.as);
      if (step.send.client !== undefined) clients.add(step.send.client);
    }
    if ('connect' in step) clients.add(typeof step.connect === 'string' ? step.connect : step.connect.client);
  }
  const list = given.size === 0 ? 'no send has an "as"' : `there are ${[...given].join(', ')}`;
  return steps.flatMap(({ step, path }) => {
    const used: (readonly [string, Path])[] = [];
    if ('cancel' in step) used.push([step.cancel, [...path, 'cancel']]);
    if ('replace' in step) used.push([step.replace.message, [...path, 'replace', 'message']]);
    if ('expect' in step) {
      const { expect } = step;
      if ('message' in expect) used.push([expect.message, [...path, 'expect', 'message']]);
      if ('answer' in expect) used.push([expect.answer, [...path, 'expect', 'answer']]);
      if ('receipts' in expect && !clients.has(expect.receipts))
        used.push([expect.receipts, [...path, 'expect', 'receipts']]);
    }
    return used
      .filter(([name]) => !name.includes('${') && !isGiven(name, given))
      .map(([name, at]) => ({
        path: at,
        mistake: `is ${JSON.stringify(name)}, and no message has that name: ${list}`,
      }));
  });
}

/** A name that was given in a repetition, `order${n}`, is had as `order3` afterwards. */
function isGiven(name: string, given: ReadonlySet<string>): boolean {
  return [...given].some(one => {
    const [first, ...rest] = one.split(/\$\{\w+(?::\d+)?\}/).map(part => part.replace(/\W/g, '\\$&'));
    return new RegExp(`^${[first, ...rest].join('\\d+')}$`).test(name);
  });
}

function settingsMistakes(settings: SubscriberSettings, path: Path, network: Network): ShapeMistake[] {
  // A duration since the beginning becomes a date when the step is done.
  const { until, ...rest } = settings;
  const dated = typeof until === 'string' && !isDate(until) ? rest : settings;
  return mistakesInSettings(dated, network).map(({ field, mistake }) => ({
    path: [...path, ...fieldPath(field)],
    mistake,
  }));
}

function faultsMistakes({ preset: _preset, ...faults }: FaultsWord, path: Path): ShapeMistake[] {
  return mistakesInFaults(faults satisfies FaultOptions).map(({ field, mistake }) => ({
    path: [...path, ...fieldPath(field)],
    mistake,
  }));
}

function fieldPath(field: string): Path {
  return field.split('.').map(part => (/^\d+$/.test(part) ? Number(part) : part));
}

function mistakesInDate(date: string | number | undefined, path: Path): ShapeMistake[] {
  if (date === undefined || !isDate(date) || epochOf(date) !== undefined) return [];
  return [{ path, mistake: `is ${date}, and no calendar has that day` }];
}
