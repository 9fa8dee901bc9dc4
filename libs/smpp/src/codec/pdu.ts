import { PduDecodeError, PduEncodeError } from './codec.errors.js';
import { CommandStatus } from './command-status.js';
import { commandById, commandByName } from './commands.js';
import type { CommandEntry, CommandName, FieldValues, RequestName } from './commands.js';
import { OctetReader } from './octet-reader.js';
import { OctetWriter } from './octet-writer.js';
import { readTlvs, writeTlvs } from './tlvs.js';
import type { RawTlv, Tlvs } from './tlvs.js';

/** Octets of the header that begins every PDU (SMPP 3.4 §3.2). */
export const HEADER_OCTETS = 16;
/** The longest PDU we send, and the longest a bound session takes. */
export const MAX_PDU_OCTETS = 65_536;

/** The four numbers that begin every PDU. */
export interface PduHeader {
  readonly commandLength: number;
  readonly commandId: number;
  readonly status: number;
  readonly sequence: number;
}

/** What every PDU has, whatever its command. */
export interface PduFrame<C extends CommandName> {
  readonly command: C;
  /** command_status: 0 in requests, see `commandStatus` for the rest. */
  readonly status: number;
  /** sequence_number: pairs a response with its request. */
  readonly sequence: number;
  readonly tlvs: Tlvs;
  /** TLVs that SMPP 3.4 does not name, or that do not have its form, in the order of the wire. */
  readonly unknownTlvs: readonly RawTlv[];
}

/** A PDU of command `C`: its frame and its mandatory parameters by name. */
export type Pdu<C extends CommandName> = PduFrame<C> & Readonly<FieldValues<C>>;

/** Any PDU; narrow it by `pdu.command`. */
export type AnyPdu = { [C in CommandName]: Pdu<C> }[CommandName];
/** Any PDU that asks for something. */
export type AnyRequest = { [C in RequestName]: Pdu<C> }[RequestName];

/** The mandatory parameters and TLVs of a command, to be sent: what is left out is 0 or empty. */
export type PduBody<C extends CommandName> = Partial<Readonly<FieldValues<C>>> & {
  readonly tlvs?: Tlvs;
  readonly unknownTlvs?: readonly RawTlv[];
};

/** A PDU to be encoded: what is left out is 0 or empty. */
export type PduInput<C extends CommandName> = PduBody<C> & {
  readonly command: C;
  readonly status?: number;
  readonly sequence?: number;
};

/** How strict to be with what we send. */
export interface EncodeOptions {
  /**
   * Octets that a C-octet string may be over the standard's length; 0 by default. For the carriers that hand out
   * passwords of more than 8 characters.
   */
  readonly overlengthOctets?: number;
}

/**
 * Reads the header of a frame of at least 16 octets; says nothing about the rest.
 *
 * @throws PduDecodeError when there are fewer octets.
 */
export function decodeHeader(frame: Buffer): PduHeader {
  if (frame.length < HEADER_OCTETS) {
    throw new PduDecodeError(`A PDU has at least ${HEADER_OCTETS} octets and there are ${frame.length}`, {
      status: CommandStatus.RINVCMDLEN,
      field: 'command_length',
      offset: 0,
      commandId: 0,
      sequence: 0,
    });
  }
  return {
    commandLength: frame.readUInt32BE(0),
    commandId: frame.readUInt32BE(4),
    status: frame.readUInt32BE(8),
    sequence: frame.readUInt32BE(12),
  };
}

/**
 * Reads one whole frame. Strict about bounds: nothing is ever read beyond the frame or the field's length. Lenient where
 * real peers are sloppy: responses may lack their body or their last NUL, strings may be a little long, TLVs come in any
 * order and are kept when unknown. Octets of the result are copies.
 *
 * @throws PduDecodeError and nothing else, whatever the octets.
 */
export function decodePdu(frame: Buffer): AnyPdu {
  const header = decodeHeader(frame);
  const { commandId, status, sequence } = header;
  const command = commandById(commandId);
  if (header.commandLength !== frame.length || !command) {
    throw new PduDecodeError(
      command
        ? `command_length says ${header.commandLength} and the frame has ${frame.length} octets`
        : 'SMPP 3.4 has no such command',
      {
        status: command ? CommandStatus.RINVCMDLEN : CommandStatus.RINVCMDID,
        field: command ? 'command_length' : 'command_id',
        offset: command ? 0 : 4,
        commandId,
        sequence,
      },
    );
  }
  try {
    return decodeBody(frame, header, command);
  } catch (error) {
    // The body of a refusal has nothing to say that the status has not said; some peers put rubbish there.
    if (!(error instanceof PduDecodeError && command.isResponse && status !== 0)) throw error;
    return decodeBody(frame.subarray(0, HEADER_OCTETS), header, command);
  }
}

function decodeBody(
  frame: Buffer,
  { commandId, status, sequence }: PduHeader,
  command: CommandEntry,
): AnyPdu {
  const pdu: Record<string, unknown> = { command: command.name, status, sequence };
  const reader = new OctetReader(frame, commandId, sequence, HEADER_OCTETS, command.isResponse);
  for (const [name, field] of command.fields) {
    pdu[name] = command.isResponse && reader.left === 0 ? field.fallback : field.read(reader, name);
  }
  const { tlvs, unknownTlvs } = readTlvs(reader);
  pdu['tlvs'] = tlvs;
  pdu['unknownTlvs'] = unknownTlvs;
  return pdu as unknown as AnyPdu;
}

/**
 * Writes a PDU, strictly by SMPP 3.4. A response with a status other than 0 gets a body only when there is something
 * to put into it, as the standard asks (§4.4.2 and others).
 *
 * @throws PduEncodeError when a value does not fit its field, or the whole passes {@link MAX_PDU_OCTETS}.
 * @example encodePdu({ command: 'enquire_link', sequence: 7 })
 */
export function encodePdu<C extends CommandName>(pdu: PduInput<C>, options: EncodeOptions = {}): Buffer {
  return encodeParts(pdu.command, pdu.status ?? 0, pdu.sequence ?? 0, pdu, options.overlengthOctets ?? 0);
}

/** {@link encodePdu} for callers that hold header and body apart. */
export function encodeParts(
  name: CommandName,
  status: number,
  sequence: number,
  body: { readonly tlvs?: Tlvs; readonly unknownTlvs?: readonly RawTlv[] },
  overlengthOctets: number,
): Buffer {
  const command = commandByName(name);
  if (!command) throw PduEncodeError.unknown('command', name);
  const values = body as Readonly<Record<string, unknown>>;
  const writer = new OctetWriter(overlengthOctets);
  writer.uint32('command_length', 0);
  writer.uint32('command_id', command.id);
  writer.uint32('command_status', status);
  writer.uint32('sequence_number', sequence);
  if (!command.isResponse || status === 0 || saysSomething(command, values)) {
    for (const [field, type] of command.fields) type.write(writer, values[field] ?? type.fallback, field);
    writeTlvs(writer, body.tlvs, body.unknownTlvs);
  }
  if (writer.size > MAX_PDU_OCTETS) {
    throw PduEncodeError.outOfRange(
      name,
      `${writer.size} octets`,
      `at most ${MAX_PDU_OCTETS} in one PDU here`,
    );
  }
  writer.patchUint32(writer.size, 0);
  return writer.finish();
}

function saysSomething(command: CommandEntry, values: Readonly<Record<string, unknown>>): boolean {
  for (const [name, { fallback }] of command.fields) {
    const value = values[name];
    if (value === undefined || value === fallback) continue;
    if (!(Array.isArray(value) && value.length === 0)) return true;
  }
  const tlvs = values['tlvs'] as Tlvs | undefined;
  const unknownTlvs = values['unknownTlvs'] as readonly RawTlv[] | undefined;
  return (tlvs !== undefined && Object.keys(tlvs).length > 0) || (unknownTlvs?.length ?? 0) > 0;
}
