import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { ApiToken, TokenKind } from '@chappe/sms';
import { isoDate, IsLabel, Optional } from '../requests/index.js';

const TOKEN_KINDS = ['live', 'test'] as const satisfies readonly TokenKind[];

/** What a new token is made of. */
export class CreateTokenBody {
  @ApiProperty({
    minLength: 1,
    description: 'Unique among the active tokens of the account; 64 characters at most.',
    example: 'till',
  })
  @IsLabel()
  name!: string;

  @ApiPropertyOptional({ enum: TOKEN_KINDS, enumName: 'TokenKind', default: 'live' })
  @Optional()
  @IsIn(TOKEN_KINDS)
  kind?: TokenKind;
}

/** A bearer token, without its value. */
@ApiSchema({ name: 'Token' })
export class TokenDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: TOKEN_KINDS, enumName: 'TokenKind' })
  kind!: TokenKind;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

/** A new token: the one time that its value is shown. */
@ApiSchema({ name: 'CreatedToken' })
export class CreatedTokenDto extends TokenDto {
  @ApiProperty({ description: 'Shown now and never again; only its hash is kept.' })
  value!: string;
}

/** The active tokens of an account. */
@ApiSchema({ name: 'TokenList' })
export class TokenListDto {
  @ApiProperty({ type: [TokenDto], description: 'Oldest first.' })
  data!: readonly TokenDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Always null: an account has few tokens, and all of them are here.',
  })
  next!: string | null;
}

/** Writes a token. */
export function tokenDto({ id, name, kind, createdAt }: ApiToken): TokenDto {
  return { id, name, kind, createdAt: isoDate(createdAt) };
}
