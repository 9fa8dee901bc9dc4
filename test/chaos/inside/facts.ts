import { openSync, writeSync } from 'node:fs';
import { loadedBy } from './product.ts';

interface Emitter {
  emit(type: string, event: unknown): boolean;
}

/** Adds every fact about a message that is published to a file, at once, so that it is there after a SIGKILL. */
export function noteFacts(path: string): void {
  const file = openSync(path, 'a');
  const { EventEmitter2 } = loadedBy('@nestjs/event-emitter', 'eventemitter2') as {
    EventEmitter2: { prototype: Emitter };
  };
  const { emit } = EventEmitter2.prototype;
  EventEmitter2.prototype.emit = function (this: Emitter, type: string, event: unknown) {
    if (type.startsWith('message.')) writeSync(file, `${JSON.stringify(event)}\n`);
    return emit.call(this, type, event);
  };
}
