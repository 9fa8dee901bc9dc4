import { ApiPropertyOptional } from '@nestjs/swagger';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX, VERIFY_ROWS_MAX, type PageRequest } from '@chappe/sms';
import { CURSOR_LENGTH_MAX, IsCursor, IsWholeText, Optional } from '../requests/index.js';

/** Which rows are wanted. */
export class ListLedgerQuery {
  @ApiPropertyOptional({ maxLength: CURSOR_LENGTH_MAX, description: 'The `next` of the page before.' })
  @Optional()
  @IsCursor()
  cursor?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: PAGE_LIMIT_MAX,
    default: PAGE_LIMIT_DEFAULT,
  })
  @Optional()
  @IsWholeText(1, PAGE_LIMIT_MAX)
  limit?: string;
}

/** How far to verify. */
export class VerifyLedgerQuery {
  @ApiPropertyOptional({
    maxLength: CURSOR_LENGTH_MAX,
    description: 'The `next` of the verification before.',
  })
  @Optional()
  @IsCursor()
  cursor?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: VERIFY_ROWS_MAX,
    default: VERIFY_ROWS_MAX,
    description: 'How many rows to walk over at most.',
  })
  @Optional()
  @IsWholeText(1, VERIFY_ROWS_MAX)
  limit?: string;
}

/** The library's page for a query, with `whole` rows where none are said. */
export function ledgerPage(
  { cursor, limit }: { readonly cursor?: string; readonly limit?: string },
  whole: number,
): PageRequest {
  return { limit: limit === undefined ? whole : Number(limit), cursor };
}
