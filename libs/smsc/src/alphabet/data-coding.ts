/** How the user data are written. */
export type Alphabet = 'gsm7' | 'ascii' | 'latin1' | 'ucs2' | 'binary';

/** Where the phone keeps a message (TS 23.038 section 4). */
export type ClassName = 'flash' | 'phone' | 'sim' | 'toolkit' | 'none';

/** What a data coding says. */
export interface DataCoding {
  readonly alphabet: Alphabet;
  readonly messageClass: ClassName;
}

const CLASSES = ['flash', 'phone', 'sim', 'toolkit'] as const;

/**
 * Reads TP-DCS (TS 23.038 section 4) as it stands in SMPP's data_coding (SMPP 3.4 section 5.2.19), where 1 to 4 have
 * meanings of their own. Reserved values are the default alphabet, as the standard asks.
 */
export function readDataCoding(dataCoding: number): DataCoding {
  switch (dataCoding) {
    case 0x01:
      return { alphabet: 'ascii', messageClass: 'none' };
    case 0x02:
    case 0x04:
      return { alphabet: 'binary', messageClass: 'none' };
    case 0x03:
      return { alphabet: 'latin1', messageClass: 'none' };
    default:
  }
  const group = dataCoding >> 4;
  if (group <= 0x7) {
    const messageClass = (dataCoding & 0x10) === 0 ? 'none' : CLASSES[dataCoding & 3]!;
    if ((dataCoding & 0x20) !== 0) return { alphabet: 'binary', messageClass };
    const alphabet = (['gsm7', 'binary', 'ucs2', 'gsm7'] as const)[(dataCoding >> 2) & 3]!;
    return { alphabet, messageClass };
  }
  if (group === 0xe) return { alphabet: 'ucs2', messageClass: 'none' };
  if (group === 0xf) {
    return { alphabet: (dataCoding & 4) === 0 ? 'gsm7' : 'binary', messageClass: CLASSES[dataCoding & 3]! };
  }
  return { alphabet: 'gsm7', messageClass: 'none' };
}
