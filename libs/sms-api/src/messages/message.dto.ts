import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger';
import {
  MESSAGE_STATES,
  money,
  reasons,
  segment,
  type MessageDetails,
  type MessagePart,
  type MessageSnapshot,
  type MessageState,
  type MessageType,
  type Move,
  type MoveCause,
  type PartState,
  type Purpose,
  type ReasonKey,
} from '@chappe/sms';
import { Amount, amountOf } from '../money/index.js';
import { isoDate, isoDateOrNull } from '../requests/index.js';
import { encodingName, ENCODINGS, MESSAGE_TYPES, PURPOSES, type EncodingName } from './vocabulary.js';

const PART_STATES = [
  'sent',
  'buffered',
  'delivered',
  'undelivered',
  'rejected',
  'expired',
] as const satisfies readonly PartState[];

const REASON_KEYS = Object.keys(reasons) as ReasonKey[];

/** Why a message is where it is. */
@ApiSchema({ name: 'Reason' })
export class ReasonDto {
  @ApiProperty({ enum: REASON_KEYS, enumName: 'ReasonCode' })
  code!: ReasonKey;

  @ApiProperty({ description: 'The same in words.' })
  detail!: string;

  @ApiProperty({ description: 'Whether the same message would fail again if it were sent again later.' })
  permanent!: boolean;
}

/** The network of a number. */
@ApiSchema({ name: 'Network' })
export class NetworkDto {
  @ApiProperty({ description: 'Mobile country code: three digits.', example: '208' })
  mcc!: string;

  @ApiProperty({ description: 'Mobile network code: two or three digits. 01 is not 001.', example: '01' })
  mnc!: string;

  @ApiProperty({ description: 'Whether it is another network than the one that gave the number out.' })
  ported!: boolean;
}

/** One SMS to one phone. */
@ApiSchema({ name: 'Message' })
export class MessageDto {
  @ApiProperty({ example: 'msg_01JD9ZQ2E8W3T5V7X9Z1B3D5F7' })
  id!: string;

  @ApiProperty({ description: 'E.164 with +.', example: '+33612121515' })
  to!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null for the carrier’s default.' })
  from!: string | null;

  @ApiProperty({ description: 'As the phone shows it, with the STOP mention where there is one.' })
  text!: string;

  @ApiProperty({ enum: MESSAGE_STATES, enumName: 'MessageStatus' })
  status!: MessageState;

  @ApiProperty({ type: ReasonDto, nullable: true })
  reason!: ReasonDto | null;

  @ApiProperty({ enum: PURPOSES, enumName: 'Purpose' })
  purpose!: Purpose;

  @ApiProperty({ enum: MESSAGE_TYPES, enumName: 'MessageType' })
  type!: MessageType;

  @ApiProperty({ enum: ENCODINGS, enumName: 'Encoding' })
  encoding!: EncodingName;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'How many short messages the text takes.' })
  parts!: number;

  @ApiProperty({ type: Amount })
  cost!: Amount;

  @ApiProperty({
    type: NetworkDto,
    nullable: true,
    description:
      'Where the recipient was when it was priced or handed over; null unless prices or routes ask for it.',
  })
  network!: NetworkDto | null;

  @ApiProperty({ type: String, nullable: true })
  tag!: string | null;

  @ApiProperty({ type: String, nullable: true })
  clientRef!: string | null;

  @ApiProperty({ type: String, nullable: true })
  campaignId!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  scheduledAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Accepted by the carrier.' })
  sentAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deliveredAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it came to its end.' })
  finalAt!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When its validity ends; null while it waits for its date.',
  })
  validUntil!: string | null;
}

/** One entry of a message's timeline. */
@ApiSchema({ name: 'Move' })
export class MoveDto {
  @ApiProperty({ enum: MESSAGE_STATES, enumName: 'MessageStatus' })
  state!: MessageState;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({
    type: String,
    description: 'What moved it, such as `accepted`, `answer`, `receipt` or `validity_ended`.',
  })
  cause!: MoveCause;

  @ApiProperty({ type: ReasonDto, nullable: true })
  reason!: ReasonDto | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the carrier called it, as it said it.' })
  rawCode!: string | null;

  @ApiProperty({ type: 'integer', description: 'How often it had been handed to a carrier by then.' })
  attempt!: number;

  @ApiProperty({ type: String, nullable: true })
  carrier!: string | null;
}

/** One short message of a text. */
@ApiSchema({ name: 'Part' })
export class PartDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'As in the concatenation header.' })
  number!: number;

  @ApiProperty({ description: 'What this part carries; joined, the parts are the text.' })
  text!: string;

  @ApiProperty({
    enum: PART_STATES,
    nullable: true,
    description: 'Null until a carrier has answered for it.',
  })
  state!: PartState | null;

  @ApiProperty({ type: ReasonDto, nullable: true })
  reason!: ReasonDto | null;

  @ApiProperty({ type: String, nullable: true })
  rawCode!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'How the carrier calls it in its receipts.' })
  reference!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it came into this state.',
  })
  at!: string | null;
}

/** A message with all that happened to it. */
@ApiSchema({ name: 'MessageDetails' })
export class MessageDetailsDto extends OmitType(MessageDto, ['parts']) {
  @ApiProperty({ type: [PartDto] })
  parts!: readonly PartDto[];

  @ApiProperty({ type: [MoveDto], description: 'Oldest first.' })
  timeline!: readonly MoveDto[];
}

/** A page of messages. */
@ApiSchema({ name: 'MessageList' })
export class MessageListDto {
  @ApiProperty({ type: [MessageDto], description: 'Newest first.' })
  data!: readonly MessageDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null on the last.',
  })
  next!: string | null;
}

/** How many messages there are. */
@ApiSchema({ name: 'MessageCount' })
export class MessageCountDto {
  @ApiProperty({ type: 'integer', minimum: 0 })
  count!: number;
}

/** Writes a message. */
export function messageDto(message: MessageSnapshot): MessageDto {
  return {
    id: message.id,
    to: message.to,
    from: message.from,
    text: message.text,
    status: message.state,
    reason: reasonDto(message.reason),
    purpose: message.purpose,
    type: message.type,
    encoding: encodingName(message.encoding),
    parts: message.partCount,
    cost: amountOf(money(message.costMicros, message.asset)),
    network: message.network,
    tag: message.tag,
    clientRef: message.clientRef,
    campaignId: message.campaignId,
    createdAt: isoDate(message.createdAt),
    scheduledAt: isoDateOrNull(message.scheduledAt),
    sentAt: isoDateOrNull(message.sentAt),
    deliveredAt: isoDateOrNull(message.deliveredAt),
    finalAt: isoDateOrNull(message.finalAt),
    validUntil: isoDateOrNull(message.validUntil),
  };
}

/** Writes a message with its timeline and parts. */
export function messageDetailsDto({ message, timeline, parts }: MessageDetails): MessageDetailsDto {
  return { ...messageDto(message), parts: partDtos(message, parts), timeline: timeline.map(moveDto) };
}

function moveDto({ to, at, cause, reason, rawCode, attempt, carrier }: Move): MoveDto {
  return { state: to, at: isoDate(at), cause, reason: reasonDto(reason), rawCode, attempt, carrier };
}

/** Every part of the text, with the carrier's answer where there is one. */
function partDtos(message: MessageSnapshot, answered: readonly MessagePart[]): PartDto[] {
  return partTexts(message).map((text, index) => {
    const part = answered.find(({ number }) => number === index + 1);
    return {
      number: index + 1,
      text,
      state: part?.state ?? null,
      reason: reasonDto(part?.reason ?? null),
      rawCode: part?.rawCode ?? null,
      reference: part?.reference ?? null,
      at: isoDateOrNull(part?.at ?? null),
    };
  });
}

/** The text is cut as it was when it was sent: the encoding is stored, and cutting is a pure function of both. */
function partTexts({ text, encoding, partCount }: MessageSnapshot): readonly string[] {
  const cut = segment(text, { encoding: encodingName(encoding), maxParts: partCount });
  if (!cut.ok) throw new Error(`A stored text of ${partCount} parts cannot be cut again: ${cut.reason}.`);
  return cut.parts.map(part => part.text);
}

function reasonDto(key: ReasonKey | null): ReasonDto | null {
  if (key === null) return null;
  const { en, permanence } = reasons[key];
  return { code: key, detail: en, permanent: permanence === 'permanent' };
}
