import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Wire } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Problem, type FieldProblem } from '../problem/problem.js';
import { requireName } from './caller.js';
import { ConnectDto, ConnectionDto } from './carrier.dto.js';
import type { HttpAccount } from './http-account.js';
import { HttpAccounts } from './http-accounts.js';

/** Where clients want their receipts and the messages from phones. */
@ApiTags('carrier')
@Controller('carrier/connections')
export class ConnectionsController {
  constructor(
    private readonly accounts: HttpAccounts,
    private readonly wire: Wire,
  ) {}

  @Put(':clientId')
  @ApiOperation({
    summary: 'Connects a client, or changes where it is told',
    description: 'What the centre has kept for the client follows at once.',
  })
  @ApiOkResponse({ type: ConnectionDto })
  @ApiProblems(422, 429)
  connect(@Param('clientId') clientId: string, @Body() body: ConnectDto): ConnectionDto {
    this.wire.stir();
    requireName('clientId', clientId);
    const errors: FieldProblem[] = [];
    for (const field of ['receiptUrl', 'inboundUrl'] as const) {
      const url = body[field];
      const detail = url === undefined ? undefined : this.accounts.guard.mistakeIn(url);
      if (detail !== undefined) errors.push({ field, detail });
    }
    if (errors.length > 0) throw Problem.invalid(errors);
    const account = this.accounts.of(clientId);
    account.connect({ receiptUrl: body.receiptUrl, inboundUrl: body.inboundUrl, token: body.token });
    return connectionDto(account);
  }

  @Get(':clientId')
  @ApiOperation({ summary: 'The present connection of a client' })
  @ApiOkResponse({ type: ConnectionDto })
  @ApiProblems(404)
  read(@Param('clientId') clientId: string): ConnectionDto {
    const account = this.accounts.find(clientId);
    if (account?.connection === undefined) {
      throw Problem.notFound(
        `A connection of ${clientId.slice(0, 64)}`,
        `PUT /carrier/connections/${clientId.slice(0, 64)} with a receiptUrl first.`,
      );
    }
    return connectionDto(account);
  }

  @Delete(':clientId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Disconnects a client; what it has not taken is kept for its next connection' })
  @ApiNoContentResponse()
  @ApiProblems()
  disconnect(@Param('clientId') clientId: string): void {
    this.wire.stir();
    this.accounts.find(clientId)?.disconnect();
  }
}

function connectionDto({ clientId, connectionId, connection }: HttpAccount): ConnectionDto {
  return {
    clientId,
    connectionId: connectionId ?? '',
    receiptUrl: connection?.receiptUrl ?? '',
    inboundUrl: connection?.inboundUrl ?? connection?.receiptUrl ?? '',
  };
}
