/**
 * The alphabet of the air interface: GSM 03.38 with its extension and national tables, UCS-2, user data headers. Written
 * apart from the library that sends through the centre, so that the two check each other against the published vectors.
 */
export { readDataCoding, type Alphabet, type DataCoding } from './data-coding.js';
export { encodeText, measureText, type EncodedPart, type TextMeasure } from './encode-text.js';
export { decodeGsm, encodeGsm, septetsOf, type Languages } from './gsm7.js';
export {
  concatenationHeader,
  readHeader,
  type Concatenation,
  type UserDataHeader,
} from './user-data-header.js';
export {
  decodeUcs2,
  decodeUserData,
  encodeUcs2,
  MAX_OCTETS,
  MAX_SEPTETS,
  type DecodedUserData,
  type UserData,
} from './user-data.js';
