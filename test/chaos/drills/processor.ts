import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';

/** How the main thread of a process has fared since it began. */
export interface ProcessorTime {
  /** How long it ran, milliseconds. */
  readonly ranMs: number;
  /** How long it stood in line for a processor, because others ran, milliseconds. */
  readonly inLineMs: number;
  /** The load of the machine. */
  readonly load: number;
}

/** What is slow though it hardly ran waited for others. Undefined where the system does not tell, or the process is gone. */
export async function processorTimeOf(pid: number): Promise<ProcessorTime | undefined> {
  try {
    const [ranMs, inLineMs] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ').map(millis);
    return { ranMs: ranMs!, inLineMs: inLineMs!, load: loadavg()[0]! };
  } catch {
    return undefined;
  }
}

function millis(nanoseconds: string): number {
  return Math.round(Number(nanoseconds) / 1_000_000);
}
