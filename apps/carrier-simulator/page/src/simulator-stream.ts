import type { PageEvent } from '../../src/page/page.wire.js';
import type { Happening } from './model/state.js';

/** How long to wait before the stream is opened anew, milliseconds; the last one is repeated. */
const WAITS_MS = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Listens to the simulator until the returned function is called. A stream that broke is opened again where it broke off, by the
 * browser itself; one that was refused, after a while.
 */
export function listen(happened: (happening: Happening) => void): () => void {
  let source: EventSource;
  let position = '';
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    source = new EventSource(position === '' ? '/page/stream' : `/page/stream?since=${position}`);
    source.onmessage = message => {
      failures = 0;
      position = message.lastEventId;
      const event = JSON.parse(message.data as string) as PageEvent;
      happened({ type: 'told', event, heardAt: performance.now() });
    };
    source.onerror = () => {
      happened({ type: 'lost' });
      if (source.readyState !== EventSource.CLOSED) return;
      const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)];
      failures += 1;
      timer = setTimeout(open, wait);
    };
  };

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
