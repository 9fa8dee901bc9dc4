import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageCentre, mistakesInOperatorFields, type Operator } from '@chappe/smsc';
import { Problem } from '../problem/problem.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { RUN_HEADER, RunScoped } from '../runs/index.js';

const operator = {
  schema: {
    type: 'object' as const,
    additionalProperties: true,
    description:
      'Operator of @chappe/smsc: name, country, mcc, mnc, prefixes, rateLimitPerSecond, alphanumericSenders, shortCode, ' +
      'senderBlacklist, spamWords, marketingHours, doNotDisturb, refusesAt, resolvesPortedNumbers, misrouted, dialect.',
    example: { marketingHours: [{ from: '08:00', to: '20:00' }], spamWords: ['casino'] },
  },
};

/** The operators and their rules. There is one network for all runs. */
@ApiTags('control')
@RunScoped()
@Controller('control/operators')
export class OperatorsController {
  constructor(private readonly centre: MessageCentre) {}

  @Get()
  @ApiOperation({ summary: 'The operators' })
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['data', 'next'],
      properties: {
        data: { type: 'array', items: { type: 'object', additionalProperties: true } },
        next: { type: 'string', nullable: true },
      },
    },
  })
  @ApiProblems()
  list(): { data: Operator[]; next: null } {
    return { data: this.centre.network.operators(), next: null };
  }

  @Put(':key')
  @ApiOperation({ summary: 'A new operator, or another one in the place of that of this key' })
  @ApiBody(operator)
  @ApiOkResponse(operator)
  @ApiProblems(409, 422)
  set(@Param('key') key: string, @Body() body: unknown, @Headers(RUN_HEADER) run?: string): Operator {
    requireNoRun(run);
    this.centre.network.add(read({ ...(body as object), key }, true));
    return this.centre.network.require(key);
  }

  @Patch(':key')
  @ApiOperation({ summary: 'Changes some rules of an operator; the rest stays' })
  @ApiBody(operator)
  @ApiOkResponse(operator)
  @ApiProblems(409, 422)
  change(@Param('key') key: string, @Body() body: unknown, @Headers(RUN_HEADER) run?: string): Operator {
    requireNoRun(run);
    return this.centre.network.patch(key, read({ ...(body as object), key }, false));
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes an operator away; its numbers fall to a shorter prefix, or to nobody' })
  @ApiNoContentResponse()
  @ApiProblems(409)
  remove(@Param('key') key: string, @Headers(RUN_HEADER) run?: string): void {
    requireNoRun(run);
    this.centre.network.remove(key);
  }
}

function read(body: object, isWhole: boolean): Operator {
  const errors = mistakesInOperatorFields(body, isWhole).map(({ field, mistake }) => ({
    field,
    detail: mistake,
  }));
  if (errors.length > 0) throw Problem.invalid(errors);
  return body as Operator;
}

function requireNoRun(run: string | undefined): void {
  if (run === undefined) return;
  throw Problem.notForRun(
    'A change of the operators',
    'Set the phones of the run up instead: PUT /control/subscribers/{msisdn} takes operator, ported, dnd and faults.',
  );
}
