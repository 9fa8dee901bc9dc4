import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  ASSETS,
  money,
  type Asset,
  type LedgerFault,
  type LedgerFaultKind,
  type LedgerHead,
  type LedgerKind,
  type LedgerRow,
  type LedgerVerification,
  type Page,
} from '@chappe/sms';
import { Amount, amountOf } from '../money/index.js';
import { isoDate } from '../requests/index.js';

/** The words of the library's types, as values to document. */
const LEDGER_KINDS = [
  'top_up',
  'hold',
  'capture',
  'release',
  'transfer',
  'refund',
] as const satisfies readonly LedgerKind[];
const FAULT_KINDS = [
  'changed',
  'missing',
  'reordered',
  'head_differs',
] as const satisfies readonly LedgerFaultKind[];

const HASH = { pattern: '^[0-9a-f]{64}$' };

/** One row of the books. */
@ApiSchema({ name: 'LedgerRow' })
export class LedgerRowDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ enum: LEDGER_KINDS, enumName: 'LedgerKind' })
  kind!: LedgerKind;

  @ApiProperty({ type: Amount, description: 'What leaves `debit` and enters `credit`.' })
  amount!: Amount;

  @ApiProperty({ example: 'wallet:acc_01JD9ZQ2E8W3T5V7X9Z1B3D5F7' })
  debit!: string;

  @ApiProperty({ example: 'hold:acc_01JD9ZQ2E8W3T5V7X9Z1B3D5F7' })
  credit!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The hold it is about, which has the identifier of its message.',
  })
  holdId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The hold that this row ends; one row does for each.',
  })
  resolves!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reference!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Its place in the chain of its asset.' })
  chainSeq!: number;

  @ApiProperty({
    ...HASH,
    description:
      'SHA-256 over the JSON array (RFC 8785) of: the hash of the row before in the same asset (64 zeros for the first), chainSeq, id, at in milliseconds since 1970, kind, asset, amount in millionths, debit, credit, the identifier of the account, holdId, resolves, reference.',
  })
  chainHash!: string;
}

/** A page of the books. */
@ApiSchema({ name: 'LedgerPage' })
export class LedgerPageDto {
  @ApiProperty({ type: [LedgerRowDto], description: 'Newest first.' })
  data!: readonly LedgerRowDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null on the last.',
  })
  next!: string | null;
}

/** Where a chain ends. */
@ApiSchema({ name: 'LedgerHead' })
export class LedgerHeadDto {
  @ApiProperty({ enum: ASSETS, enumName: 'Asset' })
  asset!: Asset;

  @ApiProperty({ type: 'integer', minimum: 1 })
  chainSeq!: number;

  @ApiProperty(HASH)
  chainHash!: string;
}

/** The first place of the books that is not as it was written. */
@ApiSchema({ name: 'LedgerFault' })
export class LedgerFaultDto {
  @ApiProperty({ enum: FAULT_KINDS, enumName: 'LedgerFaultKind' })
  kind!: LedgerFaultKind;

  @ApiProperty({ enum: ASSETS, enumName: 'Asset' })
  asset!: Asset;

  @ApiProperty({ type: 'integer', description: 'The place in the chain of the asset that does not fit.' })
  chainSeq!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The row that was found there; null where the rows end before it.',
  })
  rowId!: string | null;

  @ApiProperty({ description: 'What was found, and what should have been.' })
  detail!: string;
}

/** What a verification found. */
@ApiSchema({ name: 'LedgerVerification' })
export class LedgerVerificationDto {
  @ApiProperty({ description: 'Whether everything fits, as far as it was walked over.' })
  intact!: boolean;

  @ApiProperty({ type: 'integer', description: 'How many rows were walked over.' })
  rows!: number;

  @ApiProperty({
    type: [LedgerHeadDto],
    description:
      'How far each chain was followed. Note them: a later verification that comes past the same places with the same hashes proves that nothing before was rewritten.',
  })
  heads!: readonly LedgerHeadDto[];

  @ApiProperty({
    type: LedgerFaultDto,
    nullable: true,
    description: 'The first thing that does not fit; null when there is none.',
  })
  fault!: LedgerFaultDto | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor to go on with; null when the walk is over, at the end or at a fault.',
  })
  next!: string | null;
}

/** Writes a page of the books. */
export function ledgerPageDto({ data, next }: Page<LedgerRow>): LedgerPageDto {
  return { data: data.map(rowDto), next };
}

/** Writes what a verification found. */
export function ledgerVerificationDto(found: LedgerVerification): LedgerVerificationDto {
  const { rows, heads, fault, next } = found;
  return { intact: fault === null, rows, heads: heads.map(headDto), fault: fault && faultDto(fault), next };
}

function rowDto(row: LedgerRow): LedgerRowDto {
  const { id, at, kind, asset, micros, debit, credit, holdId, resolves, reference, chainSeq, chainHash } =
    row;
  const amount = amountOf(money(micros, asset));
  const links = { holdId, resolves, reference, chainSeq, chainHash };
  return { id, at: isoDate(at), kind, amount, debit, credit, ...links };
}

function headDto({ asset, chainSeq, chainHash }: LedgerHead): LedgerHeadDto {
  return { asset, chainSeq, chainHash };
}

function faultDto({ kind, asset, chainSeq, rowId, detail }: LedgerFault): LedgerFaultDto {
  return { kind, asset, chainSeq, rowId, detail };
}
