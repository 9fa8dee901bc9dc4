import { MessageCentre, NO_LATENCY, RecordingLink, VirtualTime } from '@chappe/smsc';
import { answerableIn, conversationOf, MAX_REPLIES_SHOWN } from './conversation.js';

const PHONE = '+33612345678';

describe('a conversation on a phone', () => {
  const time = () => new VirtualTime();
  let centre: MessageCentre;

  beforeEach(() => {
    centre = new MessageCentre({ time: time(), world: { latency: NO_LATENCY } });
  });

  const conversation = () =>
    conversationOf(
      centre.subscribers.messages(PHONE),
      centre.journal.list({ msisdn: PHONE, kind: 'inbound' }, 100_000),
    );
  const send = async (from: string, text: string) => {
    centre.submit('shop', { from, to: PHONE, text }, () => undefined);
    await centre.time.advanceBy(1_000);
  };
  const reply = async (to: string, text: string) => {
    centre.sendFromPhone(PHONE, { to, text });
    await centre.time.advanceBy(1_000);
  };

  it('has what the phone got and what it sent, in the order of time', async () => {
    await send('36180', 'Coming tomorrow?');
    await reply('36180', 'Yes');
    await send('36180', 'Good');
    expect(conversation().map(({ isReply, text }) => [isReply, text])).toEqual([
      [false, 'Coming tomorrow?'],
      [true, 'Yes'],
      [false, 'Good'],
    ]);
  });

  it('tells whether a reply was taken, waits for its client, or went to nobody', async () => {
    await send('36180', 'One');
    await reply('36180', 'waits');
    expect(conversation().at(-1)).toMatchObject({ fate: 'waiting' });
    centre.connect(new RecordingLink('shop'));
    await centre.time.advanceBy(1_000);
    expect(conversation().at(-1)).toMatchObject({ fate: 'taken', takenBy: 'shop' });
    await reply('Chappe', 'to a name');
    expect(conversation().at(-1)).toMatchObject({ who: 'Chappe', fate: 'unroutable' });
  });

  it('takes a long reply for taken once all of its parts are', async () => {
    await send('36180', 'One');
    centre.connect(new RecordingLink('shop'));
    await reply('36180', 'long '.repeat(80));
    expect(conversation().at(-1)).toMatchObject({ parts: 3, partsHere: 3, fate: 'taken' });
  });

  it('keeps the newest replies only', async () => {
    await send('36180', 'One');
    centre.sendFromPhone(PHONE, { to: '36180', text: 'again', count: MAX_REPLIES_SHOWN + 20, everyMs: 1 });
    await centre.time.advanceBy(10_000);
    expect(conversation().filter(({ isReply }) => isReply)).toHaveLength(MAX_REPLIES_SHOWN);
  });

  it('knows whom the phone may answer: numbers and short codes, the latest first, and no names', async () => {
    await send('Chappe', 'a name');
    await send('36180', 'a short code');
    await send('+33700000001', 'a number');
    await send('36180', 'again');
    expect(answerableIn(conversation())).toEqual(['36180', '+33700000001']);
  });
});
