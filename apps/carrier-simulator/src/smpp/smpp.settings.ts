import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ipRuleOf } from './ip-rules.js';
import type { OutbindTarget, SmppOptions, SmppUser } from './smpp.options.js';

/** Reads one setting; a value that `parse` does not understand becomes a mistake. */
export type ReadSetting = <T>(
  name: string,
  expected: string,
  parse: (text: string) => T | undefined,
) => T | undefined;

/** No more users, or targets of outbind, are taken. */
export const MAX_LISTED_CLIENTS = 1_000;
/** SMPP 3.4 has room for 15 characters. */
const SYSTEM_ID = /^[^\s,:@=]{1,15}$/;
/** SMPP 3.4 has room for 8 characters; longer ones are met. */
const PASSWORD = /^[\x21-\x2b\x2d-\x7e]{0,64}$/;
/** What we send must be by the standard. */
const OWN_PASSWORD = /^[^\s,@]{0,8}$/;

/**
 * The settings of the SMPP door: `SMPP_PORT`, `CHAPPE_SMPP_USERS`, `CHAPPE_SMPP_ALLOWED_IPS`, `CHAPPE_SMPPS_PORT`,
 * `CHAPPE_SMPPS_KEY`, `CHAPPE_SMPPS_CERT`, `CHAPPE_SMPP_OUTBIND`.
 */
export function smppSettings(read: ReadSetting, mistakes: string[]): SmppOptions | undefined {
  const port = read('SMPP_PORT', 'a port from 0 (any free one) to 65535', portOf);
  const tlsPort = read('CHAPPE_SMPPS_PORT', 'a port from 0 (any free one) to 65535, or off', text =>
    text === 'off' ? text : portOf(text),
  );
  const key = read('CHAPPE_SMPPS_KEY', 'a file with a private key in PEM that can be read', fileOf);
  const cert = read('CHAPPE_SMPPS_CERT', 'a file with a certificate in PEM that can be read', fileOf);
  const users = usersWithIps(
    read('CHAPPE_SMPP_USERS', 'id:password pairs, separated by commas, an id at most 15 characters', usersOf),
    read(
      'CHAPPE_SMPP_ALLOWED_IPS',
      'id=addresses, separated by commas, where addresses are IP addresses or networks such as 10.0.0.0/8, separated by blanks',
      ipListsOf,
    ),
    mistakes,
  );
  const outbind = read(
    'CHAPPE_SMPP_OUTBIND',
    'id:password@host:port, several separated by commas, id at most 15 and password at most 8 characters',
    list(targetOf),
  );
  const pair = key !== undefined && cert !== undefined ? { key, cert } : undefined;
  if ((key === undefined) !== (cert === undefined)) {
    mistakes.push(
      'CHAPPE_SMPPS_KEY and CHAPPE_SMPPS_CERT go together; give both, or neither and the simulator makes its own.',
    );
  }
  if (pair !== undefined && !isPair(pair)) {
    mistakes.push(
      'CHAPPE_SMPPS_KEY and CHAPPE_SMPPS_CERT do not go together; give the key of that certificate.',
    );
  }
  const tls = tlsPort === 'off' ? tlsPort : { ...pair, ...(tlsPort === undefined ? {} : { port: tlsPort }) };
  const options: SmppOptions = {
    ...(port === undefined ? {} : { port }),
    ...(users === undefined ? {} : { users }),
    ...(tls === 'off' || Object.keys(tls).length > 0 ? { tls } : {}),
    ...(outbind === undefined ? {} : { outbind }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

function fileOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function isPair(pair: { readonly key: Buffer; readonly cert: Buffer }): boolean {
  try {
    createSecureContext(pair);
    return true;
  } catch {
    return false;
  }
}

function list<T>(parse: (text: string) => T | undefined): (text: string) => T[] | undefined {
  return text => {
    const found = text.split(',').map(one => parse(one.trim()));
    return found.length <= MAX_LISTED_CLIENTS && found.every(one => one !== undefined) ? found : undefined;
  };
}

function usersOf(text: string): SmppUser[] | undefined {
  const users = list(userOf)(text);
  const ids = new Set(users?.map(({ systemId }) => systemId));
  return ids.size === users?.length ? users : undefined;
}

function userOf(pair: string): SmppUser | undefined {
  const colon = pair.indexOf(':');
  const systemId = pair.slice(0, Math.max(colon, 0));
  const password = pair.slice(colon + 1);
  return SYSTEM_ID.test(systemId) && PASSWORD.test(password) ? { systemId, password } : undefined;
}

type IpList = { readonly systemId: string; readonly allowedIps: readonly string[] };

function ipListsOf(text: string): IpList[] | undefined {
  return list((one): IpList | undefined => {
    const [systemId = '', ips = ''] = one.split('=');
    const allowedIps = ips.split(' ').filter(ip => ip !== '');
    const isRead = allowedIps.length > 0 && allowedIps.every(ip => ipRuleOf(ip) !== undefined);
    return isRead && SYSTEM_ID.test(systemId) ? { systemId, allowedIps } : undefined;
  })(text);
}

function usersWithIps(
  users: readonly SmppUser[] | undefined,
  ipLists: readonly IpList[] | undefined,
  mistakes: string[],
): readonly SmppUser[] | undefined {
  for (const { systemId } of ipLists ?? []) {
    if (users?.some(user => user.systemId === systemId)) continue;
    mistakes.push(`CHAPPE_SMPP_ALLOWED_IPS names ${systemId}; it must be one of CHAPPE_SMPP_USERS.`);
  }
  return users?.map(user => {
    const allowedIps = ipLists?.find(({ systemId }) => systemId === user.systemId)?.allowedIps;
    return allowedIps === undefined ? user : { ...user, allowedIps };
  });
}

function targetOf(text: string): OutbindTarget | undefined {
  const found = /^([^:]*):([^@]*)@(\[[\da-f:.]+\]|[\w.-]{1,253}):(\d{1,5})$/i.exec(text);
  if (found === null) return undefined;
  const [systemId, password, host, port] = found.slice(1) as [string, string, string, string];
  const isRead = SYSTEM_ID.test(systemId) && OWN_PASSWORD.test(password) && (portOf(port) ?? 0) > 0;
  return isRead ? { systemId, password, host: host.replace(/^\[|\]$/g, ''), port: Number(port) } : undefined;
}
