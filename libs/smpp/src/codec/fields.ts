import { parseSmppTime } from '../values/index.js';
import { PduEncodeError } from './codec.errors.js';
import { CommandStatus } from './command-status.js';
import type { OctetReader } from './octet-reader.js';
import type { OctetWriter } from './octet-writer.js';

/** One mandatory parameter of a PDU: how it is read, how it is written, and what stands for it when it is not given. */
export interface Field<T> {
  readonly fallback: T;
  read(reader: OctetReader, name: string): T;
  write(writer: OctetWriter, value: T, name: string): void;
}

/** The most octets of short_message (SMPP 3.4 §5.2.22); longer ones travel in the TLV messagePayload. */
export const MAX_SHORT_MESSAGE_OCTETS = 254;
/** The most destinations of submit_multi (SMPP 3.4 §4.5.1). */
export const MAX_DESTINATIONS = 254;

/** A destination of submit_multi: a phone, or a distribution list kept at the message centre (SMPP 3.4 §4.5.1.1). */
export type Destination =
  | { readonly kind: 'sme'; readonly ton: number; readonly npi: number; readonly addr: string }
  | { readonly kind: 'list'; readonly name: string };

/** A destination that submit_multi could not serve, and why (SMPP 3.4 §4.5.2.1). */
export interface UnsuccessfulDestination {
  readonly ton: number;
  readonly npi: number;
  readonly addr: string;
  /** A command_status. */
  readonly status: number;
}

const { RINVCMDLEN, RINVMSGLEN, RINVDSTADR, RINVDLNAME, RINVDESTFLAG } = CommandStatus;
const NO_OCTETS = Buffer.alloc(0);
const ADDRESS_OCTETS = 21;

export function uint8(): Field<number> {
  return {
    fallback: 0,
    read: (reader, name) => reader.uint8(name, RINVCMDLEN),
    write: (writer, value, name) => writer.uint8(name, value),
  };
}

/** A C-octet string. @param maxOctets as the standard counts it, NUL included. */
export function cString(maxOctets: number, tooLongStatus: number): Field<string> {
  return {
    fallback: '',
    read: (reader, name) => reader.cString(name, maxOctets, RINVCMDLEN, tooLongStatus),
    write: (writer, value, name) => writer.cString(name, value, maxOctets),
  };
}

/** A time as its 16 characters, or empty. Input is taken as it comes; what we send must be valid (§7.1.1). */
export function time(tooLongStatus: number): Field<string> {
  const text = cString(17, tooLongStatus);
  return {
    ...text,
    write: (writer, value, name) => {
      if (value !== '' && !parseSmppTime(value)) {
        throw PduEncodeError.outOfRange(name, JSON.stringify(value), 'YYMMDDhhmmsstnnp or nothing (§7.1.1)');
      }
      text.write(writer, value, name);
    },
  };
}

/** sm_length and short_message. Input may use all of the length octet, 255, as SMPP 5.0 does. */
export function shortMessage(): Field<Buffer> {
  return {
    fallback: NO_OCTETS,
    read: (reader, name) => {
      const length = reader.uint8('smLength', RINVCMDLEN);
      return length === 0 ? NO_OCTETS : reader.take(name, length, RINVMSGLEN);
    },
    write: (writer, value, name) => {
      if (value.length > MAX_SHORT_MESSAGE_OCTETS) {
        throw PduEncodeError.outOfRange(
          name,
          `${value.length} octets`,
          `at most ${MAX_SHORT_MESSAGE_OCTETS}; cut the message into parts or use the TLV messagePayload`,
        );
      }
      writer.uint8(name, value.length);
      writer.raw(value);
    },
  };
}

/** number_of_dests and dest_address(es). */
export function destinations(): Field<readonly Destination[]> {
  return {
    fallback: [],
    read: (reader, name) => {
      const count = reader.uint8('numberOfDests', RINVCMDLEN);
      const found: Destination[] = [];
      for (let i = 0; i < count; i++) found.push(readDestination(reader, name));
      return found;
    },
    write: (writer, value, name) => {
      if (value.length > MAX_DESTINATIONS) {
        throw PduEncodeError.outOfRange(name, `${value.length} entries`, `at most ${MAX_DESTINATIONS}`);
      }
      writer.uint8(name, value.length);
      for (const destination of value) writeDestination(writer, destination, name);
    },
  };
}

/** no_unsuccess and unsuccess_sme(s). */
export function unsuccessful(): Field<readonly UnsuccessfulDestination[]> {
  return {
    fallback: [],
    read: (reader, name) => {
      const count = reader.uint8('noUnsuccess', RINVCMDLEN);
      const found: UnsuccessfulDestination[] = [];
      for (let i = 0; i < count; i++) {
        const ton = reader.uint8(name, RINVCMDLEN);
        const npi = reader.uint8(name, RINVCMDLEN);
        const addr = reader.cString(name, ADDRESS_OCTETS, RINVCMDLEN, RINVDSTADR);
        found.push({ ton, npi, addr, status: reader.uint32(name, RINVCMDLEN) });
      }
      return found;
    },
    write: (writer, value, name) => {
      if (value.length > MAX_DESTINATIONS) {
        throw PduEncodeError.outOfRange(name, `${value.length} entries`, `at most ${MAX_DESTINATIONS}`);
      }
      writer.uint8(name, value.length);
      for (const { ton, npi, addr, status } of value) {
        writer.uint8(name, ton);
        writer.uint8(name, npi);
        writer.cString(name, addr, ADDRESS_OCTETS);
        writer.uint32(name, status);
      }
    },
  };
}

function readDestination(reader: OctetReader, name: string): Destination {
  const flag = reader.uint8(name, RINVCMDLEN);
  if (flag === 2) return { kind: 'list', name: reader.cString(name, ADDRESS_OCTETS, RINVCMDLEN, RINVDLNAME) };
  if (flag !== 1)
    throw reader.fault(`dest_flag is ${flag}, and only 1 and 2 have a meaning`, name, RINVDESTFLAG);
  const ton = reader.uint8(name, RINVCMDLEN);
  const npi = reader.uint8(name, RINVCMDLEN);
  return { kind: 'sme', ton, npi, addr: reader.cString(name, ADDRESS_OCTETS, RINVCMDLEN, RINVDSTADR) };
}

function writeDestination(writer: OctetWriter, destination: Destination, name: string): void {
  if (destination.kind === 'list') {
    writer.uint8(name, 2);
    writer.cString(name, destination.name, ADDRESS_OCTETS);
    return;
  }
  writer.uint8(name, 1);
  writer.uint8(name, destination.ton);
  writer.uint8(name, destination.npi);
  writer.cString(name, destination.addr, ADDRESS_OCTETS);
}
