import type { ServingNetwork } from '@chappe/sms';
import { text, type Column } from '../kernel/index.js';

const PORTED = ' ported';

/**
 * A network, kept as people write it: `208-01`, or `208-01 ported`. As text, because the zeros count; in one column, because it
 * is there or not there as a whole.
 */
export function network(): Column<ServingNetwork> {
  return {
    ...text(),
    write: ({ mcc, mnc, ported }) => `${mcc}-${mnc}${ported ? PORTED : ''}`,
    read: value => {
      const written = String(value);
      const ported = written.endsWith(PORTED);
      const [mcc = '', mnc = ''] = (ported ? written.slice(0, -PORTED.length) : written).split('-');
      return { mcc, mnc, ported };
    },
  };
}
