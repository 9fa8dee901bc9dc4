/** Messages over HTTP: sent, estimated, listed, read, changed, taken back and copied. */
export { EstimateDto } from './estimate.dto.js';
export { CountMessagesQuery, ListMessagesQuery } from './message-query.dto.js';
export {
  MessageCountDto,
  MessageDetailsDto,
  messageDetailsDto,
  MessageDto,
  messageDto,
  MessageListDto,
} from './message.dto.js';
export { MessagesController } from './messages.controller.js';
export { CopyMessageBody, EditMessageBody, SendMessageBody } from './send-message.dto.js';
export { SendOutcomeDto } from './send-outcome.dto.js';
