import { ApiProperty } from '@nestjs/swagger';
import { ASSETS, formatMicros, type Asset, type Money } from '@chappe/sms';

/** An amount as it goes out: a decimal string, never a float, because floats cannot hold 0.1. */
export class Amount {
  @ApiProperty({
    pattern: '^-?\\d+\\.\\d{4,6}$',
    description: 'A decimal with at least four and at most six digits after its point.',
    example: '0.0715',
  })
  amount!: string;

  @ApiProperty({ enum: ASSETS, enumName: 'Asset', example: 'EUR' })
  asset!: Asset;
}

/** Writes an amount of the library. */
export function amountOf({ micros, asset }: Money): Amount {
  return { amount: formatMicros(micros), asset };
}
