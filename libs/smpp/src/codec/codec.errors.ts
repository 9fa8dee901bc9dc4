/** Where and why a frame could not be read. */
export interface DecodeFault {
  /** The command_status to answer with, for example RINVMSGLEN. */
  readonly status: number;
  /** The field or TLV that was being read. */
  readonly field: string;
  /** Octets from the start of the frame. */
  readonly offset: number;
  readonly commandId: number;
  readonly sequence: number;
}

/**
 * A whole frame that cannot be read as a PDU. The only error that `decodePdu` throws; the session answers it with
 * generic_nack and {@link DecodeFault.status}, and goes on.
 */
export class PduDecodeError extends Error implements DecodeFault {
  override readonly name = 'PduDecodeError';
  readonly status: number;
  readonly field: string;
  readonly offset: number;
  readonly commandId: number;
  readonly sequence: number;

  constructor(what: string, fault: DecodeFault) {
    super(
      `${what} (field ${fault.field}, octet ${fault.offset}, command 0x${fault.commandId.toString(16).padStart(8, '0')}). ` +
        `The frame is refused; answer generic_nack with status 0x${fault.status.toString(16).padStart(8, '0')}.`,
    );
    this.status = fault.status;
    this.field = fault.field;
    this.offset = fault.offset;
    this.commandId = fault.commandId;
    this.sequence = fault.sequence;
  }
}

/** A PDU that SMPP 3.4 cannot carry: a fault of the caller, never of the peer. The only error that `encodePdu` throws. */
export class PduEncodeError extends Error {
  override readonly name = 'PduEncodeError';

  constructor(
    /** The field or TLV that does not fit. */
    readonly field: string,
    message: string,
  ) {
    super(message);
  }

  /** A value that the field cannot hold; `rule` says what it can hold. */
  static outOfRange(field: string, found: string, rule: string): PduEncodeError {
    return new PduEncodeError(field, `${field} cannot be sent: it is ${found}, and SMPP 3.4 allows ${rule}.`);
  }

  /** A command or TLV that is not in the tables. */
  static unknown(kind: 'command' | 'TLV', name: string): PduEncodeError {
    const advice = kind === 'TLV' ? ' Put it into unknownTlvs as { tag, value } to send it raw.' : '';
    return new PduEncodeError(name, `There is no SMPP 3.4 ${kind} called ${name}.${advice}`);
  }
}
