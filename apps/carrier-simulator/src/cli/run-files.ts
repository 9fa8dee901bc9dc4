import { readFile } from 'node:fs/promises';
import {
  failureText,
  readScenario,
  runScenario,
  ScenarioError,
  sourceFromYaml,
  type ScenarioReport,
  type StepReport,
} from '@chappe/smsc';
import * as yaml from 'yaml';
import type { Request } from './arguments.js';
import { isFine, type ScenarioResult } from './junit.js';

/** What running files needs of the outside. */
export interface RunSurroundings {
  readonly print: (line: string) => void;
  /** Real milliseconds, for durations. */
  readonly clock: () => number;
  readonly fetch: typeof fetch;
  /** Whether lines may be painted. */
  readonly isColoured: boolean;
}

type RunRequest = Extract<Request, { verb: 'run' }>;

/** How long a live simulator may take over one scenario, real milliseconds. */
const LIVE_LIMIT_MS = 300_000;

/** Runs scenarios one after the other, and prints how each goes. */
export async function runFiles(
  files: readonly string[],
  request: RunRequest,
  surroundings: RunSurroundings,
): Promise<ScenarioResult[]> {
  const { print, clock } = surroundings;
  const results: ScenarioResult[] = [];
  for (const file of files) {
    const begunAt = clock();
    const result = { file, ...(await runFile(file, request, surroundings)), tookMs: clock() - begunAt };
    results.push(result);
    if (!request.quiet || !isFine(result)) for (const line of linesOf(result, surroundings)) print(line);
    if (request.bail && !isFine(result)) break;
  }
  return results;
}

async function runFile(
  file: string,
  request: RunRequest,
  surroundings: RunSurroundings,
): Promise<Pick<ScenarioResult, 'report' | 'error'>> {
  try {
    const text = await readFile(file, 'utf8');
    const report =
      request.simulator === undefined
        ? await runHere(file, text, request.seed)
        : await runThere(request.simulator, file, text, surroundings.fetch);
    return { report };
  } catch (cause) {
    if (cause instanceof ScenarioError || cause instanceof LiveError || isSystemError(cause)) {
      return { error: cause.message };
    }
    throw cause;
  }
}

async function runHere(file: string, text: string, seed: number | undefined): Promise<ScenarioReport> {
  const { scenario, source } = readScenario(sourceFromYaml(yaml, file, text));
  const { report } = await runScenario({
    scenario: seed === undefined ? scenario : { ...scenario, seed },
    source,
  });
  return report;
}

/** A simulator that did not run a scenario. */
class LiveError extends Error {
  override readonly name = 'LiveError';
}

async function runThere(
  simulator: string,
  file: string,
  text: string,
  ask: typeof fetch,
): Promise<ScenarioReport> {
  let answer: Response;
  try {
    answer = await ask(`${simulator}/control/scenarios/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ file, yaml: text }),
      signal: AbortSignal.timeout(LIVE_LIMIT_MS),
    });
  } catch (cause) {
    throw new LiveError(`${simulator} did not answer: ${reasonOf(cause)}. Is the simulator running?`);
  }
  const body = (await answer.json()) as ScenarioReport & { readonly detail?: string };
  if (!answer.ok) throw new LiveError(body.detail ?? `${simulator} answered ${String(answer.status)}.`);
  return body;
}

function linesOf(result: ScenarioResult, { isColoured }: RunSurroundings): string[] {
  const { file, report, error, tookMs } = result;
  const paint = (code: number, text: string): string =>
    isColoured ? `\u001b[${String(code)}m${text}\u001b[0m` : text;
  const took = `${String(Math.round(tookMs))} ms`;
  if (report === undefined) {
    return [
      `${paint(31, 'ERROR')} ${file} (${took})`,
      ...(error ?? '').split('\n').map(line => `      ${line}`),
    ];
  }
  const { ok, name, stepCount, simulatedMs, failures } = report;
  const said = `${String(stepCount)} steps, ${simulatedText(simulatedMs)} simulated, ${took}`;
  return [
    `${ok ? paint(32, 'PASS ') : paint(31, 'FAIL ')} ${file}  ${name} (${said})`,
    ...failures.map(failure => `      ${failureText(failure)}`),
    ...(ok ? [] : contextLines(report.steps)),
  ];
}

/** The last steps before the end, so that one sees how far it came. */
function contextLines(steps: readonly StepReport[]): string[] {
  const last = steps.findIndex(({ ok }) => !ok);
  return steps.slice(Math.max(0, last - 3), last + 1).map(({ line, path, verb, name, at, ok }) => {
    const place = line === undefined ? path : `line ${String(line)}`;
    return `      ${ok ? '✓' : '✗'} ${new Date(at).toISOString()} ${place}: ${verb}${name === undefined ? '' : ` (${name})`}`;
  });
}

function simulatedText(ms: number): string {
  if (ms < 60_000) return `${String(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`;
  return ms < 172_800_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${(ms / 86_400_000).toFixed(1)} days`;
}

function isSystemError(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && 'syscall' in cause;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message || cause.message : cause.message;
}
