import { Body, Controller, Delete, Get, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { applyFaults, FAULT_PRESETS, MessageCentre, type FaultOptions } from '@chappe/smsc';
import { ApiProblems } from '../problem/problem.responses.js';

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
  set(@Body() body: unknown): FaultOptions {
    applyFaults(this.centre, (body ?? {}) as FaultOptions);
    return this.read();
  }

  @Patch()
  @ApiOperation({ summary: 'Changes some faults; null takes one away' })
  @ApiBody(faults)
  @ApiOkResponse(faults)
  @ApiProblems(422)
  patch(@Body() body: unknown): FaultOptions {
    this.centre.faults.patch((body ?? {}) as FaultOptions);
    return this.read();
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'All is well again' })
  @ApiNoContentResponse()
  @ApiProblems()
  clear(): void {
    this.centre.faults.clear();
  }
}
