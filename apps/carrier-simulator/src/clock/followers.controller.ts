import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { StepAnswerDto } from './clock.dto.js';
import { dateMs, isoDate } from './duration.js';
import { EventStream } from './event-stream.js';
import type { Follower } from './follower.js';
import { Followers } from './followers.js';
import { WorldClock } from './world-clock.js';

const NAME = /^[\w.-]{1,64}$/;
const MAX_CLIENTS_OF_A_FOLLOWER = 32;
/** A host that is further ahead than this is not caught up with: its dates are wrong, and time would be lost. */
const MAX_CATCH_UP_MS = 400 * 86_400_000;

/**
 * Hosts in other processes that follow this clock. A host opens the stream and keeps it open. An event with a `step` says
 * "your time is now `now`": the host does what is due, and answers the step once it is idle. An event without a `step` only tells
 * how time goes from there.
 */
@ApiTags('clock followers')
@Controller('control/clock/followers')
export class FollowersController {
  constructor(
    private readonly followers: Followers,
    private readonly clock: WorldClock,
  ) {}

  @Get(':name/stream')
  @ApiOperation({
    summary: 'Follows the clock: server-sent events { step?, now, mode, speed }',
    description:
      'The host follows as long as the stream is open. In `manual` mode, and during an advance in `real` mode, it stands ' +
      'still between steps; an event without a step in `real` mode lets it run on from `now`, `speed` times as fast as ' +
      'the wall clock. A host that leaves a step unanswered for too long is put out, so that it blocks nobody.',
  })
  @ApiQuery({
    name: 'clients',
    required: false,
    description: 'Clients, separated by commas, whose requests are its own although they do not name it.',
  })
  @ApiQuery({
    name: 'now',
    required: false,
    description:
      'The date the host stands at from a former life. If that is later, time here advances to it.',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(422, 429)
  async follow(
    @Param('name') name: string,
    @Query('clients') clients: string | undefined,
    @Query('now') now: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const owned = clients === undefined || clients === '' ? [] : String(clients).split(',');
    if (owned.length > MAX_CLIENTS_OF_A_FOLLOWER || ![name, ...owned].every(one => NAME.test(one))) {
      throw Problem.invalid([
        {
          field: 'name',
          detail: `and clients (${String(MAX_CLIENTS_OF_A_FOLLOWER)} at most) must be names of 1 to 64 letters, digits, dots or dashes`,
        },
      ]);
    }
    await this.catchUp(now);
    if (response.destroyed) return;
    const ended = (): void => this.followers.leave(name, 'Its stream has ended.', follower);
    const follower: Follower = this.followers.join(name, owned, () => {
      const stream = new EventStream(response);
      stream.onEnd(ended);
      return {
        send: ({ now, ...event }) => stream.send({ ...event, now: isoDate(now) }),
        close: () => stream.close(),
      };
    });
  }

  @Post(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Answers a step: all that was due is done, and nothing is under way' })
  @ApiNoContentResponse()
  @ApiProblems(409, 422)
  answer(@Param('name') name: string, @Body() body: StepAnswerDto): void {
    const { step, busy = false, nextDueAt, nextWorkDueAt, outside = 0 } = body;
    const heard = this.followers.get(name)?.hear({
      step,
      busy,
      outside,
      nextDueAt: dateMs(nextDueAt),
      nextWorkDueAt: nextWorkDueAt === undefined ? undefined : (dateMs(nextWorkDueAt) ?? null),
    });
    if (heard !== true) throw Problem.unknownStep(name.slice(0, 64), step);
  }

  private async catchUp(now: string | undefined): Promise<void> {
    const hostsNow = dateMs(now);
    const { now: present } = this.clock.read();
    if (hostsNow === undefined || hostsNow <= present || hostsNow - present > MAX_CATCH_UP_MS) return;
    await this.clock.advanceTo(hostsNow);
  }
}
