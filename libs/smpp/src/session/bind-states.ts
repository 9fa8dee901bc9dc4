import type { BindName, CommandName } from '../codec/index.js';

/** What a session is bound as: which way messages go (SMPP 3.4 §2.2). */
export type BindMode = 'transmitter' | 'receiver' | 'transceiver';

/** The two ends: the message centre, which listens, and the ESME, which connects. */
export type Side = 'esme' | 'smsc';

const SUBMITS: ReadonlySet<CommandName> = new Set([
  'submit_sm',
  'submit_multi',
  'query_sm',
  'cancel_sm',
  'replace_sm',
]);
const DELIVERS: ReadonlySet<CommandName> = new Set(['deliver_sm', 'alert_notification']);
const EITHER: ReadonlySet<CommandName> = new Set(['data_sm', 'enquire_link', 'unbind']);

/** Whether a request of this command may go out from this side in this state (SMPP 3.4 §2.3, table 2-1). */
export function mayRequest(command: CommandName, from: Side, boundAs: BindMode | undefined): boolean {
  if (boundAs === undefined) return command === 'outbind' && from === 'smsc';
  if (EITHER.has(command)) return true;
  if (SUBMITS.has(command)) return from === 'esme' && boundAs !== 'receiver';
  return DELIVERS.has(command) && from === 'smsc' && boundAs !== 'transmitter';
}

const MODES: { readonly [name in BindName]: BindMode } = {
  bind_transmitter: 'transmitter',
  bind_receiver: 'receiver',
  bind_transceiver: 'transceiver',
};

/** The mode that a bind command asks for, or undefined when it is another command. */
export function bindModeOf(command: CommandName): BindMode | undefined {
  return (MODES as { readonly [name in CommandName]?: BindMode })[command];
}
