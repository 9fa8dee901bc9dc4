import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { CostlyCharacter, SendEstimate } from '@chappe/sms';
import { Amount, amountOf } from '../money/index.js';
import { RejectedDto } from './send-outcome.dto.js';
import { encodingName, ENCODINGS, type EncodingName } from './vocabulary.js';

const WHY_COSTLY = ['not_in_gsm7', 'two_septets'] as const;

/** A character that makes a text dearer. */
@ApiSchema({ name: 'CostlyCharacter' })
export class CostlyCharacterDto {
  @ApiProperty({ example: '€' })
  character!: string;

  @ApiProperty({ type: 'integer', description: 'Where it first stands, in UTF-16 units.' })
  index!: number;

  @ApiProperty({ type: 'integer', description: 'How often it stands there.' })
  count!: number;

  @ApiProperty({
    enum: WHY_COSTLY,
    description: '`not_in_gsm7` takes the whole text to UCS-2; `two_septets` counts for two.',
  })
  why!: (typeof WHY_COSTLY)[number];
}

/** One short message of a text, as it would be sent. */
@ApiSchema({ name: 'EstimatedPart' })
export class EstimatedPartDto {
  @ApiProperty({ type: 'integer', minimum: 1 })
  number!: number;

  @ApiProperty()
  text!: string;

  @ApiProperty({ type: 'integer', description: 'Septets of GSM-7, or 16-bit units of UCS-2.' })
  units!: number;
}

/** A text as it would read for some of the recipients. */
@ApiSchema({ name: 'EstimatedText' })
export class EstimatedTextDto {
  @ApiProperty()
  text!: string;

  @ApiProperty({ enum: ENCODINGS, enumName: 'Encoding' })
  encoding!: EncodingName;

  @ApiProperty({ type: 'integer', description: 'Septets of GSM-7, or 16-bit units of UCS-2.' })
  units!: number;

  @ApiProperty({ type: [EstimatedPartDto] })
  parts!: readonly EstimatedPartDto[];

  @ApiProperty({ type: [CostlyCharacterDto] })
  costlyCharacters!: readonly CostlyCharacterDto[];

  @ApiProperty({ type: String, nullable: true, description: 'The STOP mention that would be appended.' })
  stopMention!: string | null;
}

/** What one recipient would come to. */
@ApiSchema({ name: 'EstimatedRecipient' })
export class EstimatedRecipientDto {
  @ApiProperty({ example: '+33612121515' })
  to!: string;

  @ApiProperty({ description: 'ISO 3166-1 alpha-2.', example: 'FR' })
  country!: string;

  @ApiProperty({ type: 'integer', description: 'Which of `texts` this one would get, from 0.' })
  textIndex!: number;

  @ApiProperty({ type: 'integer' })
  parts!: number;

  @ApiProperty({ type: Amount })
  price!: Amount;
}

/** What a send would come to. The first of `texts` stands at the top as well: most sends have no other. */
@ApiSchema({ name: 'Estimate' })
export class EstimateDto {
  @ApiProperty({
    enum: ENCODINGS,
    enumName: 'Encoding',
    nullable: true,
    description: 'Null when no recipient can be sent to.',
  })
  encoding!: EncodingName | null;

  @ApiProperty({ type: [EstimatedPartDto] })
  parts!: readonly EstimatedPartDto[];

  @ApiProperty({ type: [CostlyCharacterDto] })
  costlyCharacters!: readonly CostlyCharacterDto[];

  @ApiProperty({ type: String, nullable: true })
  stopMention!: string | null;

  @ApiProperty({
    type: [EstimatedTextDto],
    description: 'Each way the text would read: with and without STOP.',
  })
  texts!: readonly EstimatedTextDto[];

  @ApiProperty({ type: [EstimatedRecipientDto] })
  recipients!: readonly EstimatedRecipientDto[];

  @ApiProperty({ type: [RejectedDto] })
  rejected!: readonly RejectedDto[];

  @ApiProperty({ type: Amount, description: 'For all of them.' })
  cost!: Amount;
}

/** Writes an estimate. */
export function estimateDto(estimate: SendEstimate): EstimateDto {
  const texts = estimate.texts.map(textDto);
  const [first] = texts;
  return {
    encoding: first?.encoding ?? null,
    parts: first?.parts ?? [],
    costlyCharacters: first?.costlyCharacters ?? [],
    stopMention: first?.stopMention ?? null,
    texts,
    recipients: estimate.recipients.map(({ to, country, textIndex, parts, price }) => ({
      to,
      country,
      textIndex,
      parts,
      price: amountOf(price),
    })),
    rejected: estimate.rejected,
    cost: amountOf(estimate.cost),
  };
}

function textDto(estimated: SendEstimate['texts'][number]): EstimatedTextDto {
  const { text, encoding, units, parts, costlyCharacters, stopMention } = estimated;
  return {
    text,
    encoding: encodingName(encoding),
    units,
    parts: parts.map((part, index) => ({ number: index + 1, text: part.text, units: part.units })),
    costlyCharacters: costlyCharacters.map(costlyCharacterDto),
    stopMention,
  };
}

function costlyCharacterDto({ character, index, count, why }: CostlyCharacter): CostlyCharacterDto {
  return { character, index, count, why: why === 'NOT_IN_GSM7' ? 'not_in_gsm7' : 'two_septets' };
}
