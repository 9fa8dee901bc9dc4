import type { Storage } from '@chappe/sms';
import { openWorld } from '@chappe/testing';
import type { Stage } from './stage.js';
import { reasons } from '@chappe/sms';

/** The stage in one process: host and centre together, on virtual time. */
export async function openWorldStage(storage: Storage): Promise<Stage> {
  const world = await openWorld({ storage });
  return {
    subscriber: async (msisdn, settings) => void world.centre.subscribers.set(msisdn, settings),
    send: async command => (await world.sendOne(command)).id,
    look: async id => {
      const { message, timeline } = await world.look(id);
      return {
        status: message.state,
        reason: message.reason,
        permanent: message.reason && reasons[message.reason].permanence === 'permanent',
        states: timeline.map(move => move.to),
        since: timeline.at(-1)!.at,
        createdAt: message.createdAt,
      };
    },
    phone: async msisdn => world.phone(msisdn),
    advance: durationMs => world.advance(durationMs),
    wallet: async () => {
      const answer = await world.credits.wallets(world.account.id);
      if (!answer.ok) throw new Error(answer.refusal.detail);
      const [wallet] = answer.wallets;
      return { availableMicros: wallet!.availableMicros, heldMicros: wallet!.heldMicros };
    },
    close: () => world.close(),
  };
}
