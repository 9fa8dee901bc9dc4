import {
  MessageCentre,
  type CarrierLink,
  type CentreSubmission,
  type Connection,
  type MessageCentreOptions,
  type SubmitAnswer,
} from '@chappe/smsc';
import type { Traffic } from './traffic.js';

/** A message centre of which it is remembered what was submitted last, and what clients were told, whichever door it was. */
export class WatchedCentre extends MessageCentre {
  constructor(
    options: MessageCentreOptions,
    private readonly traffic: Traffic,
  ) {
    super(options);
  }

  override submit(
    clientId: string,
    submission: CentreSubmission,
    answer: (answer: SubmitAnswer) => void,
  ): void {
    this.traffic.submitting(submission, () => super.submit(clientId, submission, answer));
  }

  override connect(link: CarrierLink): Connection {
    const { clientId } = link;
    return super.connect({
      clientId,
      receipt: receipt => {
        this.traffic.offering(clientId, receipt);
        return link.receipt(receipt);
      },
      inbound: message => {
        this.traffic.offering(clientId, message);
        return link.inbound(message);
      },
    });
  }

  override reset(options: { seed?: number | undefined; firstId?: number } = {}): void {
    this.traffic.clear();
    super.reset(options);
  }
}
