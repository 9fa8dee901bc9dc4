import { Controller, Get, Inject, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AccountService, CreditService, type Account } from '@chappe/sms';
import { ApiProblems } from '../openapi/decorators.js';
import { granted, ProblemFilter } from '../problems/index.js';
import { CurrentAccount } from '../requests/index.js';
import { AccountDto, accountDto } from './account.dto.js';
import { TokenGuard } from './token.guard.js';

/** The account that asks. */
@ApiTags('account')
@ApiBearerAuth()
@UseGuards(TokenGuard)
@UseFilters(ProblemFilter)
@Controller({ path: 'account', version: VERSION_NEUTRAL })
export class AccountController {
  constructor(
    @Inject(AccountService) private readonly accounts: AccountService,
    @Inject(CreditService) private readonly credits: CreditService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The account, its wallets, its limits and what is left of them today' })
  @ApiOkResponse({ type: AccountDto, description: 'The account.' })
  @ApiProblems('account_not_found')
  async getAccount(@CurrentAccount() account: Account): Promise<AccountDto> {
    const { wallets } = granted(await this.credits.wallets(account.id));
    const { use } = granted(await this.accounts.dailyUse(account.id));
    return accountDto(account, wallets, use);
  }
}
