import { money, type Answer, type MessageChanges, type SendCommand, type SendOutcome } from '@chappe/sms';
import { DAY, HOUR, MINUTE, SECOND } from '@chappe/testing';
import { isDeepStrictEqual } from 'node:util';
import type { AskedSend, Heard, KnownMessage } from './book.js';
import { versionOf } from './book.js';
import type { Dice } from './dice.js';
import { WRONG_CLOCKS, drawCentreFaults } from './fault-classes.js';
import { CLOCK_STEPS_MS, drawPhone, PHONES } from './plan.js';
import type { Simulation } from './simulation.js';

/** Something that may happen. `run` says in a line what it was. */
export interface Operation {
  readonly name: string;
  /** How often it is drawn, in comparison. */
  readonly weight: number;
  run(sim: Simulation, dice: Dice): Promise<string>;
}

const NOBODY = 'nobody is there';
/** An answer is kept for two days; a key is not used again after a shorter while. */
const KEY_USED_MS = 40 * HOUR;

type Sent = Answer<{ readonly outcome: SendOutcome }>;

const BODIES = {
  short: () => 'Bonjour',
  unicode: () => 'Привет',
  long: (dice: Dice) => 'Il était une fois. '.repeat(dice.whole(9, 20)),
  longUnicode: (dice: Dice) => 'Жили-были. '.repeat(dice.whole(8, 15)),
} as const;

function drawCommand(sim: Simulation, dice: Dice, ref: string): SendCommand {
  const kind = dice.one(['short', 'short', 'short', 'unicode', 'long', 'longUnicode'] as const);
  const isLong = kind === 'long' || kind === 'longUnicode';
  const body = BODIES[kind](dice).trimEnd();
  const isMarketing = dice.happens(0.3);
  const scheduledAt = dice.happens(0.25) ? sim.now + dice.one([SECOND, MINUTE, HOUR, 2 * DAY]) : undefined;
  return {
    to: isLong ? freshNumber(ref) : drawRecipients(dice),
    text: `${ref} ${body}`,
    clientRef: ref,
    from: dice.one([undefined, 'Chappe', '36180']),
    purpose: isMarketing ? 'marketing' : 'transactional',
    priority: dice.one(['high', 'medium', 'low', 'veryLow']),
    scheduledAt,
    validityMs: dice.one([undefined, undefined, MINUTE, 10 * MINUTE, HOUR]),
  };
}

/** Long texts go to phones of their own: two whose 8-bit references are the same would be taken for one. */
function freshNumber(ref: string): string {
  return `+33655${ref.replace(/\D/g, '').padStart(6, '0')}`;
}

function drawRecipients(dice: Dice): string | readonly string[] {
  if (dice.happens(0.65)) return dice.one(PHONES);
  const recipients = Array.from({ length: dice.whole(2, 6) }, () => dice.one(PHONES));
  return dice.happens(0.3) ? [...recipients, dice.one(['12', 'nobody', '+999123456789'])] : recipients;
}

function newAsk(sim: Simulation, dice: Dice, withKey: boolean): AskedSend {
  const ref = sim.nextRef();
  const ask: AskedSend = {
    ref,
    accountId: dice.one(sim.accountIds),
    key: withKey ? `key-${ref}` : null,
    command: drawCommand(sim, dice, ref),
    askedAt: sim.now,
    unknown: 0,
  };
  sim.book.asks.push(ask);
  return ask;
}

async function send(sim: Simulation, dice: Dice, ask: AskedSend): Promise<string> {
  const { accountId, command, key } = ask;
  const known = recipientsOf(command).map(to => sim.book.isOptedOut(accountId, to));
  const heard = await sim.ask(dice, life =>
    life.messages.send(accountId, command, { idempotencyKey: key ?? undefined }),
  );
  const said = hearSend(sim, ask, heard);
  if (heard?.kind === 'answered' && heard.answer.ok && !sim.isBurst) checkOptOuts(sim, ask, known);
  return `${ask.ref} from ${accountId}${key ? ' with a key' : ''} to ${String(command.to)} ${command.purpose}: ${said}`;
}

function recipientsOf({ to }: SendCommand): readonly string[] {
  return typeof to === 'string' ? [to] : to;
}

/** Compares an answer with what was answered before, and writes it into the book. */
function hearSend(sim: Simulation, ask: AskedSend, heard: Heard<Sent> | undefined): string {
  if (!heard) return NOBODY;
  if (heard.kind === 'unknown') {
    ask.unknown += 1;
    return 'nobody knows';
  }
  const { answer } = heard;
  if (answer.ok) {
    const outcome = JSON.parse(JSON.stringify(answer.outcome)) as SendOutcome;
    if (ask.outcome && !isDeepStrictEqual(outcome, ask.outcome))
      sim.violate(`${ask.ref} was repeated under its key and got another answer.`);
    if (ask.key === null || !ask.outcome) checkOutcome(sim, ask, outcome);
    sim.book.accepted(ask, outcome);
    return `accepted ${outcome.accepted.map(({ id }) => id.slice(-6)).join(' ')}`;
  }
  const { code, detail } = answer.refusal;
  if (ask.outcome && code !== 'idempotency_in_progress')
    sim.violate(`${ask.ref} was accepted, repeated under its key, and refused: ${detail}`);
  const account = sim.plan.accounts[sim.accountIds.indexOf(ask.accountId)]!;
  const isPossible: Readonly<Record<string, boolean>> = {
    insufficient_credit: account.creditMicros < 100_000_000,
    daily_limit_reached: account.dailyLimit !== null,
    no_valid_recipient: true,
    idempotency_in_progress: ask.key !== null,
    idempotency_conflict: ask.key !== null,
    invalid_message: typeof ask.command.scheduledAt === 'number' && ask.command.scheduledAt <= sim.now,
  };
  if (!isPossible[code]) sim.violate(`${ask.ref} was refused for no reason: ${code} ${detail}`);
  return code;
}

function checkOutcome(sim: Simulation, ask: AskedSend, { accepted, rejected, cost }: SendOutcome): void {
  const given = recipientsOf(ask.command);
  if (accepted.length + rejected.length !== given.length)
    sim.violate(`${ask.ref} names ${given.length} recipients and answers for others.`);
  if (new Set(accepted.map(({ to }) => to)).size !== accepted.length)
    sim.violate(`${ask.ref} was accepted twice for a number.`);
  const sum = accepted.reduce(
    (total, { pricePerPartMicros, partCount }) => total + pricePerPartMicros * partCount,
    0,
  );
  if (sum !== cost.micros) sim.violate(`${ask.ref} costs ${cost.micros}, and its messages ${sum}.`);
  const early = accepted.filter(({ text }) => !text.startsWith(ask.command.text));
  if (early.length > 0) sim.violate(`${ask.ref} was accepted with another text.`);
}

/** Who is known to have said STOP gets nothing; who is known not to have, does. */
function checkOptOuts(sim: Simulation, ask: AskedSend, known: readonly (boolean | undefined)[]): void {
  const { accepted, rejected } = ask.outcome!;
  recipientsOf(ask.command).forEach((to, index) => {
    const isOut = known[index];
    if (isOut === true && accepted.some(message => message.to === to))
      sim.violate(`${ask.ref} was accepted for ${to}, who had said STOP.`);
    if (isOut === false && rejected.some(one => one.to === to && one.code === 'opted_out'))
      sim.violate(`${ask.ref} was refused for ${to}, who had not said STOP.`);
  });
}

function pickMessage(sim: Simulation, dice: Dice): KnownMessage | undefined {
  const known = [...sim.book.messages.values()];
  if (known.length === 0) return undefined;
  // Of the latest rather: they are those of which something can still be done.
  return dice.happens(0.5) ? dice.one(known.slice(-5)) : dice.one(known);
}

function pickKeyed(sim: Simulation, dice: Dice): AskedSend | undefined {
  const keyed = sim.book.asks.filter(ask => ask.key !== null && sim.now - ask.askedAt < KEY_USED_MS);
  return keyed.length === 0 ? undefined : dice.one(keyed);
}

/** What happens without time passing: several of these may happen at once. */
const momentary: readonly Operation[] = [
  {
    name: 'send',
    weight: 12,
    run: (sim, dice) => send(sim, dice, newAsk(sim, dice, false)),
  },
  {
    name: 'send with a key',
    weight: 6,
    run: async (sim, dice) => {
      const ask = newAsk(sim, dice, true);
      const said = [await send(sim, dice, ask)];
      // A client that got no answer asks again.
      for (let again = 0; again < 2 && !ask.outcome && ask.unknown > again; again += 1)
        said.push(await send(sim, dice, ask));
      return said.join('; again: ');
    },
  },
  {
    name: 'repeat a key',
    weight: 3,
    run: async (sim, dice) => {
      const ask = pickKeyed(sim, dice);
      if (!ask) return 'none';
      const heard = await sim.ask(dice, life =>
        life.messages.send(ask.accountId, ask.command, { idempotencyKey: ask.key! }),
      );
      return `${ask.ref}: ${hearSend(sim, ask, heard)}`;
    },
  },
  {
    name: 'abuse a key',
    weight: 1,
    run: async (sim, dice) => {
      const first = pickKeyed(sim, dice);
      if (!first) return 'none';
      const wasAccepted = sim.book.asks.some(ask => ask.key === first.key && ask.outcome !== undefined);
      const ref = sim.nextRef();
      const command = { ...drawCommand(sim, dice, ref), scheduledAt: undefined };
      const { accountId, key } = first;
      const ask: AskedSend = { ref, accountId, key, command, askedAt: first.askedAt, unknown: 0 };
      sim.book.asks.push(ask);
      const heard = await sim.ask(dice, life =>
        life.messages.send(accountId, command, { idempotencyKey: key! }),
      );
      if (wasAccepted && heard?.kind === 'answered' && heard.answer.ok)
        sim.violate(`${ref} was accepted under the key of ${first.ref}, which says something else.`);
      return `${ref} under the key of ${first.ref}: ${hearSend(sim, ask, heard)}`;
    },
  },
  {
    name: 'edit',
    weight: 4,
    run: async (sim, dice) => {
      const known = pickMessage(sim, dice);
      if (!known) return 'none';
      const ref = sim.nextRef();
      const isLong = recipientsOf(known.ask.command)[0]?.startsWith('+33655') ?? false;
      const changes: MessageChanges = dice.one<MessageChanges>([
        { text: `${ref} edited` },
        isLong ? { text: `${ref} edited` } : { to: dice.one(PHONES) },
        { scheduledAt: sim.now + dice.one([SECOND, HOUR, DAY]) },
        { scheduledAt: null },
      ]);
      const before = [...known.versions];
      const heard = await sim.ask(dice, life => life.messages.edit(known.accountId, known.id, changes));
      if (!heard) return NOBODY;
      if (heard.kind === 'unknown') {
        for (const version of before) {
          const [to, text] = [
            version.slice(0, version.indexOf(' ')),
            version.slice(version.indexOf(' ') + 1),
          ];
          known.versions.add(versionOf(changes.text ?? text, String(changes.to ?? to)));
        }
        if (known.ask.command.purpose === 'marketing') known.mayEndWithMention = true;
        return `${known.id.slice(-6)}: nobody knows`;
      }
      const { answer } = heard;
      if (!answer.ok) {
        if (!['wrong_state', 'no_valid_recipient', 'invalid_message'].includes(answer.refusal.code))
          sim.violate(`An edit was refused for no reason: ${answer.refusal.code}`);
        return `${known.id.slice(-6)}: ${answer.refusal.code}`;
      }
      if (answer.message.state !== 'scheduled')
        sim.violate(`${known.id} was edited while ${answer.message.state}.`);
      known.versions.add(versionOf(answer.message.text, answer.message.to));
      return `${known.id.slice(-6)} ${JSON.stringify(changes)}`;
    },
  },
  {
    name: 'cancel',
    weight: 2,
    run: (sim, dice) => change(sim, dice, (life, known) => life.messages.cancel(known.accountId, known.id)),
  },
  {
    name: 'remove',
    weight: 2,
    run: (sim, dice) => change(sim, dice, (life, known) => life.messages.remove(known.accountId, known.id)),
  },
  {
    name: 'hide',
    weight: 2,
    run: (sim, dice) => change(sim, dice, (life, known) => life.messages.hide(known.accountId, known.id)),
  },
  {
    name: 'copy',
    weight: 2,
    run: async (sim, dice) => {
      const known = pickMessage(sim, dice);
      if (!known) return 'none';
      const ref = sim.nextRef();
      const original = known.ask.command;
      const isLong = recipientsOf(original)[0]?.startsWith('+33655') ?? false;
      const changes: MessageChanges = {
        clientRef: ref,
        scheduledAt: null,
        ...(isLong || dice.happens(0.7) ? { text: `${ref} copied` } : {}),
      };
      const { accountId } = known;
      const key = dice.happens(0.4) ? `key-${ref}` : null;
      const to = [...known.versions].at(-1)!.split(' ')[0]!;
      const command = { ...original, to, text: changes.text ?? '', scheduledAt: undefined };
      const ask: AskedSend = {
        ref,
        accountId,
        key: null,
        command,
        askedAt: sim.now,
        unknown: 0,
        copyOf: known.id,
      };
      sim.book.asks.push(ask);
      const heard = await sim.ask(dice, life =>
        life.messages.copy(accountId, known.id, changes, { idempotencyKey: key ?? undefined }),
      );
      return `${ref} of ${known.id.slice(-6)}: ${hearSend(sim, ask, heard)}`;
    },
  },
  {
    name: 'stop',
    weight: 2,
    run: async (sim, dice) => {
      const [accountId, to] = [dice.one(sim.accountIds), dice.one(PHONES)];
      sim.book.optOut(accountId, to, undefined);
      const heard = await sim.ask(dice, life => life.optOuts.add(accountId, [to], 'api'));
      if (heard?.kind === 'answered' && heard.answer.ok && !sim.isBurst) sim.book.optOut(accountId, to, true);
      return `${to} to ${accountId}: ${heard?.kind ?? NOBODY}`;
    },
  },
  {
    name: 'start',
    weight: 1,
    run: async (sim, dice) => {
      const [accountId, to] = [dice.one(sim.accountIds), dice.one(PHONES)];
      sim.book.optOut(accountId, to, undefined);
      const heard = await sim.ask(dice, life => life.optOuts.remove(accountId, to));
      if (heard?.kind === 'answered' && heard.answer.ok && !sim.isBurst)
        sim.book.optOut(accountId, to, false);
      return `${to} to ${accountId}: ${heard?.kind ?? NOBODY}`;
    },
  },
  {
    name: 'top up',
    weight: 1,
    run: async (sim, dice) => {
      const accountId = dice.one(sim.accountIds);
      // As much as it began with: another asset becomes the one that pays, and the rich stay rich.
      const micros = sim.plan.accounts[sim.accountIds.indexOf(accountId)]!.creditMicros;
      const asset = dice.one(['EUR', 'EUR', 'GBP', 'CREDIT'] as const);
      const heard = await sim.ask(dice, life => life.credits.topUp(accountId, money(micros, asset)));
      if (heard) sim.book.fund(accountId, micros, heard.kind === 'answered');
      return `${accountId} ${micros / 1e6} ${asset}: ${heard?.kind ?? NOBODY}`;
    },
  },
];

/** What is done to one message as a whole. */
async function change(
  sim: Simulation,
  dice: Dice,
  request: (
    life: Parameters<Parameters<Simulation['ask']>[1]>[0],
    known: KnownMessage,
  ) => Promise<Answer<{ readonly message: { readonly state: string; readonly hiddenAt: number | null } }>>,
): Promise<string> {
  const known = pickMessage(sim, dice);
  if (!known) return 'none';
  const name = known.id.slice(-6);
  const heard = await sim.ask(dice, life => request(life, known));
  if (!heard) return NOBODY;
  if (heard.kind === 'unknown') {
    if (known.hidden === 'no') known.hidden = 'perhaps';
    return `${name}: nobody knows`;
  }
  const { answer } = heard;
  if (!answer.ok) {
    if (answer.refusal.code !== 'wrong_state') sim.violate(`Refused for no reason: ${answer.refusal.code}`);
    return `${name}: ${answer.refusal.code}`;
  }
  if (answer.message.state === 'cancelled') known.cancelled = true;
  if (answer.message.hiddenAt !== null) known.hidden = 'yes';
  return `${name} ${answer.message.state}${answer.message.hiddenAt === null ? '' : ', hidden'}`;
}

/** What takes time, or changes the world. */
const worldly: readonly Operation[] = [
  {
    name: 'time passes',
    weight: 14,
    run: async (sim, dice) => {
      const ms = dice.one([SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY]);
      await sim.time.advanceBy(ms);
      return `${ms / SECOND} s`;
    },
  },
  {
    name: 'many at once',
    weight: 3,
    run: async (sim, dice) => {
      sim.isBurst = true;
      const all = Array.from({ length: dice.whole(2, 5) }, () => choose(momentary, dice));
      const said = await Promise.all(
        all.map(async operation => `${operation.name} ${await operation.run(sim, dice)}`),
      );
      sim.isBurst = false;
      return said.join(' | ');
    },
  },
  {
    name: 'list',
    weight: 2,
    run: async (sim, dice) => {
      const accountId = dice.one(sim.accountIds);
      const limit = dice.one([1, 3, 100]);
      const heard = await sim.ask(dice, async life => {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await life.messages.list({ accountId }, { limit, ...(cursor ? { cursor } : {}) });
          ids.push(...page.data.map(({ id }) => id));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        return { ids, count: await life.messages.count({ accountId }) };
      });
      if (heard?.kind !== 'answered') return heard?.kind ?? NOBODY;
      const { ids, count } = heard.answer;
      if (count !== ids.length)
        sim.violate(`${accountId} has ${count} messages and a list of ${ids.length}.`);
      if (new Set(ids).size !== ids.length) sim.violate(`${accountId} has a message twice in its list.`);
      const listed = new Set(ids);
      for (const known of sim.book.messages.values()) {
        if (known.accountId !== accountId || known.hidden === 'perhaps') continue;
        if (listed.has(known.id) === (known.hidden === 'yes'))
          sim.violate(`${known.id} is ${known.hidden === 'yes' ? 'hidden and' : 'not'} in the list.`);
      }
      return `${accountId}: ${count}`;
    },
  },
  {
    name: 'kill',
    weight: 1.5,
    run: async (sim, dice) => {
      if (sim.alive.length === 0) return NOBODY;
      dice.one(sim.alive).die('killed');
      return 'a process';
    },
  },
  {
    name: 'shut down',
    weight: 1,
    run: async (sim, dice) => {
      if (sim.alive.length === 0) return NOBODY;
      const life = dice.one(sim.alive);
      let ended = false;
      void Promise.race([life.stop(), life.ended]).then(
        () => (ended = true),
        cause => sim.violate(`A stop threw: ${(cause as Error).stack}`),
      );
      await sim.time.advanceBy(0);
      for (let second = 0; second < 60 && !ended; second += 1) await sim.time.advanceBy(SECOND);
      if (!ended) sim.violate('A process was asked to stop, and had not a minute later.');
      life.die('stopped');
      return 'a process';
    },
  },
  {
    name: 'a phone changes',
    weight: 2,
    run: async (sim, dice) => {
      const [msisdn, settings] = [dice.one(PHONES), drawPhone(dice)];
      sim.centre.subscribers.set(msisdn, settings);
      return `${msisdn} ${JSON.stringify(settings)}`;
    },
  },
  {
    name: 'a number moves',
    weight: 2,
    run: async (sim, dice) => {
      const wellLately = sim.checker.delivered();
      if (wellLately.length === 0) return 'none';
      // For a while the old network knows it no more, and the new one not yet. Whoever wrote to it writes again.
      const { to: msisdn, accountId } = dice.one(wellLately);
      sim.centre.subscribers.set(msisdn, {
        state: 'unknown',
        until: sim.now + dice.one([MINUTE, HOUR, DAY]),
      });
      const { ref, command, ...ask } = newAsk(sim, dice, false);
      const again = { ...ask, ref, accountId, command: { ...command, to: msisdn } };
      sim.book.asks.splice(-1, 1, again);
      return `${msisdn}; ${await send(sim, dice, again)}`;
    },
  },
  {
    name: 'faults change',
    weight: 1,
    run: async (sim, dice) => {
      sim.setCentreFaults(drawCentreFaults(dice, sim.withoutFaults));
      return JSON.stringify(sim.centre.faults.current);
    },
  },
  {
    name: 'a carrier is down',
    weight: 1,
    run: async (sim, dice) => {
      const downUntil = sim.now + dice.one([SECOND, MINUTE, HOUR, 3 * HOUR]);
      const clientIds = [dice.one(sim.plan.carriers).name];
      const isOnly = dice.happens(0.5);
      sim.centre.faults.patch(isOnly ? { downUntil, only: { clientIds } } : { downUntil });
      return JSON.stringify(isOnly ? clientIds : 'all');
    },
  },
  {
    name: 'the storage is away',
    weight: 0.7,
    run: async (sim, dice) => {
      sim.storageAwayUntil = sim.now + dice.one([SECOND, MINUTE, 20 * MINUTE]);
      return `until ${new Date(sim.storageAwayUntil).toISOString()}`;
    },
  },
  {
    name: 'a clock is set',
    weight: 1,
    run: async (sim, dice) => {
      const byMs = dice.one(CLOCK_STEPS_MS);
      const machine = sim.alive.length === 0 ? undefined : dice.one(sim.alive).machine;
      if (!machine || sim.withoutFaults.has(WRONG_CLOCKS)) return 'none';
      machine.setClock(byMs);
      return `by ${byMs / SECOND} s`;
    },
  },
  {
    name: 'housekeeping',
    weight: 0.5,
    run: async (sim, dice) => {
      const heard = await sim.ask(dice, life => life.delivery.pruneOrphans(sim.now));
      return heard?.kind ?? NOBODY;
    },
  },
];

/** The operation that these dice choose. */
export function operationAt(dice: Dice): Operation {
  return choose([...momentary, ...worldly], dice);
}

function choose(operations: readonly Operation[], dice: Dice): Operation {
  const sum = operations.reduce((total, { weight }) => total + weight, 0);
  let rest = dice.next() * sum;
  return operations.find(({ weight }) => (rest -= weight) < 0) ?? operations[0]!;
}
