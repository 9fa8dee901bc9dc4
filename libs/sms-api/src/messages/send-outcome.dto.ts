import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { SendOutcome } from '@chappe/sms';
import { Amount, amountOf } from '../money/index.js';
import { MessageDto, messageDto } from './message.dto.js';

/** A number that the message does not go to. */
@ApiSchema({ name: 'Rejected' })
export class RejectedDto {
  @ApiProperty({ description: 'As it was given.' })
  to!: string;

  @ApiProperty({
    description:
      'Stable, such as `not_a_number`, `not_mobile`, `country_not_served`, `opted_out`, `duplicate`.',
  })
  code!: string;

  @ApiProperty({ description: 'Why, and what to do.' })
  detail!: string;
}

/** What a send came to. */
@ApiSchema({ name: 'SendOutcome' })
export class SendOutcomeDto {
  @ApiProperty({ type: [MessageDto], description: 'One message for each recipient, in their order.' })
  accepted!: readonly MessageDto[];

  @ApiProperty({ type: [RejectedDto] })
  rejected!: readonly RejectedDto[];

  @ApiProperty({
    type: Amount,
    description: 'Set aside for all of them, or to be when scheduled ones leave.',
  })
  cost!: Amount;
}

/** Writes what a send came to. */
export function sendOutcomeDto({ accepted, rejected, cost }: SendOutcome): SendOutcomeDto {
  return { accepted: accepted.map(messageDto), rejected, cost: amountOf(cost) };
}
