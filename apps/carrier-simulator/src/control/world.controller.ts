import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageCentre, type HlrAnswer, type RunSummary } from '@chappe/smsc';
import { isoDate } from '../clock/index.js';
import { CentreMessageDto, HeldRequests, HttpAccounts, messageDto, requireName } from '../http/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { RUN_HEADER, Runs, RunScoped } from '../runs/index.js';
import { InboundRouteDto, PageQueryDto, ResetDto } from './control.dto.js';
import { requireMsisdn } from './number.js';

const anything = { schema: { type: 'object' as const, additionalProperties: true } };
const list = (items: object) => ({
  schema: {
    type: 'object' as const,
    required: ['data', 'next'],
    properties: {
      data: { type: 'array' as const, items },
      next: { type: 'string' as const, nullable: true },
    },
  },
});

/** The world as a whole: what a run came to, lookups, a new beginning. */
@ApiTags('control')
@RunScoped()
@Controller('control')
export class WorldController {
  constructor(
    private readonly centre: MessageCentre,
    private readonly accounts: HttpAccounts,
    private readonly held: HeldRequests,
    private readonly runs: Runs,
  ) {}

  @Get('summary')
  @ApiOperation({ summary: 'What the run came to so far: sent, delivered, by reason, delays' })
  @ApiOkResponse(anything)
  @ApiProblems()
  summary(@Headers(RUN_HEADER) run?: string): RunSummary {
    if (run !== undefined) {
      throw Problem.notForRun(
        'The summary counts what all clients did, and an answer to one run',
        'Count what belongs to the run: GET /control/journal with a kind, or GET /control/messages.',
      );
    }
    return this.centre.summary();
  }

  @Get('messages')
  @ApiOperation({ summary: 'Messages at the centre, the waiting ones first' })
  @ApiOkResponse(list({ $ref: '#/components/schemas/CentreMessageDto' }))
  @ApiProblems(422)
  messages(
    @Query() { limit }: PageQueryDto,
    @Headers(RUN_HEADER) header?: string,
  ): { data: CentreMessageDto[]; next: null } {
    const messages =
      header === undefined
        ? this.centre.messages({}, limit)
        : this.runs.messagesOf(this.runs.require(header)).slice(0, limit);
    return { data: messages.map(messageDto), next: null };
  }

  @Get('hlr/:msisdn')
  @ApiOperation({ summary: 'What the home location register answers about a number' })
  @ApiOkResponse(anything)
  @ApiProblems(422)
  lookup(@Param('msisdn') msisdn: string): Omit<HlrAnswer, 'at'> & { at: string } {
    const number = requireMsisdn(msisdn);
    const answer = this.centre.lookup(number);
    if (answer === undefined) throw Problem.notANumber(number);
    return { ...answer, at: isoDate(answer.at) };
  }

  @Put('inbound-routes/:number')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives a short code or long number to a client: it gets what phones send there' })
  @ApiNoContentResponse()
  @ApiProblems(422)
  route(@Param('number') number: string, @Body() { clientId }: InboundRouteDto): void {
    this.centre.routeInbound(number, requireName('clientId', clientId));
  }

  @Delete('inbound-routes/:number')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a number away from its client' })
  @ApiNoContentResponse()
  @ApiProblems()
  unroute(@Param('number') number: string): void {
    this.centre.routeInbound(number, undefined);
  }

  @Post('reset')
  @HttpCode(204)
  @ApiOperation({
    summary: 'A clean world',
    description:
      'No messages, no subscribers, no faults, an empty journal. Clients stay connected, time goes on from where it is, ' +
      'and requests that were held are cut. With x-chappe-run, only what belongs to that run is cleared: messages that ' +
      'wait are taken back, its phones are ordinary and empty, its journal begins anew.',
  })
  @ApiNoContentResponse()
  @ApiProblems(422)
  reset(@Body() { seed }: ResetDto, @Headers(RUN_HEADER) header?: string): void {
    if (header !== undefined) {
      if (seed !== undefined) {
        throw Problem.notForRun(
          'A seed',
          'Leave the seed out to clear what belongs to the run, or x-chappe-run to reset all.',
        );
      }
      this.runs.clear(this.runs.require(header));
      return;
    }
    this.centre.reset(seed === undefined ? {} : { seed });
    this.accounts.forgetMessages();
    this.held.cutAll();
  }
}
