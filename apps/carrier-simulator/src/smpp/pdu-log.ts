import { decodePdu, PduDecodeError, type AnyPdu } from '@chappe/smpp';

/** How many PDUs are kept; the oldest go first. */
export const MAX_LOGGED_PDUS = 2_000;
/** Of longer PDUs the beginning is kept. */
export const MAX_LOGGED_OCTETS = 1_024;
/** How many are listed at a time. */
export const MAX_LISTED_PDUS = 1_000;

/** A PDU that went over a line. */
export interface LoggedPdu {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Milliseconds of the epoch, virtual. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  /** Whose line; undefined before the bind. */
  readonly clientId: string | undefined;
  /** Its fields, octets in hexadecimal and passwords left out; undefined for what cannot be read. */
  readonly pdu: Readonly<Record<string, unknown>> | undefined;
  /** What is wrong with it, where something is. */
  readonly mistake: string | undefined;
  /** How long it is, in octets. */
  readonly octets: number;
}

interface Kept extends Omit<LoggedPdu, 'pdu' | 'mistake'> {
  readonly kept: Buffer;
}

/** The last PDUs of all lines. They are kept as octets, and read when somebody looks. */
export class PduLog {
  private readonly ring: Kept[] = [];
  private total = 0;

  constructor(private readonly now: () => number) {}

  write(direction: 'in' | 'out', octets: Buffer, clientId: string | undefined): void {
    const kept =
      octets.length > MAX_LOGGED_OCTETS ? Buffer.from(octets.subarray(0, MAX_LOGGED_OCTETS)) : octets;
    this.ring[this.total % MAX_LOGGED_PDUS] = {
      seq: ++this.total,
      at: this.now(),
      direction,
      clientId,
      octets: octets.length,
      kept,
    };
  }

  /** Those after `since`, oldest first; of one client, where one is given. */
  list(
    { since = 0, clientId }: { readonly since?: number; readonly clientId?: string } = {},
    limit = MAX_LISTED_PDUS,
  ): LoggedPdu[] {
    const found: LoggedPdu[] = [];
    const first = Math.max(since, this.total - this.ring.length);
    for (let index = first; index < this.total && found.length < limit; index++) {
      const entry = this.ring[index % MAX_LOGGED_PDUS]!;
      if (clientId === undefined || entry.clientId === clientId) found.push(read(entry));
    }
    return found;
  }
}

function read({ kept, ...entry }: Kept): LoggedPdu {
  if (kept.length < entry.octets) {
    return {
      ...entry,
      pdu: undefined,
      mistake: `Too long to be kept whole: ${String(entry.octets)} octets.`,
    };
  }
  try {
    return { ...entry, pdu: shown(decodePdu(kept)), mistake: undefined };
  } catch (error) {
    if (!(error instanceof PduDecodeError)) throw error;
    return { ...entry, pdu: undefined, mistake: error.message };
  }
}

function shown(pdu: AnyPdu): Readonly<Record<string, unknown>> {
  const fields = Object.entries(pdu).map(([name, value]) => [name, name === 'password' ? '' : inHex(value)]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function inHex(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (Array.isArray(value)) return value.map(inHex);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inHex(inner)]));
}
