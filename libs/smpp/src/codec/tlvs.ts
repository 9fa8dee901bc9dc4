import { PduEncodeError } from './codec.errors.js';
import { CommandStatus } from './command-status.js';
import { C_STRING_SLACK_OCTETS } from './octet-reader.js';
import type { OctetReader } from './octet-reader.js';
import type { OctetWriter } from './octet-writer.js';

/** An optional parameter as it stands on the wire: a tag and its octets. */
export interface RawTlv {
  readonly tag: number;
  readonly value: Buffer;
}

/** How the octets of a TLV become a value; `read` answers undefined when they do not fit, and they are then kept raw. */
interface TlvType<T> {
  read(octets: Buffer): T | undefined;
  write(writer: OctetWriter, value: T, name: string): void;
}

interface TlvDefinition<T, M extends boolean> {
  readonly tag: number;
  readonly type: TlvType<T>;
  readonly multiple: M;
}

/** The TLVs of SMPP 3.4 §5.3.2 by our name for them (the standard's, in camel case), and the few of 5.0 met beside them. */
export const TLVS = {
  destAddrSubunit: one(0x0005, uint(1)),
  destNetworkType: one(0x0006, uint(1)),
  destBearerType: one(0x0007, uint(1)),
  destTelematicsId: one(0x0008, uint(2)),
  sourceAddrSubunit: one(0x000d, uint(1)),
  sourceNetworkType: one(0x000e, uint(1)),
  sourceBearerType: one(0x000f, uint(1)),
  sourceTelematicsId: one(0x0010, uint(1)),
  /** Seconds from submission. */
  qosTimeToLive: one(0x0017, uint(4)),
  payloadType: one(0x0019, uint(1)),
  additionalStatusInfoText: one(0x001d, cString(256)),
  /** The id that submit_sm_resp gave, in a receipt. Read with or without its NUL. */
  receiptedMessageId: one(0x001e, cString(65)),
  msMsgWaitFacilities: one(0x0030, uint(1)),
  privacyIndicator: one(0x0201, uint(1)),
  sourceSubaddress: one(0x0202, octets(2, 23)),
  destSubaddress: one(0x0203, octets(2, 23)),
  userMessageReference: one(0x0204, uint(2)),
  userResponseCode: one(0x0205, uint(1)),
  sourcePort: one(0x020a, uint(2)),
  destinationPort: one(0x020b, uint(2)),
  sarMsgRefNum: one(0x020c, uint(2)),
  languageIndicator: one(0x020d, uint(1)),
  sarTotalSegments: one(0x020e, uint(1)),
  sarSegmentSeqnum: one(0x020f, uint(1)),
  /** The version the message centre speaks, in bind responses. */
  scInterfaceVersion: one(0x0210, uint(1)),
  callbackNumPresInd: many(0x0302, uint(1)),
  callbackNumAtag: many(0x0303, octets(0, 65)),
  numberOfMessages: one(0x0304, uint(1)),
  callbackNum: many(0x0381, octets(4, 19)),
  dpfResult: one(0x0420, uint(1)),
  setDpf: one(0x0421, uint(1)),
  msAvailabilityStatus: one(0x0422, uint(1)),
  /** A network type (1 ANSI-136, 2 IS-95, 3 GSM) and a 16-bit code: see `parseNetworkErrorCode`. */
  networkErrorCode: one(0x0423, octets(3, 3)),
  /** The message when it is too long for short_message; then short_message is empty. */
  messagePayload: one(0x0424, octets(0, 0xffff)),
  deliveryFailureReason: one(0x0425, uint(1)),
  moreMessagesToSend: one(0x0426, uint(1)),
  /** A `MessageState`, in receipts. */
  messageState: one(0x0427, uint(1)),
  /** 0 to 100, SMPP 5.0: how busy the message centre is. */
  congestionState: one(0x0428, uint(1)),
  ussdServiceOp: one(0x0501, octets(1, 1)),
  billingIdentification: one(0x060b, octets(1, 1024)),
  sourceNetworkId: one(0x060d, cString(65)),
  destNetworkId: one(0x060e, cString(65)),
  sourceNodeId: one(0x060f, octets(6, 6)),
  destNodeId: one(0x0610, octets(6, 6)),
  destAddrNpResolution: one(0x0611, uint(1)),
  destAddrNpInformation: one(0x0612, octets(10, 10)),
  destAddrNpCountry: one(0x0613, uint(4)),
  displayTime: one(0x1201, uint(1)),
  smsSignal: one(0x1203, uint(2)),
  msValidity: one(0x1204, uint(1)),
  /** Has no value: `true` sends it. */
  alertOnMessageDelivery: one(0x130c, flag()),
  itsReplyType: one(0x1380, uint(1)),
  itsSessionInfo: one(0x1383, octets(2, 2)),
};

/** A TLV of the table by name, for example `'messagePayload'`. */
export type TlvName = keyof typeof TLVS;

/** The optional parameters of a PDU by name; those that may come several times are lists. */
export type Tlvs = { [K in TlvName]?: TlvValue<(typeof TLVS)[K]> | undefined };
type TlvValue<D> = D extends TlvDefinition<infer T, infer M> ? (M extends true ? readonly T[] : T) : never;

interface TlvEntry {
  readonly name: TlvName;
  readonly tag: number;
  readonly type: TlvType<unknown>;
  readonly multiple: boolean;
}

const ENTRIES: readonly TlvEntry[] = (Object.keys(TLVS) as TlvName[]).map(name => {
  const { tag, type, multiple } = TLVS[name];
  return { name, tag, type: type as TlvType<unknown>, multiple };
});
const BY_TAG: ReadonlyMap<number, TlvEntry> = new Map(ENTRIES.map(entry => [entry.tag, entry]));
const BY_NAME: ReadonlyMap<string, TlvEntry> = new Map(ENTRIES.map(entry => [entry.name, entry]));

const NO_RAW_TLVS: readonly RawTlv[] = Object.freeze([]);

/** The name of a tag, or undefined when SMPP 3.4 has none for it. */
export function tlvNameOf(tag: number): TlvName | undefined {
  return BY_TAG.get(tag)?.name;
}

/**
 * Reads the rest of a frame as TLVs. What is unknown, comes twice although it may not, or has a value of a length its
 * type cannot hold is kept raw: nothing that a peer sent is lost.
 */
export function readTlvs(reader: OctetReader): { tlvs: Tlvs; unknownTlvs: readonly RawTlv[] } {
  const tlvs: Record<string, unknown> = {};
  let unknownTlvs = NO_RAW_TLVS as RawTlv[];
  while (reader.left > 0) {
    const tag = reader.uint16('TLV tag', CommandStatus.RINVTLVSTREAM);
    const length = reader.uint16('TLV length', CommandStatus.RINVTLVSTREAM);
    const octets = reader.take('TLV value', length, CommandStatus.RINVTLVLEN);
    const entry = BY_TAG.get(tag);
    const value = entry?.type.read(octets);
    if (entry && value !== undefined && (entry.multiple || !(entry.name in tlvs))) {
      if (!entry.multiple) tlvs[entry.name] = value;
      else if (entry.name in tlvs) (tlvs[entry.name] as unknown[]).push(value);
      else tlvs[entry.name] = [value];
    } else {
      if (unknownTlvs === NO_RAW_TLVS) unknownTlvs = [];
      unknownTlvs.push({ tag, value: octets });
    }
  }
  return { tlvs, unknownTlvs };
}

/** Writes named TLVs in the order of the object's keys, then the raw ones. */
export function writeTlvs(
  writer: OctetWriter,
  tlvs: Tlvs | undefined,
  raw: readonly RawTlv[] | undefined,
): void {
  if (tlvs) {
    for (const name in tlvs) {
      const value = tlvs[name as TlvName];
      if (value === undefined) continue;
      const entry = BY_NAME.get(name);
      if (!entry) throw PduEncodeError.unknown('TLV', name);
      if (entry.multiple) for (const each of value as readonly unknown[]) writeTlv(writer, entry, each);
      else writeTlv(writer, entry, value);
    }
  }
  if (raw) {
    for (const { tag, value } of raw) {
      writer.uint16('TLV tag', tag);
      writer.uint16('TLV length', value.length);
      writer.raw(value);
    }
  }
}

function writeTlv(writer: OctetWriter, entry: TlvEntry, value: unknown): void {
  writer.uint16(entry.name, entry.tag);
  entry.type.write(writer, value, entry.name);
}

/** An unsigned integer. Some peers send another width than the standard's: taken when the value fits. */
function uint(size: 1 | 2 | 4): TlvType<number> {
  const max = 2 ** (8 * size) - 1;
  return {
    read: octets => {
      if (octets.length < 1 || octets.length > 4) return undefined;
      const value = octets.readUIntBE(0, octets.length);
      return value <= max ? value : undefined;
    },
    write: (writer, value, name) => {
      writer.uint16(name, size);
      if (size === 1) writer.uint8(name, value);
      else if (size === 2) writer.uint16(name, value);
      else writer.uint32(name, value);
    },
  };
}

function cString(maxOctets: number): TlvType<string> {
  return {
    read: octets => {
      const nul = octets.indexOf(0);
      const end = nul < 0 ? octets.length : nul;
      return end < maxOctets + C_STRING_SLACK_OCTETS ? octets.toString('latin1', 0, end) : undefined;
    },
    write: (writer, value, name) => {
      writer.uint16(name, value.length + 1);
      writer.cString(name, value, maxOctets);
    },
  };
}

function octets(min: number, max: number): TlvType<Buffer> {
  return {
    read: found => (found.length >= min && found.length <= max ? found : undefined),
    write: (writer, value, name) => {
      if (value.length < min || value.length > max) {
        throw PduEncodeError.outOfRange(name, `${value.length} octets`, `${min} to ${max}`);
      }
      writer.uint16(name, value.length);
      writer.raw(value);
    },
  };
}

function flag(): TlvType<true> {
  return {
    read: found => (found.length === 0 ? true : undefined),
    write: (writer, _value, name) => writer.uint16(name, 0),
  };
}

function one<T>(tag: number, type: TlvType<T>): TlvDefinition<T, false> {
  return { tag, type, multiple: false };
}

function many<T>(tag: number, type: TlvType<T>): TlvDefinition<T, true> {
  return { tag, type, multiple: true };
}
