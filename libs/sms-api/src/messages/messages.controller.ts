import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { MessageService, type Account } from '@chappe/sms';
import { TokenGuard } from '../accounts/index.js';
import { ApiBodyProblems, ApiProblems, ApiQueryOf, ApiRepeatable } from '../openapi/decorators.js';
import { granted, ProblemFilter } from '../problems/index.js';
import { CheckedQuery, CurrentAccount, IdempotencyKey, JsonBody } from '../requests/index.js';
import { EstimateDto, estimateDto } from './estimate.dto.js';
import {
  CountMessagesQuery,
  ListMessagesQuery,
  messageFilter,
  pageRequest,
  preparedQuery,
} from './message-query.dto.js';
import {
  MessageCountDto,
  MessageDetailsDto,
  messageDetailsDto,
  MessageDto,
  messageDto,
  MessageListDto,
} from './message.dto.js';
import {
  CopyMessageBody,
  EditMessageBody,
  messageChanges,
  sendCommand,
  SendMessageBody,
} from './send-message.dto.js';
import { SendOutcomeDto, sendOutcomeDto } from './send-outcome.dto.js';
import { MessageId } from './message-id.js';

const refusedSends = [
  'invalid_message',
  'no_valid_recipient',
  'daily_limit_reached',
  'insufficient_credit',
] as const;

const idParameter = { name: 'id', example: 'msg_01JD9ZQ2E8W3T5V7X9Z1B3D5F7' };

/** The messages of the account that asks. */
@ApiTags('messages')
@ApiBearerAuth()
@UseGuards(TokenGuard)
@UseFilters(ProblemFilter)
@Controller({ path: 'messages', version: VERSION_NEUTRAL })
export class MessagesController {
  constructor(@Inject(MessageService) private readonly messages: MessageService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a message to one or many, now or later',
    description:
      'Bad numbers are told apart and do not stop the good ones; too little credit for all of them stops all. What is accepted is stored before the answer leaves.',
  })
  @ApiBody({ type: SendMessageBody })
  @ApiAcceptedResponse({
    type: SendOutcomeDto,
    description: 'Accepted and stored; what became of each number.',
  })
  @ApiRepeatable(...refusedSends)
  async sendMessages(
    @CurrentAccount() account: Account,
    @JsonBody(SendMessageBody) body: SendMessageBody,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<SendOutcomeDto> {
    const { outcome } = granted(await this.messages.send(account, sendCommand(body), { idempotencyKey }));
    return sendOutcomeDto(outcome);
  }

  @Post('estimate')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a send would come to: parts, prices, refused numbers; nothing is stored' })
  @ApiBody({ type: SendMessageBody })
  @ApiOkResponse({ type: EstimateDto, description: 'What it would come to.' })
  @ApiBodyProblems('invalid_message')
  async estimateMessages(
    @CurrentAccount() account: Account,
    @JsonBody(SendMessageBody) body: SendMessageBody,
  ): Promise<EstimateDto> {
    return estimateDto(granted(await this.messages.estimate(account, sendCommand(body))).estimate);
  }

  @Get()
  @ApiOperation({ summary: 'Messages, newest first' })
  @ApiQueryOf(ListMessagesQuery)
  @ApiOkResponse({ type: MessageListDto, description: 'A page of messages.' })
  @ApiProblems('invalid_request', 'invalid_cursor')
  async listMessages(
    @CurrentAccount() account: Account,
    @CheckedQuery(ListMessagesQuery, preparedQuery) query: ListMessagesQuery,
  ): Promise<MessageListDto> {
    const { data, next } = await this.messages.list(messageFilter(account.id, query), pageRequest(query));
    return { data: data.map(messageDto), next };
  }

  @Get('count')
  @ApiOperation({ summary: 'How many messages there are' })
  @ApiQueryOf(CountMessagesQuery)
  @ApiOkResponse({ type: MessageCountDto, description: 'How many.' })
  @ApiProblems('invalid_request')
  async countMessages(
    @CurrentAccount() account: Account,
    @CheckedQuery(CountMessagesQuery, preparedQuery) query: CountMessagesQuery,
  ): Promise<MessageCountDto> {
    return { count: await this.messages.count(messageFilter(account.id, query)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A message, with its timeline and parts' })
  @ApiParam(idParameter)
  @ApiOkResponse({ type: MessageDetailsDto, description: 'The message.' })
  @ApiProblems('message_not_found')
  async getMessage(
    @CurrentAccount() account: Account,
    @Param('id', MessageId) id: string,
  ): Promise<MessageDetailsDto> {
    return messageDetailsDto(granted(await this.messages.get(account.id, id)));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a message that still waits for its date' })
  @ApiParam(idParameter)
  @ApiBody({ type: EditMessageBody })
  @ApiOkResponse({ type: MessageDto, description: 'The message as it is now.' })
  @ApiBodyProblems('message_not_found', 'wrong_state', 'invalid_message', 'no_valid_recipient')
  async editMessage(
    @CurrentAccount() account: Account,
    @Param('id', MessageId) id: string,
    @JsonBody(EditMessageBody) body: EditMessageBody,
  ): Promise<MessageDto> {
    return messageDto(granted(await this.messages.edit(account.id, id, messageChanges(body))).message);
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Cancel a message that waits for its date, or take a finished one off the lists',
    description: 'The books keep both. One that is on its way cannot be recalled.',
  })
  @ApiParam(idParameter)
  @ApiOkResponse({ type: MessageDto, description: 'The message as it is now.' })
  @ApiProblems('message_not_found', 'wrong_state')
  async removeMessage(
    @CurrentAccount() account: Account,
    @Param('id', MessageId) id: string,
  ): Promise<MessageDto> {
    return messageDto(granted(await this.messages.remove(account.id, id)).message);
  }

  @Post(':id/copy')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a new message made from an old one, with changes',
    description: 'A date that is past meanwhile means now. The old message stays as it is.',
  })
  @ApiParam(idParameter)
  @ApiBody({ type: CopyMessageBody, required: false })
  @ApiAcceptedResponse({
    type: SendOutcomeDto,
    description: 'Accepted and stored; what became of each number.',
  })
  @ApiRepeatable('message_not_found', ...refusedSends)
  async copyMessage(
    @CurrentAccount() account: Account,
    @Param('id', MessageId) id: string,
    @JsonBody(CopyMessageBody, { required: false }) body: CopyMessageBody,
    @IdempotencyKey() idempotencyKey: string | undefined,
  ): Promise<SendOutcomeDto> {
    const { outcome } = granted(
      await this.messages.copy(account.id, id, messageChanges(body), { idempotencyKey }),
    );
    return sendOutcomeDto(outcome);
  }
}
