import { CommandStatus, parseSmppTime, resolveSmppTime } from '@chappe/smpp';
import type { CentreSubmission } from '@chappe/smsc';
import type { Refusal } from './refusal.js';

/** When a message is first tried, and for how long. */
export type Dates = Pick<CentreSubmission, 'scheduledAt' | 'validityMs'>;

/**
 * schedule_delivery_time and validity_period (SMPP 3.4 section 7.1.1), absolute or relative to the centre's present `now`.
 * Empty ones are left to the centre. The validity given to the centre counts from the first attempt.
 */
export function datesFromPdu(
  { scheduleDeliveryTime, validityPeriod }: { scheduleDeliveryTime: string; validityPeriod: string },
  now: number,
): Dates | Refusal {
  const scheduledAt = dateOf(scheduleDeliveryTime, now);
  if (scheduledAt === null) {
    return unreadable('schedule_delivery_time', scheduleDeliveryTime, CommandStatus.RINVSCHED);
  }
  const endsAt = dateOf(validityPeriod, now);
  if (endsAt === null) return unreadable('validity_period', validityPeriod, CommandStatus.RINVEXPIRY);
  return {
    ...(scheduledAt === undefined ? {} : { scheduledAt }),
    ...(endsAt === undefined ? {} : { validityMs: endsAt - (scheduledAt ?? now) }),
  };
}

/** Undefined for no date, null for what is no date. */
function dateOf(text: string, now: number): number | undefined | null {
  if (text === '') return undefined;
  const time = parseSmppTime(text);
  return time === undefined ? null : resolveSmppTime(time, new Date(now)).getTime();
}

function unreadable(field: string, text: string, commandStatus: number): Refusal {
  return {
    commandStatus,
    detail: `${field} is ${JSON.stringify(text.slice(0, 20))}; write YYMMDDhhmmsstnnp, or nothing.`,
  };
}
