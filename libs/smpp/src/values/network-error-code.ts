/** network_error_code taken apart (SMPP 3.4 §5.3.2.31). */
export interface NetworkErrorCode {
  /** 1 ANSI-136, 2 IS-95, 3 GSM; 4 to 8 are of SMPP 5.0; undefined when the peer sent three digits instead. */
  readonly networkType: number | undefined;
  readonly code: number;
}

/** Reads the TLV's three octets; some peers send three ASCII digits instead. Undefined for another length. */
export function parseNetworkErrorCode(octets: Buffer): NetworkErrorCode | undefined {
  if (octets.length !== 3) return undefined;
  // '0' is 0x30, far above every network type, so digits cannot be taken for a type and a code.
  if (octets.every(octet => octet >= 0x30 && octet <= 0x39)) {
    return { networkType: undefined, code: Number(octets.toString('latin1')) };
  }
  return { networkType: octets.readUInt8(0), code: octets.readUInt16BE(1) };
}

/**
 * Writes the value of the TLV network_error_code (SMPP 3.4 §5.3.2.31).
 *
 * @example buildNetworkErrorCode(3, 27) // GSM, absent subscriber
 */
export function buildNetworkErrorCode(networkType: number, code: number): Buffer {
  const octets = Buffer.allocUnsafe(3);
  octets.writeUInt8(networkType, 0);
  octets.writeUInt16BE(code, 1);
  return octets;
}
