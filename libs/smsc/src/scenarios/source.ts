/** The way to a value inside a scenario: names of fields and places in lists. */
export type Path = readonly (string | number)[];

/** A scenario as it was written, with the way back to its lines. */
export interface ScenarioSource {
  /** The file, as errors name it. */
  readonly file: string;
  /** What is in it, parsed. */
  readonly value: unknown;
  /** The line of a value, from 1; of the nearest one around it where there is none. Undefined without lines. */
  lineOf(path: Path): number | undefined;
}

/** Something that is wrong at a place of a file. */
export interface ScenarioMistake {
  readonly file: string;
  /** From 1. Left out where the scenario did not come from a text. */
  readonly line?: number;
  /** `steps.3.send.to` */
  readonly path: string;
  /** A sentence without a subject: `must be …`. */
  readonly mistake: string;
}

/** The longest text of a scenario that is read, characters. */
export const MAX_SCENARIO_LENGTH = 1_048_576;

/** A scenario made in a program, or parsed from JSON: it has paths and no lines. */
export function sourceOf(value: unknown, file = 'scenario'): ScenarioSource {
  return { file, value, lineOf: () => undefined };
}

/** A path as errors show it. */
export function pathText(path: Path): string {
  return path.join('.');
}

/** A place as errors show it: `file:line`, or the path where there are no lines. */
export function placeText({ file, line, path }: { file: string; line?: number; path: string }): string {
  return line === undefined ? `${file} (${path})` : `${file}:${String(line)}`;
}
