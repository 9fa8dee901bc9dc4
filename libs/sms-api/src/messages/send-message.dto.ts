import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsString } from 'class-validator';
import {
  PRIORITIES,
  type MessageChanges,
  type MessageClass,
  type MessageType,
  type Priority,
  type Purpose,
  type SendCommand,
} from '@chappe/sms';
import {
  IsDate,
  IsDuration,
  IsLabel,
  IsRecipients,
  IsWebAddress,
  Optional,
  parseIsoDate,
  parseIsoDuration,
} from '../requests/index.js';
import { ENCODINGS_ASKED, MESSAGE_CLASSES, MESSAGE_TYPES, PURPOSES } from './vocabulary.js';

/**
 * What a message is, whoever gets it. Defaults are told in words: the same fields are in an edit, where a default in the schema
 * would make clients fill it in, and so change what was to stay.
 */
export class MessageFields {
  @ApiProperty({ minLength: 1, description: 'Up to 8 parts: 1224 characters of the GSM alphabet.' })
  @IsString()
  text!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'Alphanumeric sender (up to 11 characters), short code or number; the carrier’s default when absent.',
    example: 'Chappe',
  })
  @Optional({ nullable: true })
  @IsString()
  from?: string | null;

  @ApiPropertyOptional({
    enum: PURPOSES,
    enumName: 'Purpose',
    description:
      'Marketing to French numbers gets the STOP mention. A new message is transactional by default.',
  })
  @Optional()
  @IsIn(PURPOSES)
  purpose?: Purpose;

  @ApiPropertyOptional({
    enum: MESSAGE_TYPES,
    enumName: 'MessageType',
    description: 'A new message is a text by default.',
  })
  @Optional()
  @IsIn(MESSAGE_TYPES)
  type?: MessageType;

  @ApiPropertyOptional({
    enum: MESSAGE_CLASSES,
    nullable: true,
    description: 'Where the phone shows or keeps it: message class 0 to 3 (3GPP TS 23.038, 4).',
  })
  @Optional({ nullable: true })
  @IsIn(MESSAGE_CLASSES)
  class?: MessageClass | null;

  @ApiPropertyOptional({
    enum: ENCODINGS_ASKED,
    description: '`auto` by default: GSM-7 where every character allows it.',
  })
  @Optional()
  @IsIn(ENCODINGS_ASKED)
  encoding?: (typeof ENCODINGS_ASKED)[number];

  @ApiPropertyOptional({
    enum: PRIORITIES,
    enumName: 'Priority',
    description: 'A new message is of medium priority by default.',
  })
  @Optional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  @ApiPropertyOptional({
    format: 'duration',
    description: 'How long it may take from when it is due to leave. 48 hours by default.',
    example: 'PT48H',
  })
  @Optional()
  @IsDuration()
  validity?: string;

  @ApiPropertyOptional({ description: 'Whether the subscriber is to be able to answer; not by default.' })
  @Optional()
  @IsBoolean()
  replyable?: boolean;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 64,
    description: 'Your own word for a group of messages, to filter and to rebill by.',
  })
  @Optional({ nullable: true })
  @IsLabel()
  tag?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 64,
    description: 'Your own reference for this message.',
  })
  @Optional({ nullable: true })
  @IsLabel()
  clientRef?: string | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'Fewer parts than the platform allows.' })
  @Optional()
  @IsInt()
  maxParts?: number;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'uri',
    description: 'Called when this message has moved.',
  })
  @Optional({ nullable: true })
  @IsWebAddress()
  callbackUrl?: string | null;
}

const recipients = {
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 10_000 }],
  description:
    'One number or up to 10,000, in any usual form; each gets the message once, however often it is named.',
  example: ['+33612121515'],
};
const departure = {
  type: String,
  nullable: true,
  format: 'date-time',
  description: 'When it is to leave, with its zone; now when absent.',
};

/** A message to send. */
export class SendMessageBody extends MessageFields {
  @ApiProperty(recipients)
  @IsRecipients()
  to!: string | string[];

  @ApiPropertyOptional(departure)
  @Optional({ nullable: true })
  @IsDate()
  scheduledAt?: string | null;
}

/** What is to change of a message that waits for its date; what is left out stays. */
export class EditMessageBody extends PartialType(MessageFields, { skipNullProperties: false }) {
  @ApiPropertyOptional({ description: 'Another recipient.' })
  @Optional()
  @IsString()
  to?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Another date; it must lie ahead.' })
  @Optional()
  @IsDate()
  scheduledAt?: string;
}

/** What is to be different in a copy; what is left out is as in the original. */
export class CopyMessageBody extends PartialType(SendMessageBody, { skipNullProperties: false }) {}

/** What the library is to do for a body. */
export function sendCommand(body: SendMessageBody): SendCommand {
  return { ...messageChanges(body), to: body.to, text: body.text };
}

/** What a body changes; what it leaves out stays undefined, which changes nothing. */
export function messageChanges(body: Partial<SendMessageBody>): MessageChanges {
  const { to, text, from, purpose, type, encoding, priority, replyable, tag, clientRef, maxParts } = body;
  return {
    to,
    text,
    from,
    purpose,
    type,
    messageClass: body.class,
    encoding,
    priority,
    replyable,
    tag,
    clientRef,
    maxParts,
    callbackUrl: body.callbackUrl,
    scheduledAt: typeof body.scheduledAt === 'string' ? parseIsoDate(body.scheduledAt) : body.scheduledAt,
    validityMs: body.validity === undefined ? undefined : parseIsoDuration(body.validity),
  };
}
