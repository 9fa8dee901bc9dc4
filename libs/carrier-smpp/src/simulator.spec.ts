import { SimulatorClock } from '@chappe/carrier-http';
import { SeededRandom, type DeliveryReceipt, type ReasonKey } from '@chappe/sms';
import { FATE_OUTCOMES, type FaultOptions } from '@chappe/smsc';
import { carrierContract, type CarrierUnderTest } from '@chappe/testing';
import { connect as connectPlain, createServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { SimulatorOptions } from '../../../apps/carrier-simulator/src/simulator.options.js';
import { createSimulator } from '../../../apps/carrier-simulator/src/simulator.js';
import { SmppCarrier } from './carrier.js';
import type { DialectName, SmppCarrierOptions } from './options/index.js';
import { submissionOf } from './testbed.contract-spec.js';

const MORNING = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A wire that can be cut. */
async function openWire(target: number) {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    return socket;
  };
  const wire = createServer(near => {
    const far = keep(connectPlain({ host: '127.0.0.1', port: target }));
    keep(near).pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const listen = (port: number) =>
    new Promise<void>(resolve => wire.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = wire.address() as { port: number };
  return {
    port,
    cut: async () => {
      if (!wire.listening) return;
      const closed = new Promise<void>(resolve => wire.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => {
      if (!wire.listening) await listen(port);
    },
  };
}

/** The carrier and the simulator, both on one virtual time, a wire between them. */
async function open(given: Partial<SmppCarrierOptions> = {}, settings: SimulatorOptions = {}) {
  const simulator = await createSimulator({ port: 0, clockMode: 'manual', startAt: MORNING, ...settings });
  const { centre, clock: world, url, smppUrl } = simulator;
  const clock = new SimulatorClock({ url, name: 'host', clients: ['shop'] });
  await clock.connect();
  const wire = await openWire(Number(new URL(smppUrl).port));
  const faults = async (options: FaultOptions): Promise<void> => centre.faults.set(options);
  const carrier = new SmppCarrier(
    {
      name: 'simulator',
      url: `smpp://shop:secret@127.0.0.1:${wire.port}`,
      enquireLinkIntervalMs: 0,
      defaultSender: '36180',
      ...given,
    },
    clock,
    new SeededRandom(1),
  );
  const far: CarrierUnderTest = {
    carrier,
    advance: durationMs => world.advanceBy(durationMs),
    phone: async msisdn => centre.subscribers.messages(msisdn).map(({ text }) => text),
    makeAway: async () => {
      await wire.cut();
      while (carrier.health().up) await turn();
    },
    neverAnswer: () => faults({ answerLossStoredProbability: 1 }),
    makeWell: async () => {
      await faults({});
      await wire.mend();
    },
    refuseForNow: () => faults({ submitErrorProbability: 1, submitError: 'system_error' }),
    duplicateReceipts: () => faults({ receiptDuplicationProbability: 1 }),
    phoneSends: async (msisdn, text) => void centre.sendFromPhone(msisdn, { to: '36180', text }),
    refusedTo: '0612',
    close: async () => {
      clock.detach();
      await wire.cut();
      await simulator.close();
    },
  };
  return { ...far, carrier, centre, faults };
}

carrierContract({ describe, it }, 'SmppCarrier at the simulator', () => open());
carrierContract({ describe, it }, 'SmppCarrier at the simulator, in pairs, with sar_*', () =>
  open({ binds: 2, bindMode: 'tx+rx', window: 100, longMessages: 'sar' }),
);

describe('what the simulator makes of the wire', () => {
  const text = 'Il était une fois un télégraphe. '.repeat(8).trim();
  const send = (far: Awaited<ReturnType<typeof open>>, messageId: string) =>
    far.carrier.submit(submissionOf(text, { messageId }), { signal: new AbortController().signal });

  it.each<[string, FaultOptions]>([
    ['receipts before the answer', { receiptBeforeAnswerProbability: 1 }],
    ['receipts twice', { receiptDuplicationProbability: 1 }],
    ['receipts out of order', { receiptReorderProbability: 1 }],
    ['an ACCEPTD first', { receiptAcceptedProbability: 1 }],
    ['receipts for unknown ids', { receiptUnknownIdProbability: 1 }],
    ['answers that are late', { submitAnswerDelayMs: 20_000 }],
  ])('%s: the message is accepted, and each part told as delivered', async (_what, options) => {
    const far = await open();
    const told = new Map<string, Set<string>>();
    await far.carrier.start({
      receipt: async ({ reference, state }) => {
        told.set(reference, (told.get(reference) ?? new Set()).add(state));
      },
      inbound: async () => undefined,
    });
    await far.faults(options);
    const result = send(far, 'msg_1');
    await far.advance(2 * HOUR);
    const answer = await result;
    if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
    for (const part of answer.parts)
      expect(part.accepted && told.get(part.reference)?.has('delivered')).toBe(true);
    expect(await far.phone('+33612345678')).toEqual([text]);
    await far.carrier.stop();
    await far.close();
  });

  it('a text in message_payload: one id for all its parts, and one receipt that says so', async () => {
    const far = await open({ longMessages: 'payload' });
    const told: DeliveryReceipt[] = [];
    const receipt = async (one: DeliveryReceipt) => void told.push(one);
    await far.carrier.start({ receipt, inbound: async () => undefined });
    const result = send(far, 'msg_1');
    await far.advance(MINUTE);
    const answer = await result;
    const references =
      answer.kind === 'accepted' ? answer.parts.map(one => one.accepted && one.reference) : [];
    expect([references.length > 1, new Set(references).size]).toEqual([true, 1]);
    expect(told.filter(({ state }) => state === 'delivered')).toMatchObject([
      { reference: references[0], covers: 'message', ours: { messageId: 'msg_1', partNumber: 1 } },
    ]);
    expect(await far.phone('+33612345678')).toEqual([text]);
    await far.carrier.stop();
    await far.close();
  });

  it.each<[string, FaultOptions]>([
    ['cut in the middle of PDUs', { cutProbability: 0.3 }],
    ['with garbage on it', { garbageProbability: 0.3 }],
    ['with broken receipts', { receiptMalformedProbability: 1 }],
  ])('a line %s: everything settles, and then all is well again', async (_what, options) => {
    const far = await open();
    await far.carrier.start({ receipt: async () => undefined, inbound: async () => undefined });
    await far.faults(options);
    const results = Array.from({ length: 10 }, (_, index) => send(far, `msg_${index}`));
    for (let minutes = 0; minutes < 10; minutes++) await far.advance(MINUTE);
    for (const { kind } of await Promise.all(results))
      expect(['accepted', 'unknown', 'throttled']).toContain(kind);
    await far.faults({});
    await far.advance(10 * MINUTE);
    expect(far.carrier.health()).toEqual({ up: true });
    const last = send(far, 'msg_last');
    await far.advance(MINUTE);
    expect(await last).toMatchObject({ kind: 'accepted' });
    await far.carrier.stop();
    await far.close();
  });
});

describe('the receipts of operators that speak a dialect', () => {
  it.each<[DialectName, string, string, ReasonKey]>([
    ['simulator', '+33607', 'unknown_subscriber', 'unknown_subscriber'],
    ['simulator', '+33607', 'do_not_disturb', 'do_not_disturb'],
    ['simulator', '+33607', 'spam', 'content_rejected'],
    ['simulator', '+33607', 'sender_blacklisted', 'sender_blacklisted'],
    ['map', '+33607', 'call_barred', 'call_barred'],
    ['infobip', '+33607', 'portability', 'portability'],
    ['ovh', '+33613', 'parental_lock', 'parental_lock'],
    ['ovh', '+33613', 'do_not_disturb', 'opted_out'],
    ['ovh', '+33613', 'no_route', 'no_route'],
    ['sinch', '+33663', 'unknown_subscriber', 'unknown_subscriber'],
    ['sinch', '+33663', 'parental_lock', 'parental_lock'],
    ['sinch', '+33663', 'do_not_disturb', 'opted_out'],
    ['vonage', '+33640', 'unknown_subscriber', 'unknown_subscriber'],
    ['vonage', '+33640', 'parental_lock', 'parental_lock'],
    ['vonage', '+33640', 'do_not_disturb', 'opted_out'],
    ['twilio', '+12025', 'not_sms_capable', 'not_sms_capable'],
    ['twilio', '+12025', 'call_barred', 'call_barred'],
  ])('%s, %s, %s: told as %s', async (dialect, prefix, outcome, reason) => {
    // As that carrier has it: hexadecimal in answers, decimal in receipts.
    const world = { idForm: dialect === 'vonage' ? 'hex' : 'decimal' } as const;
    const far = await open({ dialect }, { world });
    const told: DeliveryReceipt[] = [];
    const receipt = async (one: DeliveryReceipt) => void told.push(one);
    await far.carrier.start({ receipt, inbound: async () => undefined });
    const code = FATE_OUTCOMES.find(({ key }) => key === outcome)?.code ?? '';
    const result = far.carrier.submit(
      submissionOf('Bonjour', { to: `${prefix}99${code}00`, from: '36180' }),
      {
        signal: new AbortController().signal,
      },
    );
    await far.advance(MINUTE);
    const answer = await result;
    expect(answer.kind).toBe('accepted');
    const last = told.at(-1);
    expect([last?.reason, last?.ours?.messageId]).toEqual([reason, 'msg_1']);
    expect(['undelivered', 'rejected']).toContain(last?.state);
    await far.carrier.stop();
    await far.close();
  });
});
