import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  composeFate,
  explainFate,
  FateError,
  type FateExplanation,
  type OutcomeKey,
  type TwistKey,
} from '@chappe/smsc';
import { DURATION_FORM, durationMs } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { NumberDto, NumberQueryDto } from './numbers.dto.js';

/** Numbers that carry their fate in their last digits. */
@ApiTags('control')
@Controller('control/numbers')
export class NumbersController {
  @Get()
  @ApiOperation({
    summary: 'Says what will happen to a message to a number, or makes a number with that fate',
    description:
      'Give `msisdn` to have a number explained, or a wish to have one composed. `GET /numbers` is the card.',
  })
  @ApiOkResponse({ type: NumberDto })
  @ApiProblems(422)
  read(@Query() query: NumberQueryDto): FateExplanation {
    const number = query.msisdn ?? composed(query);
    const explanation = explainFate(number);
    if (explanation === undefined) throw Problem.notANumber(number);
    return explanation;
  }
}

function composed({ outcome, delay, twist, country, prefix }: NumberQueryDto): string {
  const delayMs = delay === undefined ? 0 : durationMs(delay);
  if (delayMs === undefined) throw Problem.invalid([{ field: 'delay', detail: `must be ${DURATION_FORM}` }]);
  try {
    return composeFate({
      outcome: (outcome ?? 'delivered') as OutcomeKey,
      delayMs,
      twist: (twist ?? 'none') as TwistKey,
      ...(country === undefined ? {} : { country }),
      ...(prefix === undefined ? {} : { prefix }),
    });
  } catch (cause) {
    if (!(cause instanceof FateError)) throw cause;
    const field = cause.field === 'delayMs' ? 'delay' : cause.field;
    throw Problem.invalid([{ field, detail: cause.message }], cause.message);
  }
}
