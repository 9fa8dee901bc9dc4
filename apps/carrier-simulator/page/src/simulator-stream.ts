import type { PageEvent } from '../../src/page/page.wire.js';
import type { Happening } from './model/state.js';

/** How long to wait before the stream is opened anew, milliseconds; the last one is repeated. */
const WAITS_MS = [500, 1_000, 2_000, 5_000, 10_000];
/** What the tabs of one browser agree on: who holds the stream, and where it is passed on. */
const SHARED = 'chappe-page-stream';

/** An event and its place in the stream, or that the stream broke. */
type News = { readonly position: string; readonly event: PageEvent } | 'lost';
/** What tabs say to one another; `join` asks whoever holds the stream to begin it anew. */
type Word = { readonly news: News } | 'join';

/**
 * Listens to the simulator until the returned function is called. A browser gives a host six connections, and each stream takes
 * one for itself: so one tab holds the stream and passes it on to the others, and where it closes, the next one goes on where it
 * ended. Browsers that have no locks here (pages that came over plain HTTP from another machine) give each tab its own stream,
 * while it is shown.
 */
export function listen(happened: (happening: Happening) => void): () => void {
  const told = (news: News): void =>
    happened(
      news === 'lost' ? { type: 'lost' } : { type: 'told', event: news.event, heardAt: performance.now() },
    );
  // Not there where the page is no secure context, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  return locks === undefined ? whileShown(told) : together(locks, told);
}

function together(locks: LockManager, told: (news: News) => void): () => void {
  const channel = new BroadcastChannel(SHARED);
  const leaving = new AbortController();
  let position = '';
  let stream: Stream | undefined;
  const heard = (news: News): void => {
    if (news !== 'lost') {
      // A change of what is not known yet says nothing.
      if (position === '' && news.event.type !== 'whole') return;
      position = news.position;
    }
    told(news);
  };
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data !== 'join') heard(data.news);
    else stream?.open('');
  };
  const hold = (): Promise<void> =>
    new Promise(resolve => {
      stream = new Stream(news => {
        channel.postMessage({ news } satisfies Word);
        heard(news);
      });
      stream.open(position);
      leaving.signal.addEventListener('abort', () => resolve());
    });
  locks.request(SHARED, { signal: leaving.signal }, hold).catch(() => undefined);
  channel.postMessage('join' satisfies Word);
  return () => {
    leaving.abort();
    stream?.close();
    channel.close();
  };
}

function whileShown(told: (news: News) => void): () => void {
  let position = '';
  const stream = new Stream(news => {
    if (news !== 'lost') position = news.position;
    told(news);
  });
  const follow = (): void => {
    if (document.hidden) stream.close();
    else stream.open(position);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    stream.close();
  };
}

/** One that broke is opened again where it broke off, by the browser itself; one that was refused, after a while. */
class Stream {
  private source: EventSource | undefined;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (news: News) => void) {}

  /** Opens it where it ended, or from its beginning where the position is empty. */
  open(position: string): void {
    this.close();
    let last = position;
    const source = new EventSource(position === '' ? '/page/stream' : `/page/stream?since=${position}`);
    this.source = source;
    source.onmessage = message => {
      this.failures = 0;
      last = message.lastEventId;
      this.tell({ position: last, event: JSON.parse(message.data as string) as PageEvent });
    };
    source.onerror = () => {
      this.tell('lost');
      if (source.readyState !== EventSource.CLOSED) return;
      const wait = WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)];
      this.failures += 1;
      this.timer = setTimeout(() => this.open(last), wait);
    };
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
  }
}
