import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { FieldProblemDto } from '../problem/problem.dto.js';
import { MAX_REF_LENGTH, MAX_TEXT_LENGTH } from './submission-item.js';

/** One message to a phone. */
export class SubmissionItemDto {
  @ApiProperty({
    maxLength: MAX_REF_LENGTH,
    description: 'Your own name for it. One seen before answers the first result: no second message.',
    example: 'order-4711',
  })
  ref!: string;

  @ApiProperty({
    description: 'The sender: an international number, a short code, or up to eleven letters.',
    example: 'Chappe',
  })
  from!: string;

  @ApiProperty({ description: 'The phone: an international number, plus or not.', example: '+33612345678' })
  to!: string;

  @ApiPropertyOptional({
    maxLength: MAX_TEXT_LENGTH,
    description: 'The text; the centre cuts long ones. Or `ud`.',
  })
  text?: string;

  @ApiPropertyOptional({
    description:
      'User data in hexadecimal, instead of a text: GSM unpacked (a septet an octet) or UCS-2 in big endian.',
  })
  ud?: string;

  @ApiPropertyOptional({
    description: 'The user data header before `ud` in hexadecimal, its length octet included.',
  })
  udh?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 255,
    description: 'TP-DCS, as data_coding in SMPP (3GPP TS 23.038 section 4).',
  })
  dataCoding?: number;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', example: 'PT48H' }, { type: 'number' }],
    description: 'How long the centre tries: ISO 8601 duration, or milliseconds. 48 h where left out.',
  })
  validity?: string | number;

  @ApiPropertyOptional({ minimum: 0, maximum: 3 })
  priority?: number;

  @ApiPropertyOptional({ enum: ['transactional', 'marketing'] })
  purpose?: 'transactional' | 'marketing';

  @ApiPropertyOptional({ enum: ['flash', 'phone', 'sim', 'toolkit'] })
  messageClass?: 'flash' | 'phone' | 'sim' | 'toolkit';

  @ApiPropertyOptional({ format: 'date-time', description: 'When the first attempt is to be made.' })
  scheduledAt?: string;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 31,
    description:
      'Which receipts: 0 none, 1 final, 2 failures, 3 successes, +16 intermediate ones. 17 where left out, and 0 where ' +
      'there is nowhere to send them.',
  })
  registeredDelivery?: number;

  @ApiPropertyOptional({
    description: 'Where the receipts of this message go, instead of the connection’s URL.',
  })
  receiptUrl?: string;
}

/** Why an item was not accepted. */
export class ItemErrorDto {
  @ApiProperty({ example: 'throttled' })
  code!: string;

  @ApiProperty()
  detail!: string;

  @ApiProperty({ description: 'Whether the same item may be accepted later.' })
  temporary!: boolean;

  @ApiPropertyOptional({ description: 'command_status of SMPP 3.4 that says the same.' })
  commandStatus?: number;

  @ApiPropertyOptional()
  retryAfterMs?: number;

  @ApiPropertyOptional({ type: [FieldProblemDto] })
  errors?: FieldProblemDto[];
}

/** What became of one item: an `id`, or an `error`. */
export class ItemAnswerDto {
  @ApiProperty({ nullable: true, type: String })
  ref!: string | null;

  @ApiPropertyOptional({ description: 'The centre’s id of the message.' })
  id?: string;

  @ApiPropertyOptional({ description: 'How many parts are billed.' })
  parts?: number;

  @ApiPropertyOptional({ description: 'Whether the ref had been seen before.' })
  repeated?: boolean;

  @ApiPropertyOptional({ type: ItemErrorDto })
  error?: ItemErrorDto;
}

/** A message as its sender may see it. */
export class CentreMessageDto {
  @ApiProperty()
  id!: string;

  @ApiPropertyOptional()
  ref?: string;

  @ApiProperty()
  from!: string;

  @ApiProperty()
  to!: string;

  @ApiProperty()
  text!: string;

  @ApiProperty({
    enum: [
      'SCHEDULED',
      'ENROUTE',
      'ACCEPTD',
      'DELIVRD',
      'EXPIRED',
      'DELETED',
      'UNDELIV',
      'UNKNOWN',
      'REJECTD',
    ],
  })
  state!: string;

  @ApiProperty({ description: 'message_state of SMPP.' })
  messageState!: number;

  @ApiProperty()
  final!: boolean;

  @ApiPropertyOptional()
  reason?: string;

  @ApiProperty()
  errorCode!: string;

  @ApiProperty()
  parts!: number;

  @ApiProperty()
  attempts!: number;

  @ApiProperty({ format: 'date-time' })
  submittedAt!: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;

  @ApiPropertyOptional({ format: 'date-time' })
  scheduledAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  nextAttemptAt?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  doneAt?: string;
}

/** Where a client wants to be told. */
export class ConnectDto {
  @ApiProperty({
    description:
      'Receipts are POSTed here as { clientId, events: [...] }. A 2xx acknowledges them all, but for those that the body ' +
      'names: { "notStored": [0, 7] }. What is not acknowledged is repeated with growing delays.',
    example: 'http://127.0.0.1:3000/carrier/simulator/events',
  })
  @IsString()
  receiptUrl!: string;

  @ApiPropertyOptional({ description: 'The same for messages from phones. `receiptUrl` where left out.' })
  @IsOptional()
  @IsString()
  inboundUrl?: string;

  @ApiPropertyOptional({
    maxLength: 256,
    description: 'Given back with every batch as `Authorization: Bearer …`, so that you know us.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  // It goes into a header, where a line break would begin another one.
  @Matches(/^[\x21-\x7e]*$/, { message: 'token must be printable ASCII without blanks' })
  token?: string;
}

/** A connection. */
export class ConnectionDto {
  @ApiProperty()
  clientId!: string;

  @ApiProperty({
    description:
      'Named in the header x-chappe-connection, submissions are refused (409) once it is no longer the present one, so ' +
      'that no message goes out whose receipts nobody would hear.',
  })
  connectionId!: string;

  @ApiProperty()
  receiptUrl!: string;

  @ApiProperty()
  inboundUrl!: string;
}
