import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import { Listeners } from '../kernel/index.js';
import { Announcements } from './announcements.js';
import type { PgClient, PgPool } from './client.js';

/** A connection that answers what it is told to. */
class FakeClient extends EventEmitter {
  released = false;

  constructor(private readonly answer: (sql: string) => Promise<unknown>) {
    super();
  }

  query(query: string | { readonly text: string }): Promise<unknown> {
    return this.answer(typeof query === 'string' ? query : query.text);
  }

  release(): void {
    this.released = true;
    this.emit('end');
  }
}

/** A pool whose connections answer these ways, one after the other; the last way for all that follow. */
function poolOf(...answers: readonly ((sql: string) => Promise<unknown>)[]) {
  const clients: FakeClient[] = [];
  const pool: PgPool = {
    connect: async () => {
      const client = new FakeClient(answers[Math.min(clients.length, answers.length - 1)]!);
      clients.push(client);
      return client as unknown as PgClient;
    },
  };
  return { pool, clients };
}

const well = async () => undefined;
const broken = async () => {
  throw new Error('terminating connection');
};

describe('the connection that listens', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is given back when it cannot listen', async () => {
    const { pool, clients } = poolOf(broken);
    await expect(new Announcements(pool, new Listeners()).start()).rejects.toThrow('terminating');
    expect(clients.map(client => client.released)).toEqual([true]);
  });

  it('is looked for one at a time until it is there again, and then everybody is told', async () => {
    const listeners = new Listeners();
    const heard = jest.fn();
    listeners.add('queue', heard);
    const { pool, clients } = poolOf(well, broken, broken, well);
    const announcements = new Announcements(pool, listeners);
    await announcements.start();
    clients[0]!.emit('end');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(clients.map(client => client.released)).toEqual([true, true, true, false]);
    expect(heard).toHaveBeenCalledTimes(1);
    announcements.stop();
  });

  it('is given up when it says nothing any more', async () => {
    const asked = jest.fn();
    const silent = async (sql: string) => {
      if (sql === 'select 1') {
        asked();
        throw new Error('Query read timeout');
      }
    };
    const { pool, clients } = poolOf(silent, well);
    const announcements = new Announcements(pool, new Listeners());
    await announcements.start();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(clients.map(client => client.released)).toEqual([true, false]);
    announcements.stop();
  });
});
