import { CommandStatus } from './command-status.js';
import { cString, destinations, shortMessage, time, uint8, unsuccessful } from './fields.js';
import type { Field } from './fields.js';

const S = CommandStatus;

/** Fields are written in the order they stand here: it is the order on the wire (SMPP 3.4 §4). */
const bind = {
  /** Who binds, at most 15 characters. */
  systemId: cString(16, S.RINVSYSID),
  /** At most 8 characters by the standard; longer ones are met, see `overlengthOctets`. */
  password: cString(9, S.RINVPASWD),
  /** At most 12 characters, usually empty. */
  systemType: cString(13, S.RINVSYSTYP),
  /** 0x34 for SMPP 3.4, 0x50 for 5.0. */
  interfaceVersion: uint8(),
  addrTon: uint8(),
  addrNpi: uint8(),
  /** At most 40 characters: which addresses this ESME serves. */
  addressRange: cString(41, S.RBINDFAIL),
};
const bindResp = { systemId: cString(16, S.RINVSYSID) };
const source = { sourceAddrTon: uint8(), sourceAddrNpi: uint8(), sourceAddr: cString(21, S.RINVSRCADR) };
const destination = {
  destAddrTon: uint8(),
  destAddrNpi: uint8(),
  destinationAddr: cString(21, S.RINVDSTADR),
};
const serviceType = {
  /** At most 5 characters, usually empty. */
  serviceType: cString(6, S.RINVSERTYP),
};
const messageId = { messageId: cString(65, S.RINVMSGID) };
const handling = {
  /** Mode, type and features of the message: `parseEsmClass` (§5.2.12). */
  esmClass: uint8(),
  /** TP-PID of GSM. */
  protocolId: uint8(),
  /** 0 (lowest) to 3. */
  priorityFlag: uint8(),
  /** A time of §7.1.1, or empty for at once. */
  scheduleDeliveryTime: time(S.RINVSCHED),
  /** A time of §7.1.1, or empty for the message centre's default. */
  validityPeriod: time(S.RINVEXPIRY),
  /** Which receipts are asked for: `parseRegisteredDelivery` (§5.2.17). */
  registeredDelivery: uint8(),
  replaceIfPresentFlag: uint8(),
  /** Which alphabet `shortMessage` is in (§5.2.19). */
  dataCoding: uint8(),
  smDefaultMsgId: uint8(),
  /** Octets, at most 254, user data header included; sm_length is written for you. */
  shortMessage: shortMessage(),
};
const shortMessagePdu = { ...serviceType, ...source, ...destination, ...handling };
const longSource = { sourceAddrTon: uint8(), sourceAddrNpi: uint8(), sourceAddr: cString(65, S.RINVSRCADR) };

/** Every command of SMPP 3.4 with its id and its mandatory parameters (§4, §5.1.2.1). */
export const COMMANDS = {
  generic_nack: command(0x80000000, {}),
  bind_receiver: command(0x00000001, bind),
  bind_receiver_resp: command(0x80000001, bindResp),
  bind_transmitter: command(0x00000002, bind),
  bind_transmitter_resp: command(0x80000002, bindResp),
  query_sm: command(0x00000003, { ...messageId, ...source }),
  query_sm_resp: command(0x80000003, {
    ...messageId,
    /** A time of §7.1.1, or empty while the message has no final state. */
    finalDate: time(S.RQUERYFAIL),
    /** A `MessageState`. */
    messageState: uint8(),
    errorCode: uint8(),
  }),
  submit_sm: command(0x00000004, shortMessagePdu),
  submit_sm_resp: command(0x80000004, messageId),
  deliver_sm: command(0x00000005, shortMessagePdu),
  deliver_sm_resp: command(0x80000005, messageId),
  unbind: command(0x00000006, {}),
  unbind_resp: command(0x80000006, {}),
  replace_sm: command(0x00000007, {
    ...messageId,
    ...source,
    scheduleDeliveryTime: time(S.RINVSCHED),
    validityPeriod: time(S.RINVEXPIRY),
    registeredDelivery: uint8(),
    smDefaultMsgId: uint8(),
    shortMessage: shortMessage(),
  }),
  replace_sm_resp: command(0x80000007, {}),
  cancel_sm: command(0x00000008, { ...serviceType, ...messageId, ...source, ...destination }),
  cancel_sm_resp: command(0x80000008, {}),
  bind_transceiver: command(0x00000009, bind),
  bind_transceiver_resp: command(0x80000009, bindResp),
  outbind: command(0x0000000b, {
    systemId: cString(16, S.RINVSYSID),
    password: cString(9, S.RINVPASWD),
  }),
  enquire_link: command(0x00000015, {}),
  enquire_link_resp: command(0x80000015, {}),
  submit_multi: command(0x00000021, {
    ...serviceType,
    ...source,
    /** At most 254; number_of_dests is written for you. */
    destinations: destinations(),
    ...handling,
  }),
  submit_multi_resp: command(0x80000021, { ...messageId, unsuccessful: unsuccessful() }),
  alert_notification: command(0x00000102, {
    ...longSource,
    esmeAddrTon: uint8(),
    esmeAddrNpi: uint8(),
    esmeAddr: cString(65, S.RINVDSTADR),
  }),
  data_sm: command(0x00000103, {
    ...serviceType,
    ...longSource,
    destAddrTon: uint8(),
    destAddrNpi: uint8(),
    destinationAddr: cString(65, S.RINVDSTADR),
    esmClass: handling.esmClass,
    registeredDelivery: handling.registeredDelivery,
    dataCoding: handling.dataCoding,
  }),
  data_sm_resp: command(0x80000103, messageId),
};

/** A command by the name the standard gives it, for example `'submit_sm'`. */
export type CommandName = keyof typeof COMMANDS;
/** The commands that ask for something: those whose id has its top bit clear. */
export type RequestName = Exclude<CommandName, `${string}_resp` | 'generic_nack'>;
/** The requests that have an answer: all but outbind and alert_notification. */
export type AnswerableName = Exclude<RequestName, 'outbind' | 'alert_notification'>;
/** The command that answers `C`. */
export type ResponseName<C extends AnswerableName> = Extract<`${C}_resp`, CommandName>;
/** The three bind requests. */
export type BindName = 'bind_receiver' | 'bind_transmitter' | 'bind_transceiver';

type FieldTable = Readonly<Record<string, Field<unknown>>>;

/** The values of a command's mandatory parameters. */
export type FieldValues<C extends CommandName> = ValuesOf<(typeof COMMANDS)[C]['fields']>;
type ValuesOf<F> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A command as the codec walks it, without its types. */
export interface CommandEntry {
  readonly name: CommandName;
  readonly id: number;
  readonly isResponse: boolean;
  readonly fields: readonly (readonly [string, Field<unknown>])[];
}

const ENTRIES: readonly CommandEntry[] = (Object.keys(COMMANDS) as CommandName[]).map(name => ({
  name,
  id: COMMANDS[name].id,
  isResponse: isResponseId(COMMANDS[name].id),
  fields: Object.entries(COMMANDS[name].fields) as [string, Field<unknown>][],
}));
const BY_NAME: ReadonlyMap<string, CommandEntry> = new Map(ENTRIES.map(entry => [entry.name, entry]));
const BY_ID: ReadonlyMap<number, CommandEntry> = new Map(ENTRIES.map(entry => [entry.id, entry]));

/** The command of this name, such as `submit_sm`; undefined for none of SMPP 3.4. */
export function commandByName(name: string): CommandEntry | undefined {
  return BY_NAME.get(name);
}

/** The command of this command_id (SMPP 3.4 §5.1.2.1), responses included; undefined for none of SMPP 3.4. */
export function commandById(id: number): CommandEntry | undefined {
  return BY_ID.get(id);
}

/** True for the id of a response: its top bit is set (SMPP 3.4 §5.1.2). */
export function isResponseId(commandId: number): boolean {
  return commandId >= 0x80000000;
}

/** The name of the command that answers a request, or undefined for outbind and alert_notification. */
export function responseNameOf<C extends AnswerableName>(request: C): ResponseName<C>;
export function responseNameOf(request: RequestName): CommandName | undefined;
export function responseNameOf(request: RequestName): CommandName | undefined {
  return BY_NAME.get(`${request}_resp`)?.name;
}

function command<F extends FieldTable>(id: number, fields: F): { readonly id: number; readonly fields: F } {
  return { id, fields };
}
