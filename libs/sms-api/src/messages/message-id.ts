import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refused } from '../problems/index.js';

/** What an identifier of a message may look like: `msg_` and a ULID, or what a host's own storage makes. */
const MESSAGE_ID = /^[\w-]{1,64}$/;

/**
 * The identifier in a path. One that no message can have is answered like one that no message has, before it reaches a
 * database that may not even take its characters.
 */
@Injectable()
export class MessageId implements PipeTransform<string, string> {
  transform(id: string): string {
    if (MESSAGE_ID.test(id)) return id;
    throw Refused.as(
      'message_not_found',
      'This cannot be the identifier of a message. Take it from the answer to the send, or from the list.',
    );
  }
}
