import { verdictOf, type Finding } from '../judge.ts';

/** What a drill came to. */
export class Report {
  readonly failures: string[] = [];
  readonly name: string;
  private readonly print: (line: string) => void;
  private readonly recoveriesMs: number[] = [];

  constructor(name: string, print: (line: string) => void) {
    this.name = name;
    this.print = print;
  }

  /** Something worth knowing. */
  note(line: string): void {
    this.print(`  ${line}`);
  }

  fail(line: string): void {
    this.failures.push(line);
    this.print(`  FAILED: ${line}`);
  }

  /** Fails when there are findings. */
  expect(when: string, findings: readonly Finding[]): void {
    if (findings.length > 0) this.fail(`${when}: ${verdictOf(findings)}`);
  }

  /** How long it took until a host served again. */
  recovered(afterMs: number): void {
    this.recoveriesMs.push(afterMs);
  }

  /** Recovery times, in words; undefined where there were none. */
  get recoveries(): string | undefined {
    const sorted = [...this.recoveriesMs].sort((one, other) => one - other);
    if (sorted.length === 0) return undefined;
    const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)]!);
    return `${sorted.length} recoveries: median ${at(0.5)} ms, longest ${at(1)} ms`;
  }
}
