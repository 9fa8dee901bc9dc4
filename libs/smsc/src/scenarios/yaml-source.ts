import { ScenarioError } from './scenario.errors.js';
import { MAX_SCENARIO_LENGTH, type Path, type ScenarioSource } from './source.js';

/** What is needed of the `yaml` package: who reads files has it, this library depends on nobody. */
export interface YamlLibrary {
  // eslint's and TypeScript's eyes rest on the package's own types; here only the form matters.
  parseDocument(text: string, options?: never): unknown;
  LineCounter: new () => unknown;
}

interface LineCounterLike {
  linePos(offset: number): { readonly line: number };
}

interface DocumentLike {
  readonly contents: unknown;
  readonly errors: readonly { readonly message: string; readonly pos: readonly number[] }[];
  toJS(options: { maxAliasCount: number }): unknown;
}

interface NodeLike {
  readonly range?: readonly number[] | null;
  readonly items?: readonly unknown[];
  readonly resolve?: (document: unknown) => unknown;
}

interface PairLike {
  readonly key: { readonly value?: unknown; readonly range?: readonly number[] | null };
  readonly value: unknown;
}

interface TagLike {
  readonly tag?: string;
  readonly test?: RegExp;
}

/** Whole numbers of at most nine digits are numbers; what is longer or begins with a plus or a zero is a phone's number. */
const WHOLE_NUMBER = /^-?(?:0|[1-9]\d{0,8})$/;

/**
 * Reads a scenario from YAML (JSON is YAML too), so that errors can name lines. `yaml` is the package of that name.
 * Phone numbers need no quotes. Throws {@link ScenarioError} for what is no YAML.
 *
 * @example sourceFromYaml(await import('yaml'), 'off.yaml', text)
 */
export function sourceFromYaml(yaml: YamlLibrary, file: string, text: string): ScenarioSource {
  if (text.length > MAX_SCENARIO_LENGTH) {
    const mistake = `is longer than ${String(MAX_SCENARIO_LENGTH)} characters; cut it into several`;
    throw new ScenarioError([{ file, line: 1, path: '', mistake }]);
  }
  const lines = new yaml.LineCounter() as LineCounterLike;
  const options = {
    lineCounter: lines,
    merge: true,
    customTags: (tags: readonly (TagLike | string)[]) => tags.map(withoutPhoneNumbers),
  };
  const document = yaml.parseDocument(text, options as never) as DocumentLike;
  if (document.errors.length > 0) {
    throw new ScenarioError(
      document.errors.map(({ message, pos }) => ({
        file,
        line: lines.linePos(pos[0] ?? 0).line,
        path: '',
        mistake: `cannot be read as YAML: ${message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')}`,
      })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const mistake = `cannot be read as YAML: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ScenarioError([{ file, line: 1, path: '', mistake }]);
  }
  return { file, value, lineOf: path => lineOf(document, lines, path) };
}

function withoutPhoneNumbers(tag: TagLike | string): TagLike | string {
  const isWhole =
    typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:int' && tag.test?.test('7') === true;
  return isWhole ? { ...tag, test: WHOLE_NUMBER } : tag;
}

function lineOf(document: DocumentLike, lines: LineCounterLike, path: Path): number {
  let node = resolved(document.contents, document);
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const item = node?.items?.[typeof step === 'number' ? step : pairIndex(node, step)];
    if (item === undefined || item === null) break;
    if (isPair(item)) {
      offset = item.key.range?.[0] ?? offset;
      node = resolved(item.value, document);
    } else {
      node = resolved(item, document);
      offset = (item as NodeLike).range?.[0] ?? offset;
    }
  }
  return lines.linePos(offset).line;
}

function pairIndex(node: NodeLike | undefined, name: string): number {
  return node?.items?.findIndex(item => isPair(item) && String(item.key.value) === name) ?? -1;
}

function isPair(item: unknown): item is PairLike {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item && item.key !== null;
}

/** An alias is what it stands for. */
function resolved(node: unknown, document: DocumentLike): NodeLike | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { resolve } = node as NodeLike;
  return typeof resolve === 'function' ? (resolve.call(node, document) as NodeLike) : node;
}
