import type { SmppCarrierSettings } from './options.js';

/** What a dialect sets; everything may be set otherwise beside it. */
export type DialectSettings = Partial<
  Pick<SmppCarrierSettings, 'errorTable' | 'receiptErrorMap' | 'utcOffsetMinutes'> & {
    readonly messageIds: Partial<SmppCarrierSettings['messageIds']>;
  }
>;

/**
 * How the receipts of known carriers speak, by name: whose table their numbers are of, their own words and numbers, in which
 * form they write ids, and in which time dates. From the published tables; a carrier's own paper goes before them.
 *
 * - `map`: the numbers of MAP (3GPP TS 29.002), as most operators and Infobip have them
 * - `twilio`, `sinch`: tables of their own
 * - `vonage`: a table of its own; ids hexadecimal in answers and decimal in receipts
 * - `ovh`: a table of its own, French time, `BUFFERD` for what waits
 * - `simulator`: those of MAP, and above 900 what operators refuse by themselves
 */
export const DIALECTS = {
  map: {},
  infobip: {},
  twilio: { errorTable: 'twilioSmpp' },
  vonage: { errorTable: 'vonage', messageIds: { answer: 'hex', tlv: 'hex', text: 'decimal' } },
  sinch: { errorTable: 'sinch' },
  ovh: { errorTable: 'ovhSmpp', utcOffsetMinutes: 60, receiptErrorMap: { BUFFERD: { state: 'buffered' } } },
  simulator: {
    receiptErrorMap: {
      901: 'do_not_disturb',
      902: 'outside_marketing_hours',
      903: 'content_rejected',
      904: 'sender_blacklisted',
      905: 'sender_not_allowed',
      906: 'validity_ended',
    },
  },
} as const satisfies Readonly<Record<string, DialectSettings>>;

/** A dialect by its name. */
export type DialectName = keyof typeof DIALECTS;
