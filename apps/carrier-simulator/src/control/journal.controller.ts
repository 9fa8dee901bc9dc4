import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { MessageCentre, type JournalEntry } from '@chappe/smsc';
import type { Response } from 'express';
import { EventStream } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { RUN_HEADER, Runs, RunScoped } from '../runs/index.js';
import { JournalPageDto, JournalQueryDto } from './control.dto.js';
import { entryDto, journalView } from './journal-filter.js';

/** How many may read the journal's stream at a time. */
export const MAX_JOURNAL_STREAMS = 64;

/** All that happened, in order. */
@ApiTags('control')
@RunScoped()
@Controller('control/journal')
export class JournalController {
  private streams = 0;

  constructor(
    private readonly centre: MessageCentre,
    private readonly runs: Runs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What happened, oldest first' })
  @ApiOkResponse({ type: JournalPageDto })
  @ApiProblems(422)
  list(@Query() query: JournalQueryDto, @Headers(RUN_HEADER) header?: string): JournalPageDto {
    const data = journalView(this.centre, this.runs, { query, header }).list(query.limit).map(entryDto);
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
    description: 'The same seed and script give the same octets. A browser saves it as a file.',
  })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(422)
  lines(
    @Query() query: JournalQueryDto,
    @Res() response: Response,
    @Headers(RUN_HEADER) header?: string,
  ): void {
    const lines = journalView(this.centre, this.runs, { query, header }).toNdjson();
    response
      .type('application/x-ndjson')
      .setHeader('content-disposition', 'attachment; filename="journal.ndjson"')
      .send(lines);
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
    @Headers(RUN_HEADER) header?: string,
  ): void {
    if (this.streams >= MAX_JOURNAL_STREAMS) {
      throw Problem.tooMany(
        `${String(MAX_JOURNAL_STREAMS)} streams of the journal are open. Close one first.`,
      );
    }
    const resumeAt = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : query.since;
    const since = resumeAt ?? this.centre.journal.total;
    const view = (from: number) =>
      journalView(this.centre, this.runs, { query: { ...query, since: from }, header });
    const missed = view(since).list(this.centre.limits.maxJournalEntries);
    // A reset begins to count from 1 again.
    const coming = view(0);
    const stream = new EventStream(response);
    this.streams += 1;
    const tell = (entry: JournalEntry): void => stream.send(entryDto(entry), String(entry.seq));
    missed.forEach(tell);
    const end = coming.subscribe(tell);
    stream.onEnd(() => {
      this.streams -= 1;
      end();
    });
  }
}
