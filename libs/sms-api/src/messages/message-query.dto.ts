import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import {
  MESSAGE_STATES,
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  type MessageFilter,
  type MessageState,
  type PageRequest,
} from '@chappe/sms';
import {
  CURSOR_LENGTH_MAX,
  IsCursor,
  IsDate,
  IsE164,
  IsLabel,
  IsWholeText,
  Optional,
  parseIsoDate,
} from '../requests/index.js';

/** Which messages are wanted. */
export class CountMessagesQuery {
  @ApiPropertyOptional({
    enum: MESSAGE_STATES,
    enumName: 'MessageStatus',
    isArray: true,
    description: 'One or several: repeated, or as a comma list.',
  })
  @Optional()
  @IsIn(MESSAGE_STATES, {
    each: true,
    message: `status must be one of ${MESSAGE_STATES.join(', ')}, or several of them as a comma list.`,
  })
  status?: MessageState[];

  @ApiPropertyOptional({
    description: 'The recipient, in international form.',
    example: '+33612121515',
  })
  @Optional()
  @IsE164()
  to?: string;

  @ApiPropertyOptional({ description: 'The sender, exactly as it was given.' })
  @Optional()
  @IsLabel()
  from?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsLabel()
  tag?: string;

  @ApiPropertyOptional()
  @Optional()
  @IsLabel()
  campaignId?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Created then or later.' })
  @Optional()
  @IsDate()
  since?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Created before then.' })
  @Optional()
  @IsDate()
  until?: string;
}

/** Which messages are wanted, and how many at once. */
export class ListMessagesQuery extends CountMessagesQuery {
  @ApiPropertyOptional({ maxLength: CURSOR_LENGTH_MAX, description: 'The `next` of the page before.' })
  @Optional()
  @IsCursor()
  cursor?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: PAGE_LIMIT_MAX,
    default: PAGE_LIMIT_DEFAULT,
  })
  @Optional()
  @IsWholeText(1, PAGE_LIMIT_MAX)
  limit?: string;
}

/**
 * Makes a query ready to be checked: lists of statuses become arrays, and a `+` that was not escaped, and therefore reads as a
 * blank, is put back where only a `+` can have stood.
 */
export function preparedQuery(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const prepared: Record<string, unknown> = { ...query };
  const { status, to, since, until } = query;
  if (status !== undefined) {
    prepared['status'] = [status].flat().flatMap(one => (typeof one === 'string' ? one.split(',') : [one]));
  }
  if (typeof to === 'string') prepared['to'] = to.replace(/^ /, '+');
  if (typeof since === 'string') prepared['since'] = since.replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (typeof until === 'string') prepared['until'] = until.replace(/ (?=\d{2}:\d{2}$)/, '+');
  return prepared;
}

/** The library's filter for a query. */
export function messageFilter(accountId: string, query: CountMessagesQuery): MessageFilter {
  const { status, to, from, tag, campaignId, since, until } = query;
  return {
    accountId,
    states: status,
    to,
    from,
    tag,
    campaignId,
    since: since === undefined ? undefined : parseIsoDate(since),
    until: until === undefined ? undefined : parseIsoDate(until),
  };
}

/** The library's page for a query. */
export function pageRequest({ cursor, limit }: ListMessagesQuery): PageRequest {
  return { limit: limit === undefined ? PAGE_LIMIT_DEFAULT : Number(limit), cursor };
}
