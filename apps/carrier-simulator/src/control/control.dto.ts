import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_FLOOD } from '@chappe/smsc';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDuration } from '../clock/index.js';

/** How many entries a list answers where nothing is said. */
export const PAGE_LIMIT_DEFAULT = 50;
/** How many entries a list answers at most. */
export const PAGE_LIMIT_MAX = 1_000;

/** A page of a list. */
export class PageQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;
}

/** A page of a list that goes on. */
export class CursorQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: '`next` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  cursor?: string;
}

/** A message sent by a phone. */
export class PhoneSendsDto {
  @ApiProperty({ description: 'A short code or a long number.', example: '36180' })
  @IsString()
  @Length(1, 21)
  to!: string;

  @ApiProperty({ description: 'Long ones go in parts.', example: 'STOP' })
  @IsString()
  @Length(1, 5_000)
  text!: string;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', example: 'PT5S' }, { type: 'number' }],
    description: 'When: ISO 8601 duration, or milliseconds, from now. At once where left out.',
  })
  @IsOptional()
  @IsDuration()
  delay?: string | number;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_FLOOD, description: 'How often: a flood.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_FLOOD)
  count?: number;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', example: 'PT1S' }, { type: 'number' }],
    description: 'The wait between two of a flood. One second where left out.',
  })
  @IsOptional()
  @IsDuration()
  every?: string | number;
}

/** One part of a message on a phone. */
export class PhoneMessagePartDto {
  @ApiProperty({ description: 'The centre’s id.' })
  id!: string;

  @ApiProperty()
  no!: number;

  @ApiProperty()
  text!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** A message on a phone. */
export class PhoneMessageDto {
  @ApiProperty({ format: 'date-time', description: 'When its first part came.' })
  at!: string;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'When the last part came.' })
  completedAt!: string | null;

  @ApiProperty({ description: 'The sender as the phone shows it.' })
  from!: string;

  @ApiProperty({ description: 'Parts that are missing show as [...].' })
  text!: string;

  @ApiProperty()
  complete!: boolean;

  @ApiProperty({ description: 'How many parts it has in all.' })
  of!: number;

  @ApiProperty({ type: [PhoneMessagePartDto] })
  parts!: PhoneMessagePartDto[];

  @ApiProperty({ enum: ['flash', 'phone', 'sim', 'toolkit', 'none'] })
  messageClass!: string;

  @ApiProperty()
  read!: boolean;
}

/** What is on a phone, the newest last. */
export class PhoneMessagesDto {
  @ApiProperty({ type: [PhoneMessageDto] })
  data!: PhoneMessageDto[];

  @ApiProperty({ nullable: true, type: String })
  next!: string | null;
}

/** How many something concerned. */
export class CountDto {
  @ApiProperty()
  count!: number;
}

/** A subscriber. Fields that were never set are left out; see `SubscriberSettings` of @chappe/smsc for all of them. */
export class SubscriberDto {
  @ApiProperty({ example: '+33612345678' })
  msisdn!: string;

  @ApiProperty({
    enum: [
      'reachable',
      'off',
      'out_of_coverage',
      'roaming',
      'full',
      'busy',
      'handset_error',
      'sim_replaced',
      'unknown',
      'barred',
      'no_credit',
      'parental_lock',
      'not_sms_capable',
    ],
  })
  state!: string;

  @ApiProperty({ description: 'Whether anything was set for it; otherwise it is an ordinary phone.' })
  mentioned!: boolean;

  @ApiPropertyOptional({ description: 'The key of its home operator.' })
  operator?: string;
}

/** Subscribers that were mentioned, by number. */
export class SubscribersDto {
  @ApiProperty({ type: [SubscriberDto] })
  data!: SubscriberDto[];

  @ApiProperty({ nullable: true, type: String })
  next!: string | null;
}

/** One thing that happened. */
export class JournalEntryDto {
  @ApiProperty({ description: 'From 1, without gaps.' })
  seq!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ example: 'message.delivered' })
  kind!: string;

  @ApiPropertyOptional()
  clientId?: string;

  @ApiPropertyOptional()
  id?: string;

  @ApiPropertyOptional()
  ref?: string;

  @ApiPropertyOptional()
  msisdn?: string;

  @ApiPropertyOptional()
  from?: string;

  @ApiPropertyOptional()
  to?: string;

  @ApiPropertyOptional()
  text?: string;

  @ApiPropertyOptional()
  state?: string;

  @ApiPropertyOptional()
  reason?: string;

  @ApiPropertyOptional()
  errorCode?: string;

  @ApiPropertyOptional()
  attempt?: number;

  @ApiPropertyOptional({
    description: 'Anything else.',
    oneOf: [
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'object' },
      { type: 'array', items: {} },
    ],
  })
  detail?: unknown;
}

/** A page of the journal. */
export class JournalPageDto {
  @ApiProperty({ type: [JournalEntryDto] })
  data!: JournalEntryDto[];

  @ApiProperty({ nullable: true, type: String, description: 'Give it as `since` to read on.' })
  next!: string | null;

  @ApiProperty({ description: 'How many old entries are gone, because the journal is full.' })
  dropped!: number;
}

/** What to look for in the journal; all that is given must match. */
export class JournalFilterDto {
  @ApiPropertyOptional({ description: 'A kind, or the first words of one: `receipt` is all of `receipt.*`.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  kind?: string;

  @ApiPropertyOptional({ description: 'The phone it is about.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  msisdn?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(200)
  ref?: string;

  @ApiPropertyOptional({ description: 'The centre’s id of the message.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  id?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(64)
  clientId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(40)
  from?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(40)
  to?: string;

  @ApiPropertyOptional({ description: 'What belongs to this run; that of `x-chappe-run` where left out.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  run?: string;

  @ApiPropertyOptional({ description: 'The text contains this.' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  match?: string;
}

/** Which entries of the journal. */
export class JournalQueryDto extends JournalFilterDto {
  @ApiPropertyOptional({ description: 'Entries after this number.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  since?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;
}

/** What to wait for. */
export class WaitDto {
  @ApiProperty({ type: JournalFilterDto })
  @IsObject()
  @ValidateNested()
  @Type(() => JournalFilterDto)
  for!: JournalFilterDto;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string', example: 'PT5S' }, { type: 'number' }],
    description:
      'How long: of virtual time with `advance`, of real time (one minute at most) without. 5 s of real time, or 7 days ' +
      'of virtual time (10 minutes for a run, as time is one for all of them), where left out.',
  })
  @IsOptional()
  @IsDuration()
  timeout?: string | number;

  @ApiPropertyOptional({ description: 'Virtual time moves by itself until the entry comes.' })
  @IsOptional()
  @IsBoolean()
  advance?: boolean;

  @ApiPropertyOptional({
    description: 'Only entries after this number; what has come already counts otherwise.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  since?: number;
}

/** A new beginning. */
export class ResetDto {
  @ApiPropertyOptional({
    description: 'What chance comes from. With it, ids begin again too, so that a script can be replayed.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(0xffff_ffff)
  seed?: number;
}

/** Which client gets what phones send to a number. */
export class InboundRouteDto {
  @ApiProperty()
  @IsString()
  @Length(1, 64)
  clientId!: string;
}
