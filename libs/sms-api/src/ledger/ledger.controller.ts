import { Controller, Get, Inject, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CreditService, PAGE_LIMIT_DEFAULT, VERIFY_ROWS_MAX, type Account } from '@chappe/sms';
import { TokenGuard } from '../accounts/index.js';
import { ApiProblems, ApiQueryOf } from '../openapi/decorators.js';
import { ProblemFilter } from '../problems/index.js';
import { CheckedQuery, CurrentAccount } from '../requests/index.js';
import { ledgerPage, ListLedgerQuery, VerifyLedgerQuery } from './ledger-query.dto.js';
import { LedgerPageDto, ledgerPageDto, LedgerVerificationDto, ledgerVerificationDto } from './ledger.dto.js';

/** The books of the account that asks, and of nobody else. */
@ApiTags('ledger')
@ApiBearerAuth()
@UseGuards(TokenGuard)
@UseFilters(ProblemFilter)
@Controller({ path: 'ledger', version: VERSION_NEUTRAL })
export class LedgerController {
  constructor(@Inject(CreditService) private readonly credits: CreditService) {}

  @Get()
  @ApiOperation({ summary: 'The rows of the books, newest first' })
  @ApiQueryOf(ListLedgerQuery)
  @ApiOkResponse({ type: LedgerPageDto, description: 'A page of rows.' })
  @ApiProblems('invalid_request', 'invalid_cursor')
  async listLedger(
    @CurrentAccount() account: Account,
    @CheckedQuery(ListLedgerQuery) query: ListLedgerQuery,
  ): Promise<LedgerPageDto> {
    return ledgerPageDto(await this.credits.rows(account.id, ledgerPage(query, PAGE_LIMIT_DEFAULT)));
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Whether any row of the books was changed, removed or moved since it was written',
    description:
      'Recomputes the hash of every row, oldest first, and names the first that does not fit. Long books take several requests: go on with `next`.',
  })
  @ApiQueryOf(VerifyLedgerQuery)
  @ApiOkResponse({ type: LedgerVerificationDto, description: 'What was found.' })
  @ApiProblems('invalid_request', 'invalid_cursor')
  async verifyLedger(
    @CurrentAccount() account: Account,
    @CheckedQuery(VerifyLedgerQuery) query: VerifyLedgerQuery,
  ): Promise<LedgerVerificationDto> {
    return ledgerVerificationDto(await this.credits.verify(account.id, ledgerPage(query, VERIFY_ROWS_MAX)));
  }
}
