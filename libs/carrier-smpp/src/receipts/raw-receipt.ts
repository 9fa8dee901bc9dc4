import type { Pdu } from '@chappe/smpp';

/** The longest record of a receipt, in characters. */
export const RAW_RECEIPT_MAX = 4096;

/** A receipt as it came, for the record: JSON, octets in hexadecimal, cut at {@link RAW_RECEIPT_MAX} characters. */
export function rawReceipt(pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>, text: string): string {
  const { command, sourceAddr, destinationAddr, esmClass, dataCoding, tlvs, unknownTlvs } = pdu;
  const record = {
    command,
    sourceAddr,
    destinationAddr,
    esmClass,
    dataCoding,
    text,
    tlvs: Object.fromEntries(
      Object.entries(tlvs)
        .filter(([name]) => name !== 'messagePayload')
        .map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value]),
    ),
    ...(unknownTlvs.length > 0 && {
      unknownTlvs: unknownTlvs.map(({ tag, value }) => ({ tag, value: value.toString('hex') })),
    }),
  };
  return JSON.stringify(record).slice(0, RAW_RECEIPT_MAX);
}
