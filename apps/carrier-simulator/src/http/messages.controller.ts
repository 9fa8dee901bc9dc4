import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { MessageCentre, type CentreMessageView } from '@chappe/smsc';
import type { Request, Response } from 'express';
import { isoDate } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { callerOf } from './caller.js';
import { CarrierDoor } from './carrier-door.js';
import { CentreMessageDto, ItemAnswerDto, SubmissionItemDto } from './carrier.dto.js';

const oneOrMany = (model: typeof SubmissionItemDto | typeof ItemAnswerDto) => ({
  oneOf: [
    { $ref: getSchemaPath(model) },
    { type: 'array' as const, items: { $ref: getSchemaPath(model) }, maxItems: 1_000 },
  ],
});

/** What an operator would offer: submissions, and questions about them. */
@ApiTags('carrier')
@ApiExtraModels(SubmissionItemDto, ItemAnswerDto)
@ApiHeader({ name: 'x-chappe-client', required: false, description: 'Who speaks. `http` where left out.' })
@Controller('carrier/messages')
export class CarrierMessagesController {
  constructor(
    private readonly door: CarrierDoor,
    private readonly centre: MessageCentre,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Submits one message, or an array of up to 1000',
    description:
      'Answers for each item what became of it, in the same order. An answer that a fault delays or loses holds the ' +
      'response in virtual time.',
  })
  @ApiBody({ schema: oneOrMany(SubmissionItemDto) })
  @ApiOkResponse({ schema: oneOrMany(ItemAnswerDto) })
  @ApiProblems(400, 409, 413, 422, 429, 503)
  submit(@Body() body: unknown, @Req() request: Request, @Res() response: Response): void {
    this.door.submit(body, callerOf(request), response);
  }

  @Get(':id')
  @ApiOperation({ summary: 'What became of a message (query_sm in HTTP)' })
  @ApiOkResponse({ type: CentreMessageDto })
  @ApiProblems(404)
  query(@Param('id') id: string, @Req() request: Request): CentreMessageDto {
    const view = this.centre.query(callerOf(request).clientId, id);
    if (view === undefined) {
      throw Problem.notFound(
        `Message ${id.slice(0, 40)}`,
        'Ask for an id that a submission of the same client (x-chappe-client) was answered with.',
      );
    }
    return messageDto(view);
  }
}

/** A message of the centre as it goes out. */
export function messageDto(view: CentreMessageView): CentreMessageDto {
  const { submittedAt, expiresAt, scheduledAt, nextAttemptAt, doneAt, ...rest } = view;
  return {
    ...rest,
    submittedAt: isoDate(submittedAt),
    expiresAt: isoDate(expiresAt),
    ...(scheduledAt === undefined ? {} : { scheduledAt: isoDate(scheduledAt) }),
    ...(nextAttemptAt === undefined ? {} : { nextAttemptAt: isoDate(nextAttemptAt) }),
    ...(doneAt === undefined ? {} : { doneAt: isoDate(doneAt) }),
  };
}
