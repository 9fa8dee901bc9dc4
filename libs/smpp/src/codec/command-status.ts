/**
 * What a command_status asks of whoever sent the request:
 *
 * - `accepted`: done.
 * - `throttle`: slow down this session and put the message back at the head of the queue; not an attempt.
 * - `queue-full`: the account's or the recipient's queue is full; back of the queue, minutes rather than seconds.
 * - `temporary`: try again with back-off, then another route.
 * - `permanent-message`: this message will never pass; fail it at once.
 * - `permanent-sender`: the sender or the account may not do this; fail, and stop a campaign after several in a row.
 * - `session`: the session is in the wrong state; keep the message and start the session anew.
 * - `bind`: the credentials or the set-up are wrong; retry slowly, or accounts get locked.
 * - `vendor`: outside the standard; the carrier's own table decides.
 */
export type CommandStatusClass =
  | 'accepted'
  | 'throttle'
  | 'queue-full'
  | 'temporary'
  | 'permanent-message'
  | 'permanent-sender'
  | 'session'
  | 'bind'
  | 'vendor';

/** One line of the catalogue of command_status values (SMPP 3.4 §5.1.3; 0x100 and up SMPP 5.0 §4.7.6). */
export interface CommandStatusInfo {
  /** The 32-bit value on the wire. */
  readonly value: number;
  /** The standard's name, for example `ESME_RTHROTTLED`; `ESME_0x00000400` for a value it does not know. */
  readonly name: string;
  readonly class: CommandStatusClass;
  /** True when only a fault of the sender's own software produces it: raise an alarm rather than blame the message. */
  readonly ourBug: boolean;
  /** One English sentence. */
  readonly meaning: string;
}

/** The command_status values of SMPP 3.4 by the standard's name without its `ESME_`, and the few of 5.0 met in 3.4 traffic. */
export const CommandStatus = {
  ROK: 0x00,
  RINVMSGLEN: 0x01,
  RINVCMDLEN: 0x02,
  RINVCMDID: 0x03,
  RINVBNDSTS: 0x04,
  RALYBND: 0x05,
  RINVPRTFLG: 0x06,
  RINVREGDLVFLG: 0x07,
  RSYSERR: 0x08,
  RINVSRCADR: 0x0a,
  RINVDSTADR: 0x0b,
  RINVMSGID: 0x0c,
  RBINDFAIL: 0x0d,
  RINVPASWD: 0x0e,
  RINVSYSID: 0x0f,
  RCANCELFAIL: 0x11,
  RREPLACEFAIL: 0x13,
  RMSGQFUL: 0x14,
  RINVSERTYP: 0x15,
  RINVNUMDESTS: 0x33,
  RINVDLNAME: 0x34,
  RINVDESTFLAG: 0x40,
  RINVSUBREP: 0x42,
  RINVESMCLASS: 0x43,
  RCNTSUBDL: 0x44,
  RSUBMITFAIL: 0x45,
  RINVSRCTON: 0x48,
  RINVSRCNPI: 0x49,
  RINVDSTTON: 0x50,
  RINVDSTNPI: 0x51,
  RINVSYSTYP: 0x53,
  RINVREPFLAG: 0x54,
  RINVNUMMSGS: 0x55,
  RTHROTTLED: 0x58,
  RINVSCHED: 0x61,
  RINVEXPIRY: 0x62,
  RINVDFTMSGID: 0x63,
  RX_T_APPN: 0x64,
  RX_P_APPN: 0x65,
  RX_R_APPN: 0x66,
  RQUERYFAIL: 0x67,
  RINVTLVSTREAM: 0xc0,
  RTLVNOTALLWD: 0xc1,
  RINVTLVLEN: 0xc2,
  RMISSINGTLV: 0xc3,
  RINVTLVVAL: 0xc4,
  RDELIVERYFAILURE: 0xfe,
  RUNKNOWNERR: 0xff,
  RSERTYPUNAUTH: 0x100,
  RPROHIBITED: 0x101,
  RSERTYPUNAVAIL: 0x102,
  RSERTYPDENIED: 0x103,
  RINVDCS: 0x104,
  RINVSRCADDRSUBUNIT: 0x105,
  RINVDSTADDRSUBUNIT: 0x106,
} as const;

/** A standard command_status by name, for example `'RTHROTTLED'`. */
export type CommandStatusName = keyof typeof CommandStatus;

const CATALOGUE: { readonly [name in CommandStatusName]: readonly [CommandStatusClass, string] } = {
  ROK: ['accepted', 'No error.'],
  RINVMSGLEN: ['permanent-message', 'The message length is invalid.'],
  RINVCMDLEN: ['session', 'The command length is invalid.'],
  RINVCMDID: ['session', 'The command is unknown or not offered.'],
  RINVBNDSTS: ['session', 'The command is not allowed in this bind state.'],
  RALYBND: ['session', 'The session is already bound.'],
  RINVPRTFLG: ['permanent-message', 'The priority flag is invalid.'],
  RINVREGDLVFLG: ['permanent-message', 'The registered_delivery flag is invalid.'],
  RSYSERR: ['temporary', 'The message centre had an internal error.'],
  RINVSRCADR: ['permanent-sender', 'The source address is invalid or not allowed.'],
  RINVDSTADR: ['permanent-message', 'The destination address is invalid.'],
  RINVMSGID: ['permanent-message', 'The message id is invalid.'],
  RBINDFAIL: ['bind', 'The bind failed.'],
  RINVPASWD: ['bind', 'The password is wrong.'],
  RINVSYSID: ['bind', 'The system id is unknown.'],
  RCANCELFAIL: ['permanent-message', 'The message could not be cancelled.'],
  RREPLACEFAIL: ['permanent-message', 'The message could not be replaced.'],
  RMSGQFUL: ['queue-full', 'The message queue is full.'],
  RINVSERTYP: ['permanent-sender', 'The service type is invalid.'],
  RINVNUMDESTS: ['permanent-message', 'The number of destinations is invalid.'],
  RINVDLNAME: ['permanent-message', 'The distribution list name is invalid.'],
  RINVDESTFLAG: ['permanent-message', 'The destination flag is invalid.'],
  RINVSUBREP: ['permanent-message', 'Submit with replace is not possible.'],
  RINVESMCLASS: ['permanent-message', 'The esm_class is invalid.'],
  RCNTSUBDL: ['permanent-message', 'The distribution list cannot be submitted to.'],
  RSUBMITFAIL: ['temporary', 'The submission failed.'],
  RINVSRCTON: ['permanent-sender', 'The source type of number is invalid.'],
  RINVSRCNPI: ['permanent-sender', 'The source numbering plan is invalid.'],
  RINVDSTTON: ['permanent-message', 'The destination type of number is invalid.'],
  RINVDSTNPI: ['permanent-message', 'The destination numbering plan is invalid.'],
  RINVSYSTYP: ['bind', 'The system type is invalid.'],
  RINVREPFLAG: ['permanent-message', 'The replace_if_present flag is invalid.'],
  RINVNUMMSGS: ['permanent-message', 'The number of messages is invalid.'],
  RTHROTTLED: ['throttle', 'The message limit was exceeded: slow down.'],
  RINVSCHED: ['permanent-message', 'The scheduled delivery time is invalid.'],
  RINVEXPIRY: ['permanent-message', 'The validity period is invalid.'],
  RINVDFTMSGID: ['permanent-message', 'The predefined message is invalid or not found.'],
  RX_T_APPN: ['temporary', 'The receiving application had a temporary error.'],
  RX_P_APPN: ['permanent-message', 'The receiving application had a permanent error.'],
  RX_R_APPN: ['permanent-message', 'The receiving application rejected the message.'],
  RQUERYFAIL: ['permanent-message', 'The query failed.'],
  RINVTLVSTREAM: ['permanent-message', 'The optional part of the PDU is malformed.'],
  RTLVNOTALLWD: ['permanent-message', 'An optional parameter is not allowed.'],
  RINVTLVLEN: ['permanent-message', 'A parameter has an invalid length.'],
  RMISSINGTLV: ['permanent-message', 'An expected optional parameter is missing.'],
  RINVTLVVAL: ['permanent-message', 'An optional parameter has an invalid value.'],
  RDELIVERYFAILURE: ['temporary', 'The delivery failed.'],
  RUNKNOWNERR: ['temporary', 'The message centre had an unknown error.'],
  RSERTYPUNAUTH: ['permanent-sender', 'The account may not use this service type.'],
  RPROHIBITED: ['permanent-sender', 'The account may not use this operation.'],
  RSERTYPUNAVAIL: ['temporary', 'The service type is not available at present.'],
  RSERTYPDENIED: ['permanent-sender', 'The service type is denied.'],
  RINVDCS: ['permanent-message', 'The data coding is invalid.'],
  RINVSRCADDRSUBUNIT: ['permanent-message', 'The source address subunit is invalid.'],
  RINVDSTADDRSUBUNIT: ['permanent-message', 'The destination address subunit is invalid.'],
};

const OUR_BUGS: ReadonlySet<number> = new Set([0x01, 0x02, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4]);

const BY_VALUE: ReadonlyMap<number, CommandStatusInfo> = new Map(
  (Object.keys(CATALOGUE) as CommandStatusName[]).map(key => {
    const value = CommandStatus[key];
    const [statusClass, meaning] = CATALOGUE[key];
    return [value, { value, name: `ESME_${key}`, class: statusClass, ourBug: OUR_BUGS.has(value), meaning }];
  }),
);

/**
 * Looks a command_status up. Never fails: a value the standard does not know is of class `vendor`.
 *
 * @example commandStatus(0x58).class // 'throttle'
 */
export function commandStatus(value: number): CommandStatusInfo {
  return (
    BY_VALUE.get(value) ?? {
      value,
      name: `ESME_0x${value.toString(16).padStart(8, '0')}`,
      class: 'vendor',
      ourBug: false,
      meaning: 'A value of this vendor; its own documentation says what it means.',
    }
  );
}

/** Every command_status of the catalogue, in ascending order of value. */
export function commandStatuses(): CommandStatusInfo[] {
  return [...BY_VALUE.values()].sort((a, b) => a.value - b.value);
}
