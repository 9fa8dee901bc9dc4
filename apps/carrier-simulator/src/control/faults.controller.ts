import { Body, Controller, Delete, Get, Headers, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { applyFaults, FAULT_PRESETS, MessageCentre, type FaultOptions } from '@chappe/smsc';
import { Problem } from '../problem/problem.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { RUN_HEADER, RunScoped } from '../runs/index.js';

const faults = {
  schema: {
    type: 'object' as const,
    description: 'FaultOptions of @chappe/smsc: every field has its unit in its name, and all are optional.',
    additionalProperties: true,
    example: { submitAnswerDelayMs: 2_000, receiptDuplicationProbability: 0.1 },
  },
};

/** All that goes wrong. */
@ApiTags('control')
@RunScoped()
@Controller('control/faults')
export class FaultsController {
  constructor(private readonly centre: MessageCentre) {}

  @Get()
  @ApiOperation({ summary: 'The faults in force' })
  @ApiOkResponse(faults)
  @ApiProblems()
  read(): FaultOptions {
    return this.centre.faults.current;
  }

  @Put()
  @ApiOperation({
    summary: 'Takes the place of all faults',
    description:
      'With `preset` the faults of a bad day come first, and what else it says of the world: ' +
      `${FAULT_PRESETS.map(({ key, text }) => `\`${key}\` (${text})`).join(' ')}`,
  })
  @ApiBody(faults)
  @ApiOkResponse(faults)
  @ApiProblems(422)
  set(@Body() body: unknown, @Headers(RUN_HEADER) run?: string): FaultOptions {
    requireNoRun(run);
    applyFaults(this.centre, (body ?? {}) as FaultOptions);
    return this.read();
  }

  @Patch()
  @ApiOperation({ summary: 'Changes some faults; null takes one away' })
  @ApiBody(faults)
  @ApiOkResponse(faults)
  @ApiProblems(422)
  patch(@Body() body: unknown, @Headers(RUN_HEADER) run?: string): FaultOptions {
    requireNoRun(run);
    this.centre.faults.patch((body ?? {}) as FaultOptions);
    return this.read();
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'All is well again' })
  @ApiNoContentResponse()
  @ApiProblems()
  clear(@Headers(RUN_HEADER) run?: string): void {
    requireNoRun(run);
    this.centre.faults.clear();
  }
}

/** There is one set of faults, so one run would take away those of another. */
function requireNoRun(run: string | undefined): void {
  if (run === undefined) return;
  throw Problem.notForRun(
    'A change of the faults',
    'Give faults to phones of the run instead: PUT /control/subscribers/{msisdn} with { "faults": … } has the same fields.',
  );
}
