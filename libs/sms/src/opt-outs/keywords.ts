/** What a person can ask for by a word alone. */
export type Keyword = 'stop' | 'start';

/**
 * What people send to be left alone, in capitals and without blanks: the word of the French charter first, then what
 * operators and platforms of other countries obey. Several are ordinary words (END, CANCEL), so they count only as the whole message.
 */
export const STOP_WORDS: readonly string[] = [
  ...['STOP', 'STOPSMS', 'ARRET', 'ARRETER', 'DESABO', 'DESABONNER', 'DESINSCRIRE', 'DESINSCRIPTION'],
  ...['STOPALL', 'UNSUBSCRIBE', 'UNSUB', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'REMOVE', 'OPTOUT', 'TD'],
  ...['STOPP', 'ABMELDEN', 'ABBESTELLEN'],
  ...['BAJA', 'PARAR', 'ALTO', 'DETENER'],
  ...['FERMA', 'BASTA', 'CANCELLAMI', 'DISISCRIVIMI'],
  ...['PARE', 'SAIR', 'CANCELAR', 'AFMELDEN', 'UITSCHRIJVEN'],
];

/**
 * What people send to come back. YES and OUI are left out on purpose, although some platforms obey them: they answer
 * questions, and nobody should be subscribed again for having answered one.
 */
export const START_WORDS: readonly string[] = [
  ...['START', 'REABO', 'REABONNER', 'REPRENDRE', 'REPRISE'],
  ...['UNSTOP', 'RESUBSCRIBE', 'SUBSCRIBE', 'OPTIN'],
  ...['ANMELDEN', 'ALTA', 'ISCRIVIMI', 'AANMELDEN'],
];

/** Texts beyond one short message are prose, and are not looked at. */
const TEXT_LENGTH_MAX = 160;

/** People copy the mention as they read it: "STOP au 36180", "STOP 36180". */
const COPIED_MENTION = /^STOP(?:AU)?\d{5}$/;

const keywords: ReadonlyMap<string, Keyword> = new Map([
  ...STOP_WORDS.map(word => [word, 'stop'] as const),
  ...START_WORDS.map(word => [word, 'start'] as const),
]);

/**
 * The word that a whole message is, whatever its case, accents, punctuation and blanks; undefined for anything else, a
 * sentence with such a word in it included.
 *
 * @example
 * keywordOf(' Arrêt ! ') // 'stop'
 * keywordOf('stop all') // 'stop'
 * keywordOf('Please do not stop') // undefined
 */
export function keywordOf(text: string): Keyword | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const word = text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return COPIED_MENTION.test(word) ? 'stop' : keywords.get(word);
}
