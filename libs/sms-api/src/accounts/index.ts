/** Who asks: bearer tokens checked, listed, made and revoked, and the account behind them. */
export { AccountController } from './account.controller.js';
export { AccountDto, DailyLimitDto, LimitsDto, WalletDto } from './account.dto.js';
export { CreatedTokenDto, CreateTokenBody, TokenDto, TokenListDto } from './token.dto.js';
export { TokenGuard } from './token.guard.js';
export { TokensController } from './tokens.controller.js';
