import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessageCentre, type PhoneMessage } from '@chappe/smsc';
import { durationMs, isoDate } from '../clock/index.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { RunScoped } from '../runs/index.js';
import { CountDto, PageQueryDto, PhoneMessageDto, PhoneMessagesDto, PhoneSendsDto } from './control.dto.js';
import { requireMsisdn } from './number.js';

/** The phones in people's hands: what is on them, and what they send. */
@ApiTags('control')
@RunScoped()
@Controller('control/phones')
export class PhonesController {
  constructor(private readonly centre: MessageCentre) {}

  @Get(':msisdn/messages')
  @ApiOperation({ summary: 'What is on the phone: the newest messages, the newest last' })
  @ApiOkResponse({ type: PhoneMessagesDto })
  @ApiProblems(422)
  messages(@Param('msisdn') msisdn: string, @Query() { limit }: PageQueryDto): PhoneMessagesDto {
    const messages = this.centre.subscribers.messages(requireMsisdn(msisdn));
    return { data: messages.slice(-limit).map(phoneMessageDto), next: null };
  }

  @Post(':msisdn/messages')
  @HttpCode(202)
  @ApiOperation({ summary: 'The phone sends a message: a reply, a STOP, a flood' })
  @ApiAcceptedResponse({ type: CountDto, description: 'How many messages it sends.' })
  @ApiProblems(422)
  send(@Param('msisdn') msisdn: string, @Body() body: PhoneSendsDto): CountDto {
    const { to, text, delay, count, every } = body;
    const delayMs = durationMs(delay);
    const everyMs = durationMs(every);
    this.centre.sendFromPhone(requireMsisdn(msisdn), {
      to,
      text,
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(count === undefined ? {} : { count }),
      ...(everyMs === undefined ? {} : { everyMs }),
    });
    return { count: count ?? 1 };
  }

  @Post(':msisdn/read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Somebody reads all messages, which frees the inbox' })
  @ApiOkResponse({ type: CountDto, description: 'How many were unread.' })
  @ApiProblems(422)
  markRead(@Param('msisdn') msisdn: string): CountDto {
    return { count: this.centre.subscribers.read(requireMsisdn(msisdn)) };
  }

  @Delete(':msisdn/messages')
  @ApiOperation({ summary: 'Somebody deletes all messages' })
  @ApiOkResponse({ type: CountDto, description: 'How many there were.' })
  @ApiProblems(422)
  clear(@Param('msisdn') msisdn: string): CountDto {
    return { count: this.centre.subscribers.clearInbox(requireMsisdn(msisdn)) };
  }
}

function phoneMessageDto(message: PhoneMessage): PhoneMessageDto {
  const { at, completedAt, parts, ...rest } = message;
  return {
    ...rest,
    at: isoDate(at),
    completedAt: completedAt === undefined ? null : isoDate(completedAt),
    parts: parts.map(part => ({ ...part, at: isoDate(part.at) })),
  };
}
