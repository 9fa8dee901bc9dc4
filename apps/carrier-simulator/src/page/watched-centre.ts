import {
  MessageCentre,
  type CarrierLink,
  type CentreSubmission,
  type Connection,
  type MessageCentreOptions,
  type SubmitAnswer,
} from '@chappe/smsc';
import type { Exchanges } from './exchanges.js';

/** A message centre that remembers the last things that went through its doors, whichever door it was. */
export class WatchedCentre extends MessageCentre {
  constructor(
    options: MessageCentreOptions,
    private readonly exchanges: Exchanges,
  ) {
    super(options);
  }

  override submit(
    clientId: string,
    submission: CentreSubmission,
    answer: (answer: SubmitAnswer) => void,
  ): void {
    const exchange = this.exchanges.submitted(clientId, submission);
    super.submit(clientId, submission, given => {
      this.exchanges.answered(exchange, given);
      answer(given);
    });
  }

  override connect(link: CarrierLink): Connection {
    return super.connect({
      clientId: link.clientId,
      receipt: receipt => {
        this.exchanges.offered(link.clientId, { kind: 'receipt', payload: receipt });
        return link.receipt(receipt);
      },
      inbound: message => {
        this.exchanges.offered(link.clientId, { kind: 'inbound', payload: message });
        return link.inbound(message);
      },
    });
  }

  override reset(options: { seed?: number | undefined; firstId?: number } = {}): void {
    this.exchanges.clear();
    super.reset(options);
  }
}
