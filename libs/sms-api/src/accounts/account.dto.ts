import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Account, Asset, DailyUse, WalletView } from '@chappe/sms';
import { ASSETS, money } from '@chappe/sms';
import { Amount, amountOf } from '../money/index.js';
import { isoDate } from '../requests/index.js';

/** What an account has in one asset. */
@ApiSchema({ name: 'Wallet' })
export class WalletDto {
  @ApiProperty({ enum: ASSETS, enumName: 'Asset' })
  asset!: Asset;

  @ApiProperty({ description: 'Whether this is the wallet that pays.' })
  active!: boolean;

  @ApiProperty({ type: Amount, description: 'Free to spend now.' })
  available!: Amount;

  @ApiProperty({ type: Amount, description: 'Set aside for messages whose outcome is not known yet.' })
  held!: Amount;

  @ApiProperty({
    type: Amount,
    description: 'There, and not to be spent until a top-up in this asset makes the wallet pay again.',
  })
  frozen!: Amount;

  @ApiProperty({ type: Amount, description: 'Paid for, and not credited until the payment is validated.' })
  pending!: Amount;
}

/** How many messages may be sent in a day. */
@ApiSchema({ name: 'DailyLimit' })
export class DailyLimitDto {
  @ApiProperty({ type: 'integer', nullable: true, description: 'Messages a day; null for no limit.' })
  max!: number | null;

  @ApiProperty({ type: 'integer' })
  used!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null for no limit.' })
  left!: number | null;

  @ApiProperty({ format: 'date-time', description: 'The next midnight, UTC.' })
  resetsAt!: string;
}

/** What bounds an account's use. */
@ApiSchema({ name: 'Limits' })
export class LimitsDto {
  @ApiProperty({ type: DailyLimitDto })
  daily!: DailyLimitDto;
}

/** The account that a token belongs to. */
@ApiSchema({ name: 'Account' })
export class AccountDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ASSETS, enumName: 'Asset', description: 'The asset of the wallet that pays.' })
  asset!: Asset;

  @ApiProperty({ description: 'How numbers without a country code are read; ISO 3166-1 alpha-2.' })
  defaultCountry!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: [WalletDto], description: 'The one that pays first.' })
  wallets!: readonly WalletDto[];

  @ApiProperty({ type: LimitsDto })
  limits!: LimitsDto;
}

/** Writes an account with its wallets and limits. */
export function accountDto(account: Account, wallets: readonly WalletView[], use: DailyUse): AccountDto {
  const { id, name, asset, defaultCountry, createdAt } = account;
  return {
    id,
    name,
    asset,
    defaultCountry,
    createdAt: isoDate(createdAt),
    wallets: wallets.map(walletDto),
    limits: { daily: { max: use.limit, used: use.used, left: use.left, resetsAt: isoDate(use.resetsAt) } },
  };
}

function walletDto(wallet: WalletView): WalletDto {
  const amount = (micros: number) => amountOf(money(micros, wallet.asset));
  return {
    asset: wallet.asset,
    active: wallet.active,
    available: amount(wallet.availableMicros),
    held: amount(wallet.heldMicros),
    frozen: amount(wallet.frozenMicros),
    pending: amount(wallet.pendingMicros),
  };
}
