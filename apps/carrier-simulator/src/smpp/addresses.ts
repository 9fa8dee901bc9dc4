import { CommandStatus } from '@chappe/smpp';
import type { Refusal } from './refusal.js';

/** An address as SMPP has it: type of number, numbering plan, and the characters (SMPP 3.4 sections 5.2.5 to 5.2.9). */
export interface Address {
  readonly ton: number;
  readonly npi: number;
  readonly addr: string;
}

const INTERNATIONAL = 1;
const ALPHANUMERIC = 5;
const HIGHEST_TON = 6;
const E164 = 1;
const UNKNOWN = 0;
/** The numbering plans of section 5.2.6. */
const PLANS: ReadonlySet<number> = new Set([0, 1, 3, 4, 6, 8, 9, 10, 13, 14, 18]);

/** The sender that a source address means. International numbers get their plus; everything else stays as it is written. */
export function senderOf({ ton, npi, addr }: Address): { readonly from: string } | Refusal {
  if (ton > HIGHEST_TON) return unknownTon('source_addr', ton, CommandStatus.RINVSRCTON);
  if (!PLANS.has(npi)) return unknownNpi('source_addr', npi, CommandStatus.RINVSRCNPI);
  if (/\p{Cc}/u.test(addr)) {
    return {
      commandStatus: CommandStatus.RINVSRCADR,
      detail: `source_addr is ${JSON.stringify(addr)}; control characters are no sender.`,
    };
  }
  return { from: ton === INTERNATIONAL && /^\d+$/.test(addr) ? `+${addr}` : addr };
}

/** The phone that a destination address means; whether it is a number at all is for the centre to say. */
export function phoneOf({ ton, npi, addr }: Address): { readonly to: string } | Refusal {
  if (ton > HIGHEST_TON) return unknownTon('dest_addr', ton, CommandStatus.RINVDSTTON);
  if (!PLANS.has(npi)) return unknownNpi('dest_addr', npi, CommandStatus.RINVDSTNPI);
  return { to: addr };
}

/** A number or sender of the centre's as an address: the way back from {@link senderOf}. */
export function addressOf(number: string): Address {
  if (/^\+\d+$/.test(number)) return { ton: INTERNATIONAL, npi: E164, addr: number.slice(1) };
  if (/^\d+$/.test(number)) return { ton: UNKNOWN, npi: E164, addr: number };
  return { ton: ALPHANUMERIC, npi: UNKNOWN, addr: number };
}

function unknownTon(which: string, ton: number, commandStatus: number): Refusal {
  return {
    commandStatus,
    detail: `The type of number of ${which} is ${String(ton)}; 0 to 6 have a meaning.`,
  };
}

function unknownNpi(which: string, npi: number, commandStatus: number): Refusal {
  return { commandStatus, detail: `The numbering plan of ${which} is ${String(npi)}, which is none.` };
}
