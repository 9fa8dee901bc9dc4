import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { MessageCentre } from '@chappe/smsc';
import type { Response } from 'express';
import { EventStream } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { JournalPageDto, JournalQueryDto } from './control.dto.js';
import { entryDto, journalFilter } from './journal-filter.js';

/** How many may read the journal's stream at a time. */
export const MAX_JOURNAL_STREAMS = 64;

/** All that happened, in order. */
@ApiTags('control')
@Controller('control/journal')
export class JournalController {
  private streams = 0;

  constructor(private readonly centre: MessageCentre) {}

  @Get()
  @ApiOperation({ summary: 'What happened, oldest first' })
  @ApiOkResponse({ type: JournalPageDto })
  @ApiProblems(422)
  list(@Query() query: JournalQueryDto): JournalPageDto {
    const data = this.centre.journal.list(journalFilter(query), query.limit).map(entryDto);
    const last = data.at(-1);
    return {
      data,
      next: data.length < query.limit || last === undefined ? null : String(last.seq),
      dropped: this.centre.journal.dropped,
    };
  }

  @Get('ndjson')
  @ApiOperation({
    summary: 'The whole journal as lines of JSON',
    description: 'The same seed and script give the same octets. Dates are milliseconds of the epoch here.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(422)
  lines(@Query() query: JournalQueryDto, @Res() response: Response): void {
    response.type('application/x-ndjson').send(this.centre.journal.toNdjson(journalFilter(query)));
  }

  @Get('stream')
  @ApiOperation({
    summary: 'What happens, as server-sent events',
    description:
      'With `since`, or `Last-Event-ID` as browsers send it, what happened after that comes first.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(422, 429)
  stream(
    @Query() query: JournalQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): void {
    if (this.streams >= MAX_JOURNAL_STREAMS) {
      throw Problem.tooMany(
        `${String(MAX_JOURNAL_STREAMS)} streams of the journal are open. Close one first.`,
      );
    }
    const resumeAt = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : query.since;
    const { since = this.centre.journal.total, ...filter } = journalFilter({ ...query, since: resumeAt });
    const stream = new EventStream(response);
    this.streams += 1;
    for (const entry of this.centre.journal.list(
      { ...filter, since },
      this.centre.limits.maxJournalEntries,
    )) {
      stream.send(entryDto(entry), String(entry.seq));
    }
    const end = this.centre.journal.subscribe(
      entry => stream.send(entryDto(entry), String(entry.seq)),
      filter,
    );
    stream.onEnd(() => {
      this.streams -= 1;
      end();
    });
  }
}
