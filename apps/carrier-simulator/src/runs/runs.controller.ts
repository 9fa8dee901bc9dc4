import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblems } from '../problem/problem.responses.js';
import { BeginRunDto, RunDto, RunsDto } from './runs.dto.js';
import { Runs, type Run } from './runs.js';

/** Suites that share the simulator and not what happens in it. */
@ApiTags('control')
@Controller('control/runs')
export class RunsController {
  constructor(private readonly runs: Runs) {}

  @Post()
  @ApiOperation({
    summary: 'A run begins: a block of phone numbers and a client id for one suite alone',
    description:
      'What happens belongs to the run of the phone it is about, else to that of the client. Time, faults, operators and ' +
      'inbound routes are one for all runs.',
  })
  @ApiCreatedResponse({ type: RunDto })
  @ApiProblems(409, 422, 429)
  begin(@Body() { id, prefix }: BeginRunDto): RunDto {
    return runDto(
      this.runs.begin({
        ...(id === undefined ? {} : { id }),
        ...(prefix === undefined ? {} : { prefix: prefix.replace('+', '') }),
      }),
    );
  }

  @Get()
  @ApiOperation({ summary: 'The runs under way' })
  @ApiOkResponse({ type: RunsDto })
  @ApiProblems()
  list(): RunsDto {
    return { data: this.runs.list().map(runDto), next: null };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'A run ends',
    description:
      'Messages that wait are taken back, its phones are ordinary and empty, faults for nobody but it end, its HTTP clients ' +
      'are disconnected. Nothing else changes.',
  })
  @ApiNoContentResponse()
  @ApiProblems(404)
  end(@Param('id') id: string): void {
    this.runs.end(id);
  }
}

function runDto({ id, prefix }: Run): RunDto {
  return { id, numbers: { prefix: `+${prefix}`, first: `+${prefix}000000`, last: `+${prefix}999999` } };
}
