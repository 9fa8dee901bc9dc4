/** The tongues in which reasons are put. */
export const REASON_LANGUAGES = ['en', 'fr', 'de'] as const;
/** One of {@link REASON_LANGUAGES}. */
export type ReasonLanguage = (typeof REASON_LANGUAGES)[number];

/**
 * Tables of codes that others use for the same things:
 *
 * - `smpp`: `command_status` of a submit answer (SMPP 3.4 section 5.1.3, and SMPP 5.0 for 0x100 to 0x104)
 * - `map`: user errors of MAP (3GPP TS 29.002), as operators and Infobip put them in receipts; 256 and above are Infobip's
 * - `mailjet`: status codes of messages; `smsmode`: status codes of the HTTP API
 * - `ovhPtt`, `ovhSmpp`: the `ptt` of HTTP callbacks, the `err` of SMPP receipts
 * - `allmysms`: error codes of the API; `allmysmsReceipt`: statuses of its receipts
 * - `twilioSmpp`, `vonage`, `sinch`: the `err` of receipts
 */
export const CODE_TABLES = [
  'smpp',
  'map',
  'mailjet',
  'smsmode',
  'ovhPtt',
  'ovhSmpp',
  'allmysms',
  'allmysmsReceipt',
  'twilioSmpp',
  'vonage',
  'sinch',
] as const;
/** One of {@link CODE_TABLES}. */
export type CodeTable = (typeof CODE_TABLES)[number];

/** Why a message is where it is: one entry of the catalogue. */
export interface Reason {
  /** Whether the same message could succeed if it were tried again later. */
  readonly permanence: 'temporary' | 'permanent';
  readonly en: string;
  readonly fr: string;
  readonly de: string;
  /** What others call it. A code stands at one reason only, the closest. */
  readonly codes: Readonly<Partial<Record<CodeTable, readonly number[]>>>;
}

const catalogue = {
  absent_subscriber: {
    permanence: 'temporary',
    en: 'The phone is off or out of coverage.',
    fr: 'Le téléphone est éteint ou hors couverture.',
    de: 'Das Telefon ist ausgeschaltet oder ohne Empfang.',
    codes: {
      map: [6, 27],
      smsmode: [3502, 3522],
      ovhPtt: [24],
      ovhSmpp: [3],
      twilioSmpp: [1],
      vonage: [2],
      sinch: [153, 201, 202],
    },
  },
  unidentified_subscriber: {
    permanence: 'temporary',
    en: 'The network does not know the SIM of this number yet, as happens after a replacement.',
    fr: 'Le réseau ne connaît pas encore la carte SIM de ce numéro, par exemple après un remplacement.',
    de: 'Das Netz kennt die SIM-Karte dieser Rufnummer noch nicht, etwa nach einem Austausch.',
    codes: { map: [5] },
  },
  unknown_subscriber: {
    permanence: 'permanent',
    en: 'The number is not attributed (NPAI).',
    fr: 'Le numéro n’est plus attribué (NPAI).',
    de: 'Die Rufnummer ist nicht vergeben.',
    codes: {
      map: [1, 44, 144],
      smsmode: [34],
      ovhPtt: [23],
      allmysmsReceipt: [5],
      twilioSmpp: [5],
      vonage: [3, 12],
      sinch: [150],
    },
  },
  illegal_subscriber: {
    permanence: 'permanent',
    en: 'The network does not accept the SIM of this number.',
    fr: 'Le réseau refuse la carte SIM de ce numéro.',
    de: 'Das Netz akzeptiert die SIM-Karte dieser Rufnummer nicht.',
    codes: { map: [9] },
  },
  illegal_equipment: {
    permanence: 'permanent',
    en: 'The handset is barred from the network, as stolen ones are.',
    fr: 'Le téléphone est interdit sur le réseau, comme le sont les appareils volés.',
    de: 'Das Gerät ist im Netz gesperrt, wie es gestohlene Geräte sind.',
    codes: { map: [12] },
  },
  not_sms_capable: {
    permanence: 'permanent',
    en: 'The number or its handset cannot receive SMS; it may be a landline.',
    fr: 'Le numéro ou son appareil ne peut pas recevoir de SMS ; c’est peut-être une ligne fixe.',
    de: 'Die Rufnummer oder ihr Gerät kann keine SMS empfangen; vielleicht ist es ein Festnetzanschluss.',
    codes: { map: [11, 21], ovhPtt: [27], twilioSmpp: [4, 7, 10], sinch: [152, 154, 204, 212] },
  },
  call_barred: {
    permanence: 'permanent',
    en: 'The subscriber or the operator bars incoming messages.',
    fr: 'L’abonné ou l’opérateur bloque les messages entrants.',
    de: 'Der Teilnehmer oder der Netzbetreiber sperrt eingehende Nachrichten.',
    codes: { map: [13, 15], twilioSmpp: [9], vonage: [4, 14], sinch: [151] },
  },
  subscriber_without_credit: {
    permanence: 'temporary',
    en: 'The recipient’s prepaid line has no credit left.',
    fr: 'La ligne prépayée du destinataire n’a plus de crédit.',
    de: 'Das Prepaid-Guthaben des Empfängers ist aufgebraucht.',
    codes: { ovhPtt: [21], ovhSmpp: [5], vonage: [15] },
  },
  parental_lock: {
    permanence: 'permanent',
    en: 'A parental lock on the line refuses the message.',
    fr: 'Un contrôle parental sur la ligne refuse le message.',
    de: 'Eine Kindersicherung auf dem Anschluss weist die Nachricht ab.',
    codes: {
      ovhPtt: [33],
      ovhSmpp: [8],
      vonage: [13],
      sinch: [250, 251, 252, 253, 254, 255, 256, 257],
    },
  },
  memory_full: {
    permanence: 'temporary',
    en: 'The inbox of the phone is full.',
    fr: 'La boîte de réception du téléphone est pleine.',
    de: 'Der Posteingang des Telefons ist voll.',
    codes: { map: [256], twilioSmpp: [2], sinch: [158, 210] },
  },
  handset_error: {
    permanence: 'temporary',
    en: 'The phone answered with an error.',
    fr: 'Le téléphone a répondu par une erreur.',
    de: 'Das Telefon hat mit einem Fehler geantwortet.',
    codes: { map: [32, 257], smsmode: [3503, 3523], ovhPtt: [1, 26], ovhSmpp: [4] },
  },
  handset_busy: {
    permanence: 'temporary',
    en: 'The phone was busy receiving another message.',
    fr: 'Le téléphone était occupé à recevoir un autre message.',
    de: 'Das Telefon empfing gerade eine andere Nachricht.',
    codes: { map: [31], twilioSmpp: [11], vonage: [7], sinch: [203] },
  },
  roaming_not_allowed: {
    permanence: 'temporary',
    en: 'The phone is abroad, in a network that does not serve it.',
    fr: 'Le téléphone est à l’étranger, sur un réseau qui ne le dessert pas.',
    de: 'Das Telefon ist im Ausland in einem Netz, das es nicht bedient.',
    codes: { map: [8], smsmode: [3527], ovhPtt: [74] },
  },
  do_not_disturb: {
    permanence: 'permanent',
    en: 'The recipient is on a do-not-disturb register.',
    fr: 'Le destinataire est inscrit sur une liste « ne pas déranger ».',
    de: 'Der Empfänger steht auf einer Nicht-stören-Liste.',
    codes: { mailjet: [9] },
  },
  opted_out: {
    permanence: 'permanent',
    en: 'The recipient answered STOP and must not be written to.',
    fr: 'Le destinataire a répondu STOP et ne doit plus être contacté.',
    de: 'Der Empfänger hat mit STOP geantwortet und darf nicht mehr angeschrieben werden.',
    codes: { mailjet: [11], smsmode: [3999], ovhSmpp: [53], vonage: [9], sinch: [61] },
  },
  portability: {
    permanence: 'permanent',
    en: 'The number was ported, and this route does not lead to its present operator.',
    fr: 'Le numéro a été porté, et cette route ne mène pas à son opérateur actuel.',
    de: 'Die Rufnummer wurde portiert, und dieser Weg führt nicht zu ihrem heutigen Anbieter.',
    codes: {
      map: [1153],
      smsmode: [3504, 3526],
      ovhPtt: [73, 76, 202],
      vonage: [5],
      sinch: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    },
  },
  no_route: {
    permanence: 'permanent',
    en: 'The carrier has no route to this number.',
    fr: 'L’opérateur n’a pas de route vers ce numéro.',
    de: 'Der Netzpartner hat keinen Weg zu dieser Rufnummer.',
    codes: { smsmode: [3560], ovhSmpp: [54], vonage: [11] },
  },
  sender_blacklisted: {
    permanence: 'permanent',
    en: 'The sender is on the operator’s blacklist.',
    fr: 'L’expéditeur est sur la liste noire de l’opérateur.',
    de: 'Der Absender steht auf der Sperrliste des Netzbetreibers.',
    codes: { mailjet: [10] },
  },
  sender_not_allowed: {
    permanence: 'permanent',
    en: 'This sender may not be used for this destination.',
    fr: 'Cet expéditeur ne peut pas être utilisé vers cette destination.',
    de: 'Dieser Absender darf für dieses Ziel nicht verwendet werden.',
    codes: { smpp: [0x0a, 0x48, 0x49], vonage: [10, 51], sinch: [60, 310] },
  },
  service_not_allowed: {
    permanence: 'permanent',
    en: 'The carrier does not offer this service to our account there.',
    fr: 'L’opérateur n’ouvre pas ce service à notre compte chez lui.',
    de: 'Der Netzpartner bietet unserem Konto diesen Dienst nicht an.',
    codes: { smpp: [0x15, 0x100, 0x101, 0x103] },
  },
  content_rejected: {
    permanence: 'permanent',
    en: 'The operator refuses the content of the message.',
    fr: 'L’opérateur refuse le contenu du message.',
    de: 'Der Netzbetreiber lehnt den Inhalt der Nachricht ab.',
    codes: { smsmode: [3525], ovhPtt: [29], ovhSmpp: [52, 101], vonage: [6, 52], sinch: [15, 62] },
  },
  spam_suspected: {
    permanence: 'permanent',
    en: 'The operator takes the message for spam.',
    fr: 'L’opérateur prend le message pour du spam.',
    de: 'Der Netzbetreiber hält die Nachricht für Spam.',
    codes: { smsmode: [3524], ovhPtt: [28] },
  },
  anti_flood: {
    permanence: 'temporary',
    en: 'This number was sent too many messages in a short time.',
    fr: 'Trop de messages ont été envoyés à ce numéro en peu de temps.',
    de: 'An diese Rufnummer gingen in kurzer Zeit zu viele Nachrichten.',
    codes: { map: [4104], mailjet: [12] },
  },
  outside_marketing_hours: {
    permanence: 'temporary',
    en: 'Marketing messages are not let through at this hour.',
    fr: 'Les messages commerciaux ne sont pas acheminés à cette heure.',
    de: 'Werbenachrichten werden zu dieser Uhrzeit nicht zugestellt.',
    codes: {},
  },
  invalid_destination: {
    permanence: 'permanent',
    en: 'The number is not valid.',
    fr: 'Le numéro n’est pas valide.',
    de: 'Die Rufnummer ist ungültig.',
    codes: {
      smpp: [0x0b, 0x33, 0x34, 0x50, 0x51],
      mailjet: [14],
      smsmode: [3998],
      ovhSmpp: [100],
      allmysms: [113, 114],
    },
  },
  invalid_message: {
    permanence: 'permanent',
    en: 'The carrier cannot take the message as it is: its length, alphabet or options are wrong.',
    fr: 'L’opérateur ne peut pas prendre le message tel quel : longueur, alphabet ou options incorrects.',
    de: 'Der Netzpartner kann die Nachricht so nicht annehmen: Länge, Alphabet oder Optionen sind falsch.',
    codes: {
      smpp: [0x01, 0x06, 0x07, 0x43, 0x55, 0x61, 0x62, 0x63, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0x104],
      map: [35, 36, 71],
      smsmode: [36, 38],
      ovhPtt: [20],
      ovhSmpp: [102, 103],
      allmysms: [110, 111, 117],
    },
  },
  network_error: {
    permanence: 'temporary',
    en: 'The network failed or is congested.',
    fr: 'Le réseau est en panne ou saturé.',
    de: 'Das Netz ist gestört oder überlastet.',
    codes: {
      map: [33, 34, 502, 1158],
      mailjet: [8],
      smsmode: [3501],
      ovhPtt: [2, 25, 39],
      ovhSmpp: [2, 6, 7],
      twilioSmpp: [12],
      vonage: [8, 16],
      sinch: [102, 155, 207],
    },
  },
  carrier_unavailable: {
    permanence: 'temporary',
    en: 'The carrier could not be reached.',
    fr: 'L’opérateur n’était pas joignable.',
    de: 'Der Netzpartner war nicht erreichbar.',
    codes: { smpp: [0x02, 0x03, 0x04, 0x05, 0x0d, 0x0e, 0x0f, 0x53, 0x102] },
  },
  carrier_error: {
    permanence: 'temporary',
    en: 'The carrier had an internal error.',
    fr: 'L’opérateur a rencontré une erreur interne.',
    de: 'Beim Netzpartner ist ein interner Fehler aufgetreten.',
    codes: { smpp: [0x08, 0x45, 0x64, 0xfe], mailjet: [13], smsmode: [2], ovhSmpp: [1, 50, 51] },
  },
  carrier_rejected: {
    permanence: 'permanent',
    en: 'The carrier refused the message without saying more.',
    fr: 'L’opérateur a refusé le message sans autre précision.',
    de: 'Der Netzpartner hat die Nachricht ohne nähere Angabe abgelehnt.',
    codes: {
      smpp: [0x65, 0x66],
      mailjet: [4],
      smsmode: [22, 3521],
      ovhSmpp: [803],
      allmysmsReceipt: [4],
    },
  },
  throttled: {
    permanence: 'temporary',
    en: 'The carrier was given messages faster than it takes them.',
    fr: 'L’opérateur a reçu les messages plus vite qu’il ne les accepte.',
    de: 'Der Netzpartner erhielt Nachrichten schneller, als er sie annimmt.',
    codes: { smpp: [0x14, 0x58], ovhSmpp: [55] },
  },
  insufficient_credit: {
    permanence: 'permanent',
    en: 'There was not enough credit to send the message.',
    fr: 'Le crédit était insuffisant pour envoyer le message.',
    de: 'Das Guthaben reichte nicht aus, um die Nachricht zu senden.',
    codes: { mailjet: [15], smsmode: [33], ovhSmpp: [10], allmysms: [103, 104] },
  },
  daily_limit_reached: {
    permanence: 'temporary',
    en: 'The daily limit of messages was reached.',
    fr: 'La limite quotidienne de messages était atteinte.',
    de: 'Das Tageslimit an Nachrichten war erreicht.',
    codes: { mailjet: [16] },
  },
  country_not_served: {
    permanence: 'permanent',
    en: 'Messages to this country are not offered.',
    fr: 'Les messages vers ce pays ne sont pas proposés.',
    de: 'Nachrichten in dieses Land werden nicht angeboten.',
    codes: {},
  },
  validity_ended: {
    permanence: 'permanent',
    en: 'The message could not be delivered before its validity ended.',
    fr: 'Le message n’a pas pu être remis avant la fin de sa validité.',
    de: 'Die Nachricht konnte vor Ablauf ihrer Gültigkeit nicht zugestellt werden.',
    codes: { mailjet: [6], smsmode: [37], ovhPtt: [8], ovhSmpp: [801] },
  },
  no_receipt: {
    permanence: 'permanent',
    en: 'The carrier took the message and never said what became of it.',
    fr: 'L’opérateur a pris le message et n’a jamais dit ce qu’il est devenu.',
    de: 'Der Netzpartner nahm die Nachricht an und meldete nie, was aus ihr wurde.',
    codes: {},
  },
  attempts_exhausted: {
    permanence: 'permanent',
    en: 'The message was tried as often as allowed, without success.',
    fr: 'Le message a été tenté autant de fois que permis, sans succès.',
    de: 'Die Nachricht wurde so oft wie erlaubt versucht, ohne Erfolg.',
    codes: {},
  },
  no_answer: {
    permanence: 'temporary',
    en: 'The carrier did not answer; whether it has the message is not known.',
    fr: 'L’opérateur n’a pas répondu ; on ignore s’il a le message.',
    de: 'Der Netzpartner hat nicht geantwortet; ob er die Nachricht hat, ist unbekannt.',
    codes: {},
  },
  cancelled_by_sender: {
    permanence: 'permanent',
    en: 'The sender took the message back before it left.',
    fr: 'L’expéditeur a repris le message avant son départ.',
    de: 'Der Absender hat die Nachricht vor dem Versand zurückgezogen.',
    codes: {},
  },
  deleted_by_carrier: {
    permanence: 'permanent',
    en: 'The carrier deleted the message.',
    fr: 'L’opérateur a supprimé le message.',
    de: 'Der Netzpartner hat die Nachricht gelöscht.',
    codes: { ovhSmpp: [802] },
  },
  replaced: {
    permanence: 'permanent',
    en: 'A newer message took the place of this one.',
    fr: 'Un message plus récent a pris la place de celui-ci.',
    de: 'Eine neuere Nachricht hat diese ersetzt.',
    codes: {},
  },
  not_delivered: {
    permanence: 'permanent',
    en: 'The network could not deliver the message, and did not say why.',
    fr: 'Le réseau n’a pas pu remettre le message et n’a pas dit pourquoi.',
    de: 'Das Netz konnte die Nachricht nicht zustellen und nannte keinen Grund.',
    codes: {
      mailjet: [5, 7],
      smsmode: [21, 35, 39, 50, 3599],
      ovhPtt: [5],
      ovhSmpp: [9, 800],
      allmysmsReceipt: [2],
    },
  },
  unknown: {
    permanence: 'temporary',
    en: 'The cause is not known.',
    fr: 'La cause est inconnue.',
    de: 'Die Ursache ist unbekannt.',
    codes: {
      smpp: [0xff],
      mailjet: [0],
      smsmode: [999],
      ovhPtt: [6],
      ovhSmpp: [255, 804],
      vonage: [1, 99],
      sinch: [0, 114],
    },
  },
} as const satisfies Record<string, Reason>;

/** The stable key of a {@link Reason}. */
export type ReasonKey = keyof typeof catalogue;

/** The catalogue of reasons. Keys are stored and sent to hosts: add, never rename. */
export const reasons: Readonly<Record<ReasonKey, Reason>> = catalogue;

/** All keys, in the order of the catalogue. */
export const REASON_KEYS = Object.keys(catalogue) as readonly ReasonKey[];

const keyOfCode: ReadonlyMap<string, ReasonKey> = new Map(
  REASON_KEYS.flatMap(key =>
    CODE_TABLES.flatMap(table =>
      (reasons[key].codes[table] ?? []).map(code => [`${table} ${code}`, key] as const),
    ),
  ),
);

/** Whether a word is the key of a reason. */
export function isReasonKey(word: unknown): word is ReasonKey {
  return typeof word === 'string' && Object.hasOwn(catalogue, word);
}

/** The sentence of a reason, in English unless another language is asked for. */
export function describeReason(key: ReasonKey, language: ReasonLanguage = 'en'): string {
  return reasons[key][language];
}

/**
 * What a code of others means; undefined when the table does not have it. Vendors disagree on some codes, and a carrier's own
 * paper goes before this table.
 *
 * @example
 * reasonOfCode('map', 1) // 'unknown_subscriber'
 * reasonOfCode('smpp', 0x58) // 'throttled'
 */
export function reasonOfCode(table: CodeTable, code: number): ReasonKey | undefined {
  return keyOfCode.get(`${table} ${code}`);
}
