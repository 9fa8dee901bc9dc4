import { partStateOf, reasonKeyOf } from '@chappe/carrier-http';
import {
  Carrier,
  type CarrierCapabilities,
  type CarrierHealth,
  type CarrierListener,
  type DeliveryReceipt,
  type PartQuery,
  type Submission,
  type SubmissionResult,
} from '@chappe/sms';
import type { CentreMessageView } from '@chappe/smsc';
import { never, type Mortal } from './faulty-storage.js';

/** A message that was handed to a carrier, and what the carrier answered, once it has. */
export interface Handover {
  readonly at: number;
  readonly carrier: string;
  readonly submission: Submission;
  result?: SubmissionResult;
}

/** What a look at the centre tells of a part. */
function told(look: (id: string) => CentreMessageView | undefined) {
  return ({ messageId, partNumber, reference }: PartQuery): readonly DeliveryReceipt[] => {
    const view = reference === null ? undefined : look(reference);
    if (!view) return [];
    const state = partStateOf(view.state as Parameters<typeof partStateOf>[0]);
    return [
      {
        reference: view.id,
        ours: { messageId, partNumber },
        state: state!,
        reason: reasonKeyOf(view.reason, state),
        rawCode: view.errorCode,
        at: view.doneAt ?? view.submittedAt,
        raw: JSON.stringify(view),
      },
    ];
  };
}

/** A carrier as one process has it: watched, and cut off when the process dies. */
export class WatchedCarrier extends Carrier {
  readonly name: string;
  override readonly query?: NonNullable<Carrier['query']>;

  constructor(
    private readonly carrier: Carrier,
    readonly capabilities: CarrierCapabilities,
    private readonly process: Mortal & { readonly ended: Promise<void> },
    private readonly watch: {
      readonly handedOver: (carrier: string, submission: Submission) => Handover;
      /** Whether the process dies at this moment. */
      readonly dies: () => boolean;
      /** What the centre says of a message of its own; absent where it cannot be asked. */
      readonly look?: (id: string) => CentreMessageView | undefined;
    },
  ) {
    super();
    this.name = carrier.name;
    const { look } = watch;
    if (look) this.query = async parts => (this.process.isOver ? never() : parts.flatMap(told(look)));
  }

  start(listener: CarrierListener): Promise<void> {
    return this.carrier.start({
      receipt: receipt => this.alive(listener.receipt(receipt)),
      inbound: message => this.alive(listener.inbound(message)),
    });
  }

  async submit(submission: Submission, options: { readonly signal: AbortSignal }): Promise<SubmissionResult> {
    if (this.process.isOver) return never();
    if (this.watch.dies()) {
      this.process.die('before a handover');
      return never();
    }
    const handover = this.watch.handedOver(this.name, submission);
    const answer = this.carrier.submit(submission, options);
    if (this.watch.dies()) this.process.die('after a handover');
    const result = await answer;
    if (this.process.isOver) return never();
    handover.result = result;
    return result;
  }

  stop(): Promise<void> {
    return this.carrier.stop();
  }

  health(): CarrierHealth {
    return this.carrier.health();
  }

  /** A fact that a dead process was told is not stored: the carrier is not thanked. */
  private alive(stored: Promise<void>): Promise<void> {
    return Promise.race([
      stored,
      this.process.ended.then(() => Promise.reject(new Error('The process is dead.'))),
    ]);
  }
}
