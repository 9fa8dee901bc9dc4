import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { isoDate } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { MAX_LISTED_PDUS, type LoggedPdu } from './pdu-log.js';
import { SmppDoor, type LineView } from './smpp-door.js';

const DEFAULT_LISTED_PDUS = 100;

const page = (model: typeof LineDto | typeof LoggedPduDto) => ({
  schema: {
    type: 'object' as const,
    required: ['data', 'next'],
    properties: {
      data: { type: 'array' as const, items: { $ref: getSchemaPath(model) } },
      next: { type: 'string' as const, nullable: true },
    },
  },
});

/** Which PDUs to list. */
export class PdusQueryDto {
  @ApiPropertyOptional({ description: 'Those after this number.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  since?: number;

  @ApiPropertyOptional({ description: 'Those of this client: its system id.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  clientId?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_LISTED_PDUS, default: DEFAULT_LISTED_PDUS })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LISTED_PDUS)
  limit?: number;
}

/** An SMPP connection. */
export class LineDto implements LineView {
  @ApiPropertyOptional({ type: String, description: 'The system id; left out before the bind.' })
  clientId!: string | undefined;

  @ApiPropertyOptional({ enum: ['transmitter', 'receiver', 'transceiver'] })
  boundAs!: LineView['boundAs'];

  @ApiPropertyOptional({
    type: Number,
    description: 'interface_version of the bind: 52 (0x34) for SMPP 3.4.',
  })
  version!: number | undefined;

  @ApiPropertyOptional({ type: String })
  address!: string | undefined;

  @ApiProperty()
  isTls!: boolean;

  @ApiProperty({ description: 'Whether a fault has made it half open: it reads and says nothing.' })
  isHalfOpen!: boolean;

  @ApiProperty({ description: 'Deliveries that the client has not answered.' })
  undelivered!: number;

  @ApiProperty({ description: 'Requests of the client that have not been answered.' })
  unanswered!: number;

  @ApiProperty()
  framesIn!: number;

  @ApiProperty()
  pdusOut!: number;
}

/** A PDU that went over a line. */
export class LoggedPduDto {
  @ApiProperty({ description: 'From 1, without gaps.' })
  seq!: number;

  @ApiProperty({ format: 'date-time', type: String })
  at!: string;

  @ApiProperty({ enum: ['in', 'out'] })
  direction!: 'in' | 'out';

  @ApiPropertyOptional({ type: String })
  clientId!: string | undefined;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Its fields, octets in hexadecimal, passwords left out.',
  })
  pdu!: LoggedPdu['pdu'];

  @ApiPropertyOptional({ type: String, description: 'Why it cannot be read, where it cannot.' })
  mistake!: string | undefined;

  @ApiProperty({ description: 'How long it is.' })
  octets!: number;
}

/** The SMPP connections and what goes over them, for whoever watches. */
@ApiTags('control')
@ApiExtraModels(LineDto, LoggedPduDto)
@Controller('control/smpp')
export class LinesController {
  constructor(private readonly door: SmppDoor) {}

  @Get('lines')
  @ApiOperation({ summary: 'The SMPP connections, bound or not' })
  @ApiOkResponse(page(LineDto))
  @ApiProblems()
  lines(): { data: LineDto[]; next: null } {
    return { data: this.door.views(), next: null };
  }

  @Get('pdus')
  @ApiOperation({ summary: 'The last PDUs of all connections, oldest first' })
  @ApiOkResponse(page(LoggedPduDto))
  @ApiProblems(422)
  pdus(@Query() { since, clientId, limit }: PdusQueryDto): { data: LoggedPduDto[]; next: string | null } {
    const found = this.door.pdus.list(
      { ...(since === undefined ? {} : { since }), ...(clientId === undefined ? {} : { clientId }) },
      limit ?? DEFAULT_LISTED_PDUS,
    );
    const last = found.at(-1);
    return {
      data: found.map(entry => ({ ...entry, at: isoDate(entry.at) })),
      next: last === undefined ? null : String(last.seq),
    };
  }
}
