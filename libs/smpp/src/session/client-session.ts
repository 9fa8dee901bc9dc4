import type { Socket } from 'node:net';
import type { AnyRequest, BindName, PduBody } from '../codec/index.js';
import type { BindMode } from './bind-states.js';
import type { Handlers } from './handlers.js';
import { unanswered } from './outcome.js';
import type { RequestOutcome } from './outcome.js';
import { SmppSession } from './session.js';
import type { ResolvedOptions } from './session.options.js';

/** The version we say we speak (SMPP 3.4 §5.2.4). */
export const INTERFACE_VERSION_34 = 0x34;

/** Who binds, and how. */
export type Credentials = PduBody<BindName>;

/** The ESME's end of a connection: it binds, submits, and takes what the message centre delivers. */
export class ClientSession extends SmppSession {
  readonly side = 'esme';
  private binding = false;

  /** Made by `connect`, with a socket that is connected. */
  constructor(
    socket: Socket,
    options: ResolvedOptions<ClientSession>,
    handlers: Handlers<ClientSession>,
    private readonly bindTimeoutMs: number,
  ) {
    super(socket, options, handlers);
  }

  /**
   * Binds. Unless the answer has status 0 the connection is closed afterwards: a session that could not bind is of no use,
   * and nobody has to remember to close it.
   *
   * @returns the message centre's answer; `commandStatus(status).class` is `bind` when the credentials are wrong.
   * @throws PduEncodeError (as a rejection) when a credential is too long; see `overlengthOctets`.
   */
  bind(mode: BindMode, credentials: Credentials): Promise<RequestOutcome<BindName>> {
    if (this.state !== 'open' || this.binding) return Promise.resolve(unanswered('wrong-state', false));
    return new Promise(resolve => {
      const body = { interfaceVersion: INTERFACE_VERSION_34, ...credentials };
      this.post(`bind_${mode}`, body, { timeoutMs: this.bindTimeoutMs }, true, settlement => {
        // In the same turn as the answer: what follows it in the same chunk must find the session bound.
        if (this.state !== 'open') return resolve(settlement as RequestOutcome<BindName>);
        if (settlement.kind !== 'answered') this.cut('bind-refused');
        else if (settlement.response.status !== 0) this.endAs('bind-refused');
        else {
          this.becomeBound(mode);
          this.emit('bound');
        }
        resolve(settlement as RequestOutcome<BindName>);
      });
      this.binding = true;
    });
  }

  protected override takeOwn(pdu: AnyRequest): boolean {
    if (pdu.command !== 'outbind' || this.state !== 'open') return false;
    this.emit('outbind', pdu);
    return true;
  }
}
