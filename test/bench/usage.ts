import { readdirSync, readFileSync } from 'node:fs';

/** What processes of this machine have used so far; differences of two readings are what a run took. Zero where there is no `/proc`. */
export interface Usage {
  /** Processor time by the name of the process, in milliseconds. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Written by the whole machine to its disks. */
  readonly diskOctets: number;
  readonly diskWrites: number;
  /** How often a disk was told to make durable what it had. */
  readonly diskFlushes: number;
  /** What went over loopback, in one direction. */
  readonly loopbackOctets: number;
}

/** Clock ticks of Linux as `/proc` tells them. */
const TICK_MS = 10;
const SECTOR_OCTETS = 512;
const WHOLE_DISK = /^(?:[svx]v?d[a-z]+|nvme\d+n\d+)$/;

/** Reads what processes and their children, and the machine, have used. */
export function readUsage(pids: Readonly<Record<string, readonly number[]>>): Usage {
  const cpuMs = Object.fromEntries(
    Object.entries(pids).map(([name, roots]) => [name, roots.reduce((sum, pid) => sum + cpuOfTree(pid), 0)]),
  );
  const disks = read('/proc/diskstats')
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(([, , name]) => name !== undefined && WHOLE_DISK.test(name));
  const sumOf = (place: number) => disks.reduce((sum, fields) => sum + Number(fields[place] ?? 0), 0);
  const [, received] = /^\s*lo:\s*(\d+)/m.exec(read('/proc/net/dev')) ?? [];
  return {
    cpuMs,
    diskWrites: sumOf(7),
    diskOctets: sumOf(9) * SECTOR_OCTETS,
    diskFlushes: sumOf(18),
    loopbackOctets: Number(received ?? 0),
  };
}

/** What was used between two readings, for each of so many. */
export function usedPer(count: number, before: Usage, after: Usage): Usage {
  const per = (was: number, is: number) => (is - was) / count;
  return {
    cpuMs: Object.fromEntries(
      Object.keys(after.cpuMs).map(name => [name, per(before.cpuMs[name] ?? 0, after.cpuMs[name]!)]),
    ),
    diskOctets: per(before.diskOctets, after.diskOctets),
    diskWrites: per(before.diskWrites, after.diskWrites),
    diskFlushes: per(before.diskFlushes, after.diskFlushes),
    loopbackOctets: per(before.loopbackOctets, after.loopbackOctets),
  };
}

/** A process with the children it has and had; this one without, because they are all the others. */
function cpuOfTree(root: number): number {
  const { ownMs, waitedForMs } = statOf(root);
  if (root === process.pid) return ownMs;
  const stats = readdirSafe('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => statOf(Number(name)));
  return (
    ownMs + waitedForMs + stats.reduce((sum, { parent, ownMs: own }) => sum + (parent === root ? own : 0), 0)
  );
}

function statOf(pid: number): {
  readonly parent: number;
  readonly ownMs: number;
  readonly waitedForMs: number;
} {
  const stat = read(`/proc/${pid}/stat`);
  // The name before may hold blanks and brackets.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = (place: number) => (fields[place] ?? 0) * TICK_MS;
  return { parent: fields[1] ?? 0, ownMs: ticks(11) + ticks(12), waitedForMs: ticks(13) + ticks(14) };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function readdirSafe(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
