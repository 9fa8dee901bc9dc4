/** What the product is doing, by the file of its source that is at it. The first that is on the stack counts. */
const OPERATIONS: readonly (readonly [file: string, operation: string])[] = [
  ['message.service', 'accept'],
  ['acceptance', 'accept'],
  ['claim.js', 'claim'],
  ['answer.recorder', 'answer'],
  ['receipt.recorder', 'receipt'],
  ['sweep.js', 'sweep'],
  ['heartbeat', 'heartbeat'],
  ['outbox-publisher', 'publish'],
];

/** One moment at which a process can die and leave something half done: `accept: insert sms_messages, before`. */
export type Boundary = string;

/**
 * Counts the write boundaries that the process comes to, and ends it with SIGKILL at the one it is told. A boundary is called
 * after the operation, what is written, and whether it is before or after it.
 */
export class Boundaries {
  private readonly reached = new Map<Boundary, number>();
  private target: Boundary | undefined;
  /** How often it is still passed. */
  private passes = 0;

  /** How often each has been reached. */
  get counts(): Readonly<Record<Boundary, number>> {
    return Object.fromEntries(this.reached);
  }

  /** From now on the process dies when it comes here for the `time`th time. */
  arm(boundary: Boundary, time: number): void {
    this.target = boundary;
    this.passes = time - 1;
  }

  reach(boundary: Boundary): void {
    this.reached.set(boundary, (this.reached.get(boundary) ?? 0) + 1);
    if (boundary === this.target && (this.passes -= 1) < 0) process.kill(process.pid, 'SIGKILL');
  }
}

/** A write statement as a boundary calls it, or undefined for one that writes nothing. */
export function writeOf(sql: string): string | undefined {
  const [, verb, table] = /^\s*(insert into|update|delete from)\s+(\w+)/i.exec(sql) ?? [];
  return verb && `${verb.split(' ')[0]!.toLowerCase()} ${table}`;
}

/** What the product is doing, as the stack tells. */
export function currentOperation(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  for (const line of stack.split('\n')) {
    const found = OPERATIONS.find(([file]) => line.includes(`/${file}`));
    if (found) return found[1];
  }
  return 'other';
}

/** What a commit is called after the operations that wrote in it: it is the commit of each of them. */
export function commitsOf(operations: ReadonlySet<string>): readonly string[] {
  return [...operations].map(operation => `${operation}: commit`);
}
