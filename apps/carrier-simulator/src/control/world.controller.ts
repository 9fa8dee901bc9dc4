import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageCentre, type HlrAnswer, type Operator, type RunSummary } from '@chappe/smsc';
import { isoDate } from '../clock/index.js';
import { CentreMessageDto, HeldRequests, HttpAccounts, messageDto, requireName } from '../http/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
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
@Controller('control')
export class WorldController {
  constructor(
    private readonly centre: MessageCentre,
    private readonly accounts: HttpAccounts,
    private readonly held: HeldRequests,
  ) {}

  @Get('summary')
  @ApiOperation({ summary: 'What the run came to so far: sent, delivered, by reason, delays' })
  @ApiOkResponse(anything)
  @ApiProblems()
  summary(): RunSummary {
    return this.centre.summary();
  }

  @Get('messages')
  @ApiOperation({ summary: 'Messages at the centre, the waiting ones first' })
  @ApiOkResponse(list({ $ref: '#/components/schemas/CentreMessageDto' }))
  @ApiProblems(422)
  messages(@Query() { limit }: PageQueryDto): { data: CentreMessageDto[]; next: null } {
    return { data: this.centre.messages({}, limit).map(messageDto), next: null };
  }

  @Get('operators')
  @ApiOperation({ summary: 'The operators' })
  @ApiOkResponse(list({ type: 'object', additionalProperties: true }))
  @ApiProblems()
  operators(): { data: Operator[]; next: null } {
    return { data: this.centre.network.operators(), next: null };
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
      'and requests that were held are cut.',
  })
  @ApiNoContentResponse()
  @ApiProblems(422)
  reset(@Body() { seed }: ResetDto): void {
    this.centre.reset(seed === undefined ? {} : { seed });
    this.accounts.forgetMessages();
    this.held.cutAll();
  }
}
