import { buildEsmClass, type PduBody } from '@chappe/smpp';
import type { CentreInbound } from '@chappe/smsc';
import { addressOf } from './addresses.js';

/** A message from a phone, or one part of it, as a deliver_sm; the parts of a long one have their header (UDH). */
export function inboundToPdu({ from, to, dataCoding, ud, udh }: CentreInbound): PduBody<'deliver_sm'> {
  const phone = addressOf(from);
  const number = addressOf(to);
  return {
    sourceAddrTon: phone.ton,
    sourceAddrNpi: phone.npi,
    sourceAddr: phone.addr,
    destAddrTon: number.ton,
    destAddrNpi: number.npi,
    destinationAddr: number.addr,
    esmClass: buildEsmClass({ udhi: udh !== undefined }),
    dataCoding,
    shortMessage: udh === undefined ? Buffer.from(ud) : Buffer.concat([udh, ud]),
  };
}
