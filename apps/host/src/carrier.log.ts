import type { CarrierEvent } from '@chappe/sms';
import { Injectable, Logger } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

/** Writes into the log what happens to carriers: each fact once, by the host that published it. */
@Injectable()
export class CarrierLog {
  private readonly logger = new Logger('Carriers');

  @OnEvent('carrier.misconfigured')
  refused({ data: { carrier, why } }: CarrierEvent): void {
    this.logger.error(`The carrier ${carrier} refuses us. ${why}`);
  }

  @OnEvent('carrier.down')
  down({ data: { carrier, failures } }: CarrierEvent): void {
    this.logger.warn(
      `The carrier ${carrier} is left alone for a while: it failed ${failures} times in a row.`,
    );
  }

  @OnEvent('carrier.up')
  up({ data: { carrier } }: CarrierEvent): void {
    this.logger.warn(`The carrier ${carrier} is in service again.`);
  }

  @OnEvent('carrier.paused')
  paused({ data: { carrier } }: CarrierEvent): void {
    this.logger.warn(`The carrier ${carrier} was paused by hand.`);
  }

  @OnEvent('carrier.resumed')
  resumed({ data: { carrier } }: CarrierEvent): void {
    this.logger.warn(`The carrier ${carrier} was resumed by hand.`);
  }
}
