import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { AdvanceDto, ChangeClockDto, ClockDto } from './clock.dto.js';
import { durationMs, isoDate } from './duration.js';
import { Followers } from './followers.js';
import { WorldClock } from './world-clock.js';

/** The clock, as a tester turns it. */
@ApiTags('control')
@Controller('control/clock')
export class ClockController {
  constructor(
    private readonly clock: WorldClock,
    private readonly followers: Followers,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The present date, and how time goes' })
  @ApiOkResponse({ type: ClockDto })
  @ApiProblems()
  read(): ClockDto {
    const { now, mode, speed } = this.clock.read();
    return { now: isoDate(now), mode, speed, followers: this.followers.names() };
  }

  @Put()
  @ApiOperation({
    summary: 'Lets time stand still (`manual`) or follow the wall clock (`real`), `speed` times as fast',
  })
  @ApiOkResponse({ type: ClockDto })
  @ApiProblems(422)
  async change(@Body() { mode, speed, now }: ChangeClockDto): Promise<ClockDto> {
    await this.clock.change({
      ...(mode === undefined ? {} : { mode }),
      ...(speed === undefined ? {} : { speed }),
      ...(now === undefined ? {} : { now: Date.parse(now) }),
    });
    return this.read();
  }

  @Post('advance')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Advances time',
    description:
      'Answers when everything that was due has been done, in the simulator and in every host that follows its clock.',
  })
  @ApiOkResponse({ type: ClockDto })
  @ApiProblems(422)
  async advance(@Body() { by, to, untilIdle, untilNext }: AdvanceDto): Promise<ClockDto> {
    const asked = [untilIdle, untilNext].filter(one => one === true);
    const given = [by, to, ...asked].filter(one => one !== undefined);
    if (given.length !== 1) {
      throw Problem.invalid([
        { field: 'by', detail: 'or to, untilIdle or untilNext: exactly one of the four is needed' },
      ]);
    }
    if (by !== undefined) await this.clock.advanceBy(durationMs(by) ?? 0);
    else if (to !== undefined) await this.clock.advanceTo(Date.parse(to));
    else if (untilNext === true) return this.idle(!(await this.clock.step()));
    else return this.idle(await this.clock.advanceUntilIdle());
    return this.read();
  }

  private idle(idle: boolean): ClockDto {
    return { ...this.read(), idle };
  }
}
