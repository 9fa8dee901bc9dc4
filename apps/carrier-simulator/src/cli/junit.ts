import { failureText, type ScenarioReport } from '@chappe/smsc';

/** A scenario that was run, or could not be. */
export interface ScenarioResult {
  readonly file: string;
  /** Left out where the scenario could not be read. */
  readonly report?: ScenarioReport;
  /** Why it could not be run. */
  readonly error?: string;
  /** How long it took, real milliseconds. */
  readonly tookMs: number;
}

/** Whether all was as expected. */
export function isFine({ report, error }: ScenarioResult): boolean {
  return error === undefined && report?.ok === true;
}

/** The results in the XML that CI servers read: one suite, a case for each scenario. */
export function junitXml(results: readonly ScenarioResult[]): string {
  const failures = results.filter(result => result.error === undefined && !isFine(result)).length;
  const errors = results.filter(({ error }) => error !== undefined).length;
  const seconds = results.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1_000;
  const totals = `tests="${String(results.length)}" failures="${String(failures)}" errors="${String(errors)}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="chappe-sim" ${totals}>`,
    `  <testsuite name="scenarios" ${totals}>`,
    ...results.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ file, report, error, tookMs }: ScenarioResult): string[] {
  const line = report?.failures[0]?.line;
  const open =
    `    <testcase name="${escaped(report?.name ?? file)}" classname="${escaped(file)}" file="${escaped(file)}"` +
    `${line === undefined ? '' : ` line="${String(line)}"`} time="${(tookMs / 1_000).toFixed(3)}"`;
  if (error !== undefined) {
    return [
      `${open}>`,
      `      <error message="${escaped(error.split('\n')[0]!)}">${escaped(error)}</error>`,
      '    </testcase>',
    ];
  }
  if (report === undefined || report.ok) return [`${open}/>`];
  const [first] = report.failures;
  const text = report.failures.map(failureText).join('\n');
  return [
    `${open}>`,
    `      <failure message="${escaped(failureText(first!))}" type="${first!.verb}">${escaped(text)}</failure>`,
    '    </testcase>',
  ];
}

/** XML has no place for most control characters, escaped or not. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, character => `&#${String(character.codePointAt(0))};`);
}
