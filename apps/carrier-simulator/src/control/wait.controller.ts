import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageCentre, type JournalEntry } from '@chappe/smsc';
import type { Response } from 'express';
import { WorldClock, durationMs } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { RUN_HEADER, Runs, RunScoped } from '../runs/index.js';
import { JournalEntryDto, WaitDto } from './control.dto.js';
import { entryDto, journalView } from './journal-filter.js';
import type { JournalView } from './journal-view.js';

/** The longest wait in real time. */
export const MAX_REAL_WAIT_MS = 60_000;
/** How many may wait at a time. */
export const MAX_WAITERS = 256;

const DEFAULT_REAL_WAIT_MS = 5_000;
const DEFAULT_VIRTUAL_WAIT_MS = 7 * 86_400_000;
/** Time is one for all runs: a wait of one that is in vain must not end the messages of the others. */
const DEFAULT_VIRTUAL_WAIT_OF_RUN_MS = 10 * 60_000;

/** Waits for something to happen. */
@ApiTags('control')
@RunScoped()
@Controller('control/wait')
export class WaitController {
  private waiters = 0;

  constructor(
    private readonly centre: MessageCentre,
    private readonly clock: WorldClock,
    private readonly runs: Runs,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Answers the first entry of the journal that matches, once it is there',
    description: 'With `advance`, virtual time moves from event to event by itself until it comes.',
  })
  @ApiOkResponse({ type: JournalEntryDto })
  @ApiProblems(408, 422, 429)
  async wait(
    @Body() body: WaitDto,
    @Res({ passthrough: true }) response: Response,
    @Headers(RUN_HEADER) header?: string,
  ): Promise<JournalEntryDto> {
    if (this.waiters >= MAX_WAITERS) {
      throw Problem.tooMany(`${String(MAX_WAITERS)} requests wait already. Let one of them end first.`);
    }
    const view = journalView(this.centre, this.runs, { query: { ...body.for, since: body.since }, header });
    const isOfRun = (header ?? body.for.run) !== undefined;
    const defaultVirtualMs = isOfRun ? DEFAULT_VIRTUAL_WAIT_OF_RUN_MS : DEFAULT_VIRTUAL_WAIT_MS;
    this.waiters += 1;
    try {
      const entry =
        view.find() ??
        (body.advance === true
          ? await this.advanceUntil(view, durationMs(body.timeout) ?? defaultVirtualMs)
          : await this.firstOf(view, durationMs(body.timeout) ?? DEFAULT_REAL_WAIT_MS, response));
      if (entry === undefined) throw Problem.nothingCame(JSON.stringify(body.for));
      return entryDto(entry);
    } finally {
      this.waiters -= 1;
    }
  }

  private async advanceUntil(view: JournalView, limitMs: number): Promise<JournalEntry | undefined> {
    let found: JournalEntry | undefined;
    const end = view.subscribe(entry => (found ??= entry));
    try {
      await this.clock.advanceUntil(() => found !== undefined, limitMs);
    } finally {
      end();
    }
    return found;
  }

  private firstOf(view: JournalView, limitMs: number, response: Response): Promise<JournalEntry | undefined> {
    return new Promise(done => {
      const finish = (entry?: JournalEntry): void => {
        clearTimeout(timer);
        end();
        done(entry);
      };
      const end = view.subscribe(finish);
      const timer = setTimeout(finish, Math.min(limitMs, MAX_REAL_WAIT_MS));
      response.once('close', () => finish());
    });
  }
}
