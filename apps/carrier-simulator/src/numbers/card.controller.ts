import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { explainFate, fateCard, FateError } from '@chappe/smsc';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem } from '../problem/problem.js';
import { cardPage } from './card-page.js';
import { CardQueryDto } from './card.dto.js';

/** The card of the numbers that carry their fate, as a page for people. */
@ApiTags('control')
@Controller('numbers')
export class CardController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  )
  @Header('x-content-type-options', 'nosniff')
  @ApiOperation({ summary: 'The card that documents the numbers, for a screen and for paper' })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(422)
  page(@Query() { country, msisdn = '' }: CardQueryDto): string {
    const asked = msisdn.trim();
    try {
      return cardPage(
        fateCard(country),
        asked === '' ? {} : { asked: { msisdn: asked, explanation: explainFate(asked) } },
      );
    } catch (cause) {
      if (!(cause instanceof FateError)) throw cause;
      throw Problem.invalid([{ field: cause.field, detail: cause.message }], cause.message);
    }
  }
}
