import type { Asset, Ids, Instant } from '../kernel/index.js';
import type { SmsEvent } from '../events/index.js';
import type { MessageState } from './message.lifecycle.js';
import type { Message, Move, Purpose } from './message.js';
import type { ReasonKey } from './reasons.js';

/** The facts about a message: one for each state that its owner cares for. Being leased to a dispatcher is not one. */
export type MessageEventType = `message.${Exclude<MessageState, 'submitting'>}` | 'message.edited';

/** What a message event says. */
export interface MessageFact {
  readonly messageId: string;
  readonly to: string;
  readonly from: string | null;
  readonly state: MessageState;
  readonly reason: ReasonKey | null;
  readonly rawCode: string | null;
  readonly purpose: Purpose;
  readonly tag: string | null;
  readonly clientRef: string | null;
  readonly campaignId: string | null;
  readonly partCount: number;
  readonly costMicros: number;
  readonly asset: Asset;
  readonly attempt: number;
  readonly carrier: string | null;
  readonly at: Instant;
}

/** A fact about one message. */
export type MessageEvent = SmsEvent<MessageEventType, MessageFact>;

/** The events that these moves of a message give rise to, in order. */
export function messageEvents(ids: Ids, message: Message, moves: readonly Move[]): readonly MessageEvent[] {
  return moves.flatMap(move => {
    if (move.to === 'submitting') return [];
    const type: MessageEventType = move.cause === 'edited' ? 'message.edited' : `message.${move.to}`;
    return [
      {
        id: ids.next('evt'),
        type,
        accountId: message.accountId,
        at: move.at,
        data: {
          messageId: message.id,
          to: message.to,
          from: message.from,
          state: move.to,
          reason: move.reason,
          rawCode: move.rawCode,
          purpose: message.purpose,
          tag: message.tag,
          clientRef: message.clientRef,
          campaignId: message.campaignId,
          partCount: message.partCount,
          costMicros: message.costMicros,
          asset: message.asset,
          attempt: move.attempt,
          carrier: move.carrier,
          at: move.at,
        },
      },
    ];
  });
}
