import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../problem/problem.responses.js';

/** How the simulator is. */
export class HealthDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

/** For whoever watches over the process. The simulator keeps all in memory: once it listens, it is ready. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ type: HealthDto })
  @ApiProblems()
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'It can be given messages' })
  @ApiOkResponse({ type: HealthDto })
  @ApiProblems()
  ready(): HealthDto {
    return { status: 'ok' };
  }
}
