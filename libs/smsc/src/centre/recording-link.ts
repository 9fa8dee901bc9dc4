import type { CarrierLink, CentreInbound } from './carrier-link.js';
import type { CentreReceipt } from './receipt.js';

/**
 * A link that keeps all it gets, for tests without a door. It acknowledges everything unless told otherwise.
 *
 * @example
 * const link = new RecordingLink('shop');
 * centre.connect(link);
 * await time.advanceBy(60_000);
 * link.receipts.map(receipt => receipt.state); // ['DELIVRD']
 */
export class RecordingLink implements CarrierLink {
  readonly receipts: CentreReceipt[] = [];
  readonly messages: CentreInbound[] = [];

  /** @param acknowledges asked for each receipt and message; what is not acknowledged is kept all the same */
  constructor(
    readonly clientId = 'client',
    private readonly acknowledges: () => boolean | Promise<boolean> = () => true,
  ) {}

  receipt(receipt: CentreReceipt): boolean | Promise<boolean> {
    this.receipts.push(receipt);
    return this.acknowledges();
  }

  inbound(message: CentreInbound): boolean | Promise<boolean> {
    this.messages.push(message);
    return this.acknowledges();
  }
}
