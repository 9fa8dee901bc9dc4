import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, startApp, type RunningApp } from '../processes.js';
import type { Stage } from './stage.js';

const TOKEN = 'chp_journey_token_4711';

interface HttpMessage {
  readonly id: string;
  readonly status: string;
  readonly reason: { readonly code: string; readonly permanent: boolean } | null;
  readonly createdAt: string;
  readonly timeline: readonly { readonly state: string; readonly at: string }[];
}

/**
 * The stage across processes: a simulator whose clock stands still until told, and a host that follows it and speaks to it
 * over HTTP or SMPP.
 */
export async function openProcessesStage(door: 'http' | 'smpp'): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-journey-'));
  const simulator = await startApp('carrier-simulator', { CHAPPE_CLOCK_MODE: 'manual', SMPP_PORT: '0' });
  const host = await startApp('host', {
    DATABASE_URL: `sqlite:${join(folder, 'host.db')}`,
    CHAPPE_CARRIER_URL: door === 'http' ? simulator.url : await smppUrlOf(simulator),
    CHAPPE_CLOCK: 'simulator',
    CHAPPE_SIMULATOR_URL: simulator.url,
    CHAPPE_DEMO_TOKEN: TOKEN,
  });
  const api = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await call(`${host.url}/v1${path}`, { token: TOKEN, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const control = async <T>(path: string, method: string, body?: unknown): Promise<T> => {
    const answer = await call(`${simulator.url}/control${path}`, { method, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    subscriber: (msisdn, settings) => control(`/subscribers/${encodeURIComponent(msisdn)}`, 'PUT', settings),
    send: async command => {
      const { accepted } = await api<{ accepted: readonly HttpMessage[] }>('/messages', command);
      return accepted[0]!.id;
    },
    look: async id => {
      const { status, reason, timeline, createdAt } = await api<HttpMessage>(`/messages/${id}`);
      return {
        status,
        reason: reason?.code ?? null,
        permanent: reason?.permanent ?? null,
        states: timeline.map(move => move.state),
        since: Date.parse(timeline.at(-1)!.at),
        createdAt: Date.parse(createdAt),
      };
    },
    phone: async msisdn => {
      const { data } = await control<{ data: readonly { text: string }[] }>(
        `/phones/${encodeURIComponent(msisdn)}/messages`,
        'GET',
      );
      return data.map(message => message.text);
    },
    advance: durationMs => control('/clock/advance', 'POST', { by: `PT${durationMs / 1000}S` }),
    wallet: async () => {
      const { wallets } = await api<{
        wallets: readonly { available: { amount: string }; held: { amount: string } }[];
      }>('/account');
      const micros = ({ amount }: { amount: string }) => Math.round(Number(amount) * 1_000_000);
      return { availableMicros: micros(wallets[0]!.available), heldMicros: micros(wallets[0]!.held) };
    },
    close: async () => {
      await host.stop();
      await simulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Where the simulator's SMPP door is, as it prints it, with the name of a client. */
async function smppUrlOf(simulator: RunningApp): Promise<string> {
  const [, address] = await simulator.line(/smpp listening on smpp:\/\/(\S+)/);
  return `smpp://journey:secret@${address}`;
}
