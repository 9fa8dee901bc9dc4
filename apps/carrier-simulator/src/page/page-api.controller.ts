import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { MessageCentre } from '@chappe/smsc';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { EventStream } from '../clock/index.js';
import { requireMsisdn } from '../control/number.js';
import { Problem } from '../problem/problem.js';
import { JournalReader } from './entry-details.js';
import { PageFeed } from './page-feed.js';
import type { EntryDetails, FoundEntries, PhoneDetails } from './page.wire.js';
import { phoneDetails } from './readings.js';
import { MAX_SEARCH_LENGTH } from './search.js';

/** How many pages may be open at a time. */
export const MAX_PAGE_STREAMS = 32;

/** What to look for in the journal. */
export class SearchQueryDto {
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SEARCH_LENGTH)
  q?: string;
}

/** Where a page left off. */
export class ResumeQueryDto {
  @IsOptional()
  @IsString()
  @Matches(/^[\w-]{1,40}\.\d{1,15}$/)
  since?: string;
}

/**
 * What the page reads; what it does, it does through the control door. These routes are the page's own and change with it, which
 * is why they are in no document: programs use `/control`.
 */
@ApiExcludeController()
@Controller('page')
export class PageApiController {
  constructor(
    private readonly centre: MessageCentre,
    private readonly feed: PageFeed,
    private readonly journal: JournalReader,
  ) {}

  @Get('stream')
  stream(
    @Query() { since }: ResumeQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): void {
    if (this.feed.size >= MAX_PAGE_STREAMS) {
      throw Problem.tooMany(`${String(MAX_PAGE_STREAMS)} pages are open. Close one first.`);
    }
    const stream = new EventStream(response);
    stream.onEnd(this.feed.join(stream, lastEventId ?? since));
  }

  @Get('phones/:msisdn')
  phone(@Param('msisdn') msisdn: string): PhoneDetails {
    const number = requireMsisdn(msisdn);
    return phoneDetails(this.centre, number, this.feed.mentionOf(number));
  }

  @Get('journal')
  search(@Query() { q = '' }: SearchQueryDto): FoundEntries {
    return this.journal.find(q);
  }

  @Get('entries/:seq')
  entry(@Param('seq') seq: string): EntryDetails {
    const details = /^\d{1,15}$/.test(seq) ? this.journal.details(Number(seq)) : undefined;
    if (details === undefined) {
      throw Problem.notFound(
        'This entry of the journal',
        'The journal keeps the newest entries only, and a reset empties it. Choose another one.',
      );
    }
    return details;
  }
}
