import { httpCarrier } from '@chappe/carrier-http';
import { parseSmppUrl, smppCarrier } from '@chappe/carrier-smpp';
import type { Carrier, PortBinding } from '@chappe/sms';
import type { HostSettings } from './settings.js';

/** The sender of messages that name none: operators refuse an empty one. */
const DEFAULT_SENDER = '36180';

/** Submissions that may wait for their answers on one bind; operators write theirs into the contract. */
const WINDOW = 200;

/** The codes that the simulator's operators have of their own, beside those of MAP. A real operator's paper lists others. */
const OPERATOR_CODES = {
  901: 'do_not_disturb',
  902: 'outside_marketing_hours',
  903: 'content_rejected',
  904: 'sender_blacklisted',
  905: 'sender_not_allowed',
  906: 'validity_ended',
} as const;

/**
 * The carrier at a URL: `http:` is the simulator's HTTP door, `smpp:` and `smpps:` any operator. In the simulator's time a link
 * is not watched by enquire_link: two days pass in a moment there, and say nothing about the line.
 */
export function carrierAt(url: string, name: string, clock: HostSettings['clock']): PortBinding<Carrier> {
  if (!parseSmppUrl(url)) return httpCarrier({ name, url });
  const watch = clock === 'simulator' ? { enquireLinkIntervalMs: 0 } : {};
  return smppCarrier({
    name,
    url,
    defaultSender: DEFAULT_SENDER,
    window: WINDOW,
    // Those that tell why a message still waits, too.
    registeredDelivery: { intermediate: true },
    receiptErrorMap: OPERATOR_CODES,
    ...watch,
  });
}

/** What the simulator knows the carriers at these URLs by, so that its clock can wait for their requests. */
export function systemIdsOf(urls: readonly string[]): readonly string[] {
  return urls.flatMap(url => parseSmppUrl(url)?.systemId ?? []);
}
