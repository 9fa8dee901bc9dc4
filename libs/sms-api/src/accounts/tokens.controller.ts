import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { TokenService, type Account } from '@chappe/sms';
import { ApiBodyProblems, ApiProblems } from '../openapi/decorators.js';
import { granted, ProblemFilter } from '../problems/index.js';
import { CurrentAccount, JsonBody } from '../requests/index.js';
import { CreatedTokenDto, CreateTokenBody, tokenDto, TokenListDto } from './token.dto.js';
import { TokenGuard } from './token.guard.js';

/** The bearer tokens of the account that asks. */
@ApiTags('tokens')
@ApiBearerAuth()
@UseGuards(TokenGuard)
@UseFilters(ProblemFilter)
@Controller({ path: 'tokens', version: VERSION_NEUTRAL })
export class TokensController {
  constructor(@Inject(TokenService) private readonly tokens: TokenService) {}

  @Get()
  @ApiOperation({ summary: 'The active tokens, without their values' })
  @ApiOkResponse({ type: TokenListDto, description: 'The tokens.' })
  @ApiProblems()
  async listTokens(@CurrentAccount() account: Account): Promise<TokenListDto> {
    return { data: (await this.tokens.list(account.id)).map(tokenDto), next: null };
  }

  @Post()
  @ApiOperation({ summary: 'Make a token; its value is shown this once' })
  @ApiBody({ type: CreateTokenBody })
  @ApiCreatedResponse({ type: CreatedTokenDto, description: 'The token, with its value.' })
  @ApiBodyProblems('account_not_found', 'token_name_taken', 'too_many_tokens')
  async createToken(
    @CurrentAccount() account: Account,
    @JsonBody(CreateTokenBody) body: CreateTokenBody,
  ): Promise<CreatedTokenDto> {
    const { token, value } = granted(await this.tokens.create(account.id, body));
    return { ...tokenDto(token), value };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a token, at once and for ever' })
  @ApiParam({ name: 'id', description: 'The identifier of the token, not its value.' })
  @ApiNoContentResponse({ description: 'It opens nothing any more.' })
  @ApiProblems('token_not_found')
  async revokeToken(@CurrentAccount() account: Account, @Param('id') id: string): Promise<void> {
    granted(await this.tokens.revoke(account.id, id));
  }
}
