/** Why a message is where it is: one entry of the catalogue. */
export interface Reason {
  /** Whether the same message could succeed if it were tried again later. */
  readonly permanence: 'temporary' | 'permanent';
  readonly en: string;
  readonly fr: string;
  readonly de: string;
}

/** The catalogue of reasons. Keys are stored and sent to hosts: add, never rename. */
export const reasons = {
  absent_subscriber: {
    permanence: 'temporary',
    en: 'The phone is off or out of coverage.',
    fr: 'Le téléphone est éteint ou hors couverture.',
    de: 'Das Telefon ist ausgeschaltet oder ohne Empfang.',
  },
  unknown_subscriber: {
    permanence: 'permanent',
    en: 'The number is not attributed (NPAI).',
    fr: 'Le numéro n’est plus attribué (NPAI).',
    de: 'Die Rufnummer ist nicht vergeben.',
  },
  call_barred: { permanence: 'permanent', en: '', fr: '', de: '' },
  subscriber_without_credit: { permanence: 'temporary', en: '', fr: '', de: '' },
  parental_lock: { permanence: 'permanent', en: '', fr: '', de: '' },
  memory_full: { permanence: 'temporary', en: '', fr: '', de: '' },
  handset_error: { permanence: 'temporary', en: '', fr: '', de: '' },
  handset_busy: { permanence: 'temporary', en: '', fr: '', de: '' },
  roaming_not_allowed: { permanence: 'temporary', en: '', fr: '', de: '' },
  do_not_disturb: { permanence: 'permanent', en: '', fr: '', de: '' },
  opted_out: { permanence: 'permanent', en: '', fr: '', de: '' },
  portability: { permanence: 'permanent', en: '', fr: '', de: '' },
  sender_blacklisted: { permanence: 'permanent', en: '', fr: '', de: '' },
  sender_not_allowed: { permanence: 'permanent', en: '', fr: '', de: '' },
  content_rejected: { permanence: 'permanent', en: '', fr: '', de: '' },
  outside_marketing_hours: { permanence: 'temporary', en: '', fr: '', de: '' },
  invalid_destination: { permanence: 'permanent', en: '', fr: '', de: '' },
  invalid_message: { permanence: 'permanent', en: '', fr: '', de: '' },
  network_error: { permanence: 'temporary', en: '', fr: '', de: '' },
  carrier_unavailable: { permanence: 'temporary', en: '', fr: '', de: '' },
  carrier_rejected: { permanence: 'permanent', en: '', fr: '', de: '' },
  throttled: { permanence: 'temporary', en: '', fr: '', de: '' },
  insufficient_credit: { permanence: 'permanent', en: '', fr: '', de: '' },
  country_not_served: { permanence: 'permanent', en: '', fr: '', de: '' },
  validity_ended: { permanence: 'permanent', en: '', fr: '', de: '' },
  no_receipt: { permanence: 'permanent', en: '', fr: '', de: '' },
  attempts_exhausted: { permanence: 'permanent', en: '', fr: '', de: '' },
  no_answer: { permanence: 'temporary', en: '', fr: '', de: '' },
  cancelled_by_sender: { permanence: 'permanent', en: '', fr: '', de: '' },
  deleted_by_carrier: { permanence: 'permanent', en: '', fr: '', de: '' },
  unknown: { permanence: 'temporary', en: '', fr: '', de: '' },
} as const satisfies Record<string, Reason>;

/** The stable key of a {@link Reason}. */
export type ReasonKey = keyof typeof reasons;
