/** The lifecycle as the architecture has it, written down again on purpose. */
export const LIFECYCLE: Readonly<Record<string, string>> = {
  scheduled: 'queued rejected cancelled',
  queued: 'submitting rejected expired cancelled',
  submitting: 'queued sent rejected in_doubt expired',
  in_doubt: 'queued sent buffered delivered undelivered rejected expired',
  sent: 'buffered delivered undelivered rejected expired',
  buffered: 'delivered undelivered rejected expired',
  delivered: '',
  undelivered: '',
  rejected: '',
  expired: '',
  cancelled: '',
};
/** How a life may begin. */
export const FIRST_STATES: readonly string[] = ['queued', 'scheduled', 'rejected'];

/** Something that happened to a message, as the tables and the centre tell. */
export type Event =
  | { readonly kind: 'moved'; readonly from: string | null; readonly to: string }
  /** One part came to the centre. */
  | { readonly kind: 'handed_over' }
  | { readonly kind: 'booked'; readonly row: string; readonly micros: number };

/**
 * A message as it should be: simpler than the product, one event after the other. Each answers what is wrong with it, or
 * undefined.
 */
export class ModelMessage {
  private state: string | null = null;
  private claims = 0;
  private sentAgain = 0;
  private handedOver = 0;
  private heldMicros: number | undefined;
  private resolvedMicros = 0;
  private readonly partCount: number;
  private readonly pricePerPartMicros: number;

  constructor(partCount: number, pricePerPartMicros: number) {
    this.partCount = partCount;
    this.pricePerPartMicros = pricePerPartMicros;
  }

  apply(event: Event): string | undefined {
    switch (event.kind) {
      case 'moved':
        return this.move(event.from, event.to);
      case 'handed_over':
        return this.handOver();
      case 'booked':
        return this.book(event.row, event.micros);
    }
  }

  /** What is still missing, when nothing more will happen. */
  end(): string | undefined {
    if (this.state === null) return 'it is stored, and has no life';
    if (LIFECYCLE[this.state] !== '') return undefined;
    const open = (this.heldMicros ?? 0) - this.resolvedMicros;
    return open === 0 ? undefined : `it is ${this.state}, and ${open} micros are still held`;
  }

  private move(from: string | null, to: string): string | undefined {
    const was = this.state;
    const isAllowed =
      was === null ? FIRST_STATES.includes(to) : to === was || LIFECYCLE[was]!.split(' ').includes(to);
    if (from !== was) return `it leaves ${from}, and is ${was}`;
    if (!isAllowed) return `it goes from ${was} to ${to}`;
    if (to === 'submitting') this.claims += 1;
    if (was === 'in_doubt' && to === 'queued') this.sentAgain += 1;
    this.state = to;
    return undefined;
  }

  private handOver(): string | undefined {
    this.handedOver += 1;
    if (this.claims === 0) return 'a part comes to the centre, and nobody has claimed it';
    const most = this.partCount * (1 + this.sentAgain);
    if (this.handedOver <= most) return undefined;
    return `part ${this.handedOver} comes to the centre; it has ${this.partCount}, and was sent again ${this.sentAgain} times`;
  }

  private book(row: string, micros: number): string | undefined {
    if (row === 'hold') {
      if (this.heldMicros !== undefined) return 'credit is held for it again';
      this.heldMicros = micros;
      const price = this.partCount * this.pricePerPartMicros;
      return micros === price ? undefined : `${micros} are held for it, and it costs ${price}`;
    }
    if (this.heldMicros === undefined) return `a ${row} of ${micros}, and nothing is held for it`;
    if (row === 'capture' && this.claims === 0) return 'it is paid for, and nobody has claimed it';
    this.resolvedMicros += micros;
    if (this.resolvedMicros <= this.heldMicros) return undefined;
    return `${this.resolvedMicros} of the ${this.heldMicros} that were held for it are resolved`;
  }
}
