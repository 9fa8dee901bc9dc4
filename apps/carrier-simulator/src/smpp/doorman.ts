import { createHash, timingSafeEqual } from 'node:crypto';
import { CommandStatus, type BindRequest } from '@chappe/smpp';
import { IpRules, LOOPBACK } from './ip-rules.js';
import type { Refusal } from './refusal.js';
import type { SmppUser } from './smpp.options.js';

/** A system id that can stand in the journal, in a URL and in a list: printable, without blanks. */
const SYSTEM_ID = /^[\x21-\x7e]{1,64}$/;

/** Decides who may bind, and from where. */
export class Doorman {
  private readonly isOpen: boolean;
  private readonly users: ReadonlyMap<string, { readonly password: string; readonly rules?: IpRules }>;
  private readonly thisMachine = new IpRules(LOOPBACK);

  /** @param users undefined: everybody on this machine */
  constructor(users: readonly SmppUser[] | undefined) {
    this.isOpen = users === undefined;
    this.users = new Map(
      users?.map(({ systemId, password, allowedIps }) => [
        systemId,
        { password, ...(allowedIps === undefined ? {} : { rules: new IpRules(allowedIps) }) },
      ]),
    );
  }

  /** Why a bind is refused; undefined when it is not. */
  refusalOf(
    { systemId, password }: Pick<BindRequest, 'systemId' | 'password'>,
    remoteAddress: string | undefined,
  ): Refusal | undefined {
    if (!SYSTEM_ID.test(systemId)) {
      return refusal('RINVSYSID', 'The system id must be 1 to 64 printable characters without blanks.');
    }
    if (this.isOpen) {
      if (this.thisMachine.allow(remoteAddress)) return undefined;
      return refusal(
        'RBINDFAIL',
        'Without CHAPPE_SMPP_USERS only this machine may bind: list the users to let others in.',
      );
    }
    const user = this.users.get(systemId);
    if (user === undefined) return refusal('RINVSYSID', `${systemId} is not one of CHAPPE_SMPP_USERS.`);
    if (!isSame(user.password, password)) return refusal('RINVPASWD', 'The password is wrong.');
    if (user.rules?.allow(remoteAddress) === false) {
      return refusal('RBINDFAIL', `${systemId} may not bind from ${String(remoteAddress)}.`);
    }
    return undefined;
  }
}

function refusal(status: keyof typeof CommandStatus, detail: string): Refusal {
  return { commandStatus: CommandStatus[status], detail };
}

/** Takes as long for a wrong first character as for a wrong last one. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map(text => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
