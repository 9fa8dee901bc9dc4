import { writeFile } from 'node:fs/promises';
import { explainFate, fateCard, FateError, SCENARIO_SCHEMA } from '@chappe/smsc';
import { requestOf, USAGE, UsageError, type Request } from './arguments.js';
import { exportJournal } from './export-journal.js';
import { scenarioFiles } from './files.js';
import { isFine, junitXml, type ScenarioResult } from './junit.js';
import { runFiles, type RunSurroundings } from './run-files.js';
import { waitReady, type WaitSurroundings } from './wait-ready.js';

/** What the command says to who called it. */
export const EXIT = { fine: 0, failed: 1, misunderstood: 2 } as const;

/** The world around the command. */
export interface Surroundings extends RunSurroundings, WaitSurroundings {
  readonly complain: (line: string) => void;
}

/** Does what the arguments ask for; answers the exit code. */
export async function command(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await obey(requestOf(args), surroundings);
  } catch (cause) {
    if (!(cause instanceof UsageError || cause instanceof FateError)) throw cause;
    surroundings.complain(`${cause.message}\nHow it is used: npx chappe-sim help`);
    return EXIT.misunderstood;
  }
}

async function obey(request: Request, surroundings: Surroundings): Promise<number> {
  const { print } = surroundings;
  switch (request.verb) {
    case 'help':
      print(USAGE);
      return EXIT.fine;
    case 'schema':
      print(JSON.stringify(SCENARIO_SCHEMA, null, 2));
      return EXIT.fine;
    case 'numbers':
      return tellNumbers(request, surroundings);
    case 'wait-ready': {
      const trouble = await waitReady(request.simulator, request.patienceMs, surroundings);
      if (trouble === undefined) {
        print(`${request.simulator} is ready.`);
        return EXIT.fine;
      }
      surroundings.complain(trouble);
      return EXIT.failed;
    }
    case 'journal': {
      const exported = await exportJournal(request, surroundings.fetch);
      if ('trouble' in exported) {
        surroundings.complain(exported.trouble);
        return EXIT.failed;
      }
      print('text' in exported ? exported.text.trimEnd() : `The journal is in ${exported.file}.`);
      return EXIT.fine;
    }
    case 'record':
      return record(request, surroundings);
    case 'run': {
      const results = await runFiles(await scenarioFiles(request.files), request, surroundings);
      print(summaryOf(results));
      if (request.junit !== undefined) {
        const trouble = await written(request.junit, junitXml(results), 'w');
        if (trouble !== undefined) {
          surroundings.complain(`The results are not in ${request.junit}: ${trouble}`);
          return EXIT.failed;
        }
      }
      if (results.some(({ error }) => error !== undefined)) return EXIT.misunderstood;
      return results.every(isFine) ? EXIT.fine : EXIT.failed;
    }
  }
}

function summaryOf(results: readonly ScenarioResult[]): string {
  const passed = results.filter(isFine).length;
  const failed = results.filter(result => result.error === undefined && !isFine(result)).length;
  const unreadable = results.filter(({ error }) => error !== undefined).length;
  const steps = results.reduce((sum, { report }) => sum + (report?.stepCount ?? 0), 0);
  const seconds = results.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000;
  const counts = [
    `${String(passed)} passed`,
    failed > 0 ? `${String(failed)} failed` : '',
    unreadable > 0 ? `${String(unreadable)} could not be run` : '',
  ].filter(Boolean);
  return `\n${counts.join(', ')}; ${String(steps)} steps in ${seconds.toFixed(2)} s`;
}

function tellNumbers(
  { numbers, country }: Extract<Request, { verb: 'numbers' }>,
  { print }: Surroundings,
): number {
  if (numbers.length === 0) {
    const card = fateCard(country);
    for (const { example, text } of card.outcomes) print(`${example}  ${text}`);
    print(`\n${'99 OO D T'.padEnd(14)} OO is the outcome, D the delay, T a twist:`);
    print(`D: ${card.delays.map(({ code, text }) => `${code} ${text}`).join(', ')}`);
    for (const { code, text } of card.twists) print(`T: ${code} ${text}`);
    return EXIT.fine;
  }
  for (const number of numbers) {
    const explained = explainFate(number);
    if (explained === undefined)
      throw new UsageError(`${number} is no international number: +33612990000 is one.`);
    print(`${explained.msisdn}  ${explained.text}`);
  }
  return EXIT.fine;
}

async function record(
  { simulator, out, name, keepNumbers, isForced }: Extract<Request, { verb: 'record' }>,
  { print, complain, fetch: ask }: Surroundings,
): Promise<number> {
  const query = new URLSearchParams({
    anonymised: String(!keepNumbers),
    ...(name === undefined ? {} : { name }),
  });
  let answer: Response;
  try {
    answer = await ask(`${simulator}/control/scenarios/record?${query.toString()}`);
  } catch {
    complain(`${simulator} does not answer. Is the simulator running?`);
    return EXIT.failed;
  }
  const text = await answer.text();
  if (!answer.ok) {
    complain(
      (JSON.parse(text) as { detail?: string }).detail ?? `${simulator} answered ${String(answer.status)}.`,
    );
    return EXIT.failed;
  }
  if (out === undefined) print(text.trimEnd());
  else {
    const trouble = await written(out, text, isForced ? 'w' : 'wx');
    if (trouble !== undefined) {
      complain(`Nothing is recorded into ${out}: ${trouble}`);
      return EXIT.failed;
    }
    print(`Recorded into ${out}. Run it again with: npx chappe-sim run ${out}`);
  }
  return EXIT.fine;
}

/** Writes a file; answers why that cannot be, in a sentence. */
async function written(file: string, text: string, flag: 'w' | 'wx'): Promise<string | undefined> {
  try {
    await writeFile(file, text, { flag });
    return undefined;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === 'EEXIST') return 'it is there already. Name another file, or say --force.';
    if (code === 'ENOENT') return 'there is no such folder. Make it first.';
    return `${message}.`;
  }
}
