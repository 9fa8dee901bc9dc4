import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageCentre, type SubscriberSettings, type SubscriberView } from '@chappe/smsc';
import { ApiProblems } from '../problem/problem.responses.js';
import { RUN_HEADER, Runs, RunScoped } from '../runs/index.js';
import { CursorQueryDto, SubscriberDto, SubscribersDto } from './control.dto.js';
import { requireMsisdn } from './number.js';

const settings = {
  schema: {
    type: 'object' as const,
    description:
      'SubscriberSettings: state, until, then, operator, ported, roaming, dnd, inboxCapacity, readAfterMs, autoReply, ' +
      'absentForMs, failsWith, faults. All are optional.',
    additionalProperties: true,
    example: { state: 'off', until: '2026-03-04T09:00:00Z' },
  },
};

/** The phones and their subscriptions. A number that was never mentioned is an ordinary reachable phone. */
@ApiTags('control')
@RunScoped()
@Controller('control/subscribers')
export class SubscribersController {
  constructor(
    private readonly centre: MessageCentre,
    private readonly runs: Runs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The subscribers that were mentioned, by number' })
  @ApiOkResponse({ type: SubscribersDto })
  @ApiProblems(422)
  list(
    @Query() { cursor, limit }: CursorQueryDto,
    @Headers(RUN_HEADER) header?: string,
  ): { data: SubscriberView[]; next: string | null } {
    const run = header === undefined ? undefined : this.runs.require(header);
    const data =
      run === undefined
        ? this.centre.subscribers.list(cursor, limit)
        : this.centre.subscribers
            .list(cursor, Infinity)
            .filter(({ msisdn }) => this.runs.ownsPhone(run, msisdn))
            .slice(0, limit);
    return { data, next: data.length < limit ? null : (data.at(-1)?.msisdn ?? null) };
  }

  @Get(':msisdn')
  @ApiOperation({ summary: 'A subscriber' })
  @ApiOkResponse({ type: SubscriberDto })
  @ApiProblems(422)
  read(@Param('msisdn') msisdn: string): SubscriberView {
    return this.centre.subscribers.get(requireMsisdn(msisdn));
  }

  @Put(':msisdn')
  @ApiOperation({ summary: 'Sets a subscriber anew; what is left out is as with an ordinary phone' })
  @ApiBody(settings)
  @ApiOkResponse({ type: SubscriberDto })
  @ApiProblems(422)
  set(@Param('msisdn') msisdn: string, @Body() body: unknown): SubscriberView {
    return this.centre.subscribers.set(requireMsisdn(msisdn), (body ?? {}) as SubscriberSettings);
  }

  @Patch(':msisdn')
  @ApiOperation({ summary: 'Changes some settings of a subscriber; null takes one away' })
  @ApiBody(settings)
  @ApiOkResponse({ type: SubscriberDto })
  @ApiProblems(422)
  patch(@Param('msisdn') msisdn: string, @Body() body: unknown): SubscriberView {
    return this.centre.subscribers.patch(requireMsisdn(msisdn), (body ?? {}) as Partial<SubscriberSettings>);
  }

  @Delete(':msisdn')
  @HttpCode(204)
  @ApiOperation({ summary: 'Makes it an ordinary phone again' })
  @ApiNoContentResponse()
  @ApiProblems(422)
  remove(@Param('msisdn') msisdn: string): void {
    this.centre.subscribers.remove(requireMsisdn(msisdn));
  }
}
