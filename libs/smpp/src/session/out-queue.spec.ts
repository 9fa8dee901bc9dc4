import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { MAX_WRITE_OCTETS, OutQueue } from './out-queue.js';

/** A socket that takes `room` octets before it asks to wait. */
class FakeSocket extends EventEmitter {
  readonly writes: Buffer[] = [];
  readonly destroyed = false;
  writableLength = 0;
  writableEnded = false;

  constructor(private readonly room: number) {
    super();
  }

  write(octets: Buffer): boolean {
    this.writes.push(octets);
    this.writableLength += octets.length;
    return this.writableLength < this.room;
  }

  end(): void {
    this.writableEnded = true;
  }

  drain(): void {
    this.writableLength = 0;
    this.emit('drain');
  }
}

const turn = () => new Promise(setImmediate);

function queueOver(room: number) {
  const socket = new FakeSocket(room);
  const queue = new OutQueue(socket as unknown as Socket, () => undefined);
  const departed: string[] = [];
  const push = (text: string) => {
    const departure = { wanted: true, left: () => void departed.push(text) };
    queue.push(Buffer.from(text), departure);
    return departure;
  };
  return { socket, queue, departed, push };
}

describe('what is to be sent', () => {
  it('is written once for each turn of the event loop', async () => {
    const { socket, push } = queueOver(1_000);
    push('a');
    push('b');
    await Promise.resolve();
    push('c');
    expect(socket.writes).toEqual([]);
    await turn();
    expect(socket.writes.map(String)).toEqual(['abc']);
    push('d');
    await turn();
    expect(socket.writes.map(String)).toEqual(['abc', 'd']);
  });

  it('waits here and not in the socket while the peer does not read', async () => {
    const { socket, queue, departed, push } = queueOver(2);
    push('ab');
    await turn();
    push('cd');
    await turn();
    expect([departed, queue.octets]).toEqual([['ab'], 4]);
    socket.drain();
    expect([departed, queue.octets]).toEqual([['ab', 'cd'], 2]);
  });

  it('goes in pieces of a bounded size, so that what has not left is known', async () => {
    const { socket, push, departed } = queueOver(MAX_WRITE_OCTETS);
    for (let i = 0; i < 3; i++) push(String(i).repeat(MAX_WRITE_OCTETS / 2));
    await turn();
    expect(socket.writes.map(({ length }) => length)).toEqual([MAX_WRITE_OCTETS]);
    expect(departed).toHaveLength(2);
  });

  it('and is no longer wanted is dropped', async () => {
    const { socket, queue, push, departed } = queueOver(1_000);
    const [first, second] = [push('a'), push('b')];
    first.wanted = false;
    await turn();
    expect([socket.writes.map(String), departed]).toEqual([['b'], ['b']]);
    expect(second.wanted).toBe(true);
    push('c').wanted = false;
    await turn();
    expect([socket.writes.length, queue.octets]).toEqual([1, 1]);
  });

  it('is sent before the end, and nothing after it', async () => {
    const { socket, queue, push } = queueOver(1);
    push('a');
    push('b');
    queue.end();
    await turn();
    expect(socket.writableEnded).toBe(true);
    push('c');
    await turn();
    expect(socket.writes.map(String)).toEqual(['ab']);
  });
});
