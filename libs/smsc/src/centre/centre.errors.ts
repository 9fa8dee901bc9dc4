import { REASONS, type Reason } from '../network/index.js';

/** The centre was used wrongly; the message says why and what to do. Refused submissions are answers, not errors. */
export class CentreError extends Error {
  override readonly name = 'CentreError';

  static tooManyClients(limit: number): CentreError {
    return new CentreError(
      `There are ${String(limit)} clients already, which is the limit (maxClients), and none can be forgotten: ` +
        'all are connected, or have something on its way to them. Disconnect one, or let time go on.',
    );
  }

  static tooManyRoutes(limit: number): CentreError {
    return new CentreError(
      `${String(limit)} numbers are given to clients already, which is the limit (maxInboundRoutes). Take one away first.`,
    );
  }

  static notAPhone(msisdn: string): CentreError {
    return new CentreError(
      `${JSON.stringify(msisdn)} is no phone. Give an international number such as +33612345678.`,
    );
  }

  static cannotSend(msisdn: string, reason: Reason): CentreError {
    return new CentreError(
      `${msisdn} cannot send anything now (${reason}): ${REASONS[reason].text} Make it reachable first.`,
    );
  }

  static badText(maxParts: number): CentreError {
    return new CentreError(
      `A phone sends a text of 1 to ${String(maxParts)} parts. Give one, and not a longer one.`,
    );
  }

  static badFlood(limit: number): CentreError {
    return new CentreError(`A flood has 1 to ${String(limit)} messages, at waits of 0 ms or more.`);
  }
}
