import { parseArgs } from 'node:util';
import { DEFAULT_READY_PATIENCE_MS, MAX_READY_PATIENCE_MS } from './wait-ready.js';

/** What the command was asked to do. */
export type Request =
  | { readonly verb: 'help' }
  | { readonly verb: 'schema' }
  | { readonly verb: 'numbers'; readonly numbers: readonly string[]; readonly country: string | undefined }
  | { readonly verb: 'wait-ready'; readonly simulator: string; readonly patienceMs: number }
  | {
      readonly verb: 'journal';
      readonly simulator: string;
      readonly out: string | undefined;
      readonly run: string | undefined;
      readonly since: number | undefined;
    }
  | {
      readonly verb: 'record';
      readonly simulator: string;
      readonly out: string | undefined;
      readonly name: string | undefined;
      readonly keepNumbers: boolean;
      /** Whether a file that is there may be written over. */
      readonly isForced: boolean;
    }
  | {
      readonly verb: 'run';
      readonly files: readonly string[];
      readonly simulator: string | undefined;
      readonly junit: string | undefined;
      readonly seed: number | undefined;
      readonly bail: boolean;
      readonly quiet: boolean;
    };

/** Arguments that cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The simulator that is spoken to where none is named. */
export const DEFAULT_SIMULATOR = 'http://127.0.0.1:4000';

/** What the command can do, for people. */
export const USAGE = `chappe-sim run [options] <file or folder> …    run scenarios
  --junit <file>       write the results as JUnit XML
  --simulator <url>    run them in a live simulator instead of in this process
  --seed <number>      take the place of the seeds in the files
  --bail               stop after the first scenario that fails
  --quiet              print failures and the summary only

chappe-sim record [options]                   make a scenario of what was done to a live simulator since its reset
  --simulator <url>    default ${DEFAULT_SIMULATOR}
  --out <file>         default: standard output
  --name <text>        what the scenario is called
  --force              write over a file that is there
  --keep-numbers       keep the phone numbers; otherwise others take their place

chappe-sim wait-ready [options]               wait until a simulator answers that it is ready
  --url <url>          default ${DEFAULT_SIMULATOR}
  --timeout <seconds>  default ${String(DEFAULT_READY_PATIENCE_MS / 1_000)}

chappe-sim journal [options]                  what happened in a live simulator, as lines of JSON
  --simulator <url>    default ${DEFAULT_SIMULATOR}
  --out <file>         default: standard output
  --run <id>           what belongs to this run alone
  --since <number>     what came after this entry

chappe-sim numbers [--country FR] [number …]  say what happens to a number, or list numbers with a fate
chappe-sim schema                             print the JSON Schema of the scenarios

Exit codes: 0 all is well, 1 a scenario failed or the simulator did not do it, 2 the command or a scenario could not be understood.
`;

/** Reads the arguments. Throws {@link UsageError}. */
export function requestOf(args: readonly string[]): Request {
  const [verb = 'help', ...rest] = args;
  switch (verb) {
    case 'run':
      return runRequest(rest);
    case 'record': {
      const { values } = parsed(rest, {
        simulator: { type: 'string' },
        out: { type: 'string' },
        name: { type: 'string' },
        'keep-numbers': { type: 'boolean' },
        force: { type: 'boolean' },
      });
      return {
        verb,
        simulator: urlOf(values.simulator ?? DEFAULT_SIMULATOR),
        out: values.out,
        name: values.name,
        keepNumbers: values['keep-numbers'] === true,
        isForced: values.force === true,
      };
    }
    case 'wait-ready': {
      const { values } = parsed(rest, { url: { type: 'string' }, timeout: { type: 'string' } });
      return {
        verb,
        simulator: urlOf(values.url ?? DEFAULT_SIMULATOR, '--url'),
        patienceMs: patienceOf(values.timeout),
      };
    }
    case 'journal': {
      const { values } = parsed(rest, {
        simulator: { type: 'string' },
        out: { type: 'string' },
        run: { type: 'string' },
        since: { type: 'string' },
      });
      if (values.since !== undefined && !/^\d{1,15}$/.test(values.since)) {
        throw new UsageError(`--since is ${values.since}; it must be the number of an entry.`);
      }
      return {
        verb,
        simulator: urlOf(values.simulator ?? DEFAULT_SIMULATOR),
        out: values.out,
        run: values.run,
        since: values.since === undefined ? undefined : Number(values.since),
      };
    }
    case 'numbers': {
      const { values, positionals } = parsed(rest, { country: { type: 'string' } });
      return { verb, numbers: positionals, country: values.country };
    }
    case 'schema':
      return { verb };
    case 'help':
    case '--help':
    case '-h':
      return { verb: 'help' };
    default:
      throw new UsageError(
        `There is no command ${verb}; there are run, record, wait-ready, journal, numbers and schema.`,
      );
  }
}

function runRequest(args: readonly string[]): Request {
  const { values, positionals } = parsed(args, {
    junit: { type: 'string' },
    simulator: { type: 'string' },
    seed: { type: 'string' },
    bail: { type: 'boolean' },
    quiet: { type: 'boolean' },
  });
  if (positionals.length === 0)
    throw new UsageError('Name the scenarios to run: files, or folders of .yaml and .yml files.');
  if (values.seed !== undefined && !/^\d{1,10}$/.test(values.seed)) {
    throw new UsageError(`--seed is ${values.seed}; it must be a whole number from 0 to 4294967295.`);
  }
  return {
    verb: 'run',
    files: positionals,
    simulator: values.simulator === undefined ? undefined : urlOf(values.simulator),
    junit: values.junit,
    seed: values.seed === undefined ? undefined : Number(values.seed),
    bail: values.bail === true,
    quiet: values.quiet === true,
  };
}

function parsed<const Options extends NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function patienceOf(seconds: string | undefined): number {
  if (seconds === undefined) return DEFAULT_READY_PATIENCE_MS;
  const patienceMs = /^\d{1,3}(\.\d{1,3})?$/.test(seconds) ? Number(seconds) * 1_000 : Infinity;
  if (patienceMs > MAX_READY_PATIENCE_MS) {
    throw new UsageError(
      `--timeout is ${seconds}; it must be seconds, ${String(MAX_READY_PATIENCE_MS / 1_000)} at most.`,
    );
  }
  return patienceMs;
}

function urlOf(given: string, option = '--simulator'): string {
  if (!/^https?:\/\//.test(given) || !URL.canParse(given)) {
    throw new UsageError(`${option} is ${given}; it must be an address such as ${DEFAULT_SIMULATOR}.`);
  }
  return given.replace(/\/+$/, '');
}
