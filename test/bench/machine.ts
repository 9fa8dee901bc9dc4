import { cpus, loadavg, totalmem } from 'node:os';
import { octets } from './table.ts';

/** The machine and how busy it was when the run began: figures of one run are comparable with each other. */
export function machineLine(): string {
  const [cpu] = cpus();
  const [load] = loadavg();
  const date = new Date().toISOString().slice(0, 10);
  return (
    `${date}: ${cpus().length} × ${cpu?.model.trim() || 'unknown processor'}, ${octets(totalmem())} of memory, ` +
    `${process.platform} ${process.arch}, Node ${process.version}, load average ${load!.toFixed(1)} before the run.`
  );
}
