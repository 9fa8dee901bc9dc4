import { MemoryStorage } from '@chappe/testing';
import { Account, AccountRepository } from '../accounts/index.js';
import {
  CreditLedger,
  CreditService,
  defaultPrices,
  LedgerRepository,
  PriceList,
  type PriceRow,
} from '../credits/index.js';
import { Ids, ManualClock, SeededRandom, money, type Transaction } from '../kernel/index.js';
import { defaultNetworksOptions, Networks, NumberLookup, type NumberNetwork } from '../networks/index.js';
import { defaultMessageOptions } from './message.options.js';
import { MessageService } from './message.service.js';
import type { SendCommand } from './send-command.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const { lookupMaxMs } = defaultNetworksOptions;
const PRICE_MICROS = PriceList.default().perPart('FR', 'text', 'EUR')!.micros;
const DEAR_MICROS = 60_000;
const dear: PriceRow = ['FR', '0.06', '0.06', '0.06', '1.3', '0.1', '0.1', '0.1', '2', '20801'];
const prices = PriceList.of([...defaultPrices, dear]);
const [IN_DEAR, ELSEWHERE, UNKNOWN] = ['+33612121501', '+33612121502', '+33612121503'] as const;

/** Knows two numbers, and refuses to be asked while a transaction is open. */
class Register extends NumberLookup {
  readonly asked: string[] = [];
  says: (msisdn: string) => Promise<NumberNetwork | undefined> = async msisdn => {
    if (msisdn === UNKNOWN) return undefined;
    return { mcc: '208', mnc: msisdn === IN_DEAR ? '01' : '001', ported: true, live: true, at: MORNING };
  };

  constructor(private readonly storage: WatchedStorage) {
    super();
  }

  lookup(msisdn: string): Promise<NumberNetwork | undefined> {
    if (this.storage.underWay > 0) throw new Error('The outside world was asked inside a transaction.');
    this.asked.push(msisdn);
    return this.says(msisdn);
  }
}

/** Knows how many transactions are open. */
class WatchedStorage extends MemoryStorage {
  underWay = 0;

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.underWay += 1;
    return super.transaction(work).finally(() => (this.underWay -= 1));
  }
}

describe('A price that depends on the network', () => {
  let clock: ManualClock;
  let storage: WatchedStorage;
  let register: Register;
  let troubles: unknown[];
  let service: MessageService;

  beforeEach(async () => {
    await open(prices);
  });

  const open = async (list: PriceList) => {
    clock = new ManualClock(MORNING);
    storage = new WatchedStorage();
    register = new Register(storage);
    troubles = [];
    const ids = new Ids(clock, new SeededRandom(1));
    const networks = new Networks({
      ...{ clock, lookup: register, options: defaultNetworksOptions },
      onTrouble: cause => troubles.push(cause),
    });
    const billing = new CreditLedger(list, clock);
    service = new MessageService(storage, clock, ids, billing, defaultMessageOptions, networks);
    await storage.transaction(tx =>
      tx.get(AccountRepository).add(new Account('acc_1', 'Chappe', 'EUR', 'FR', null, MORNING)),
    );
    await new CreditService(storage, clock, ids).topUp('acc_1', money(10_000_000, 'EUR'));
  };
  const send = async (command: Partial<SendCommand>) => {
    const answer = await service.send('acc_1', { to: IN_DEAR, text: 'Bonjour', ...command });
    if (!answer.ok) throw new Error(answer.refusal.detail);
    return answer.outcome.accepted;
  };
  const heldMicros = async () => {
    const [wallet] = await storage.read(tx => tx.get(LedgerRepository).wallets('acc_1'));
    return wallet!.heldMicros;
  };

  it('is that of the recipient’s network, or its country’s, and both networks are on the message', async () => {
    const accepted = await send({ to: [IN_DEAR, ELSEWHERE, UNKNOWN] });
    expect(accepted).toMatchObject([
      {
        ...{ pricePerPartMicros: DEAR_MICROS, pricedNetwork: '20801' },
        network: { mcc: '208', mnc: '01', ported: true },
      },
      {
        ...{ pricePerPartMicros: PRICE_MICROS, pricedNetwork: null },
        network: { mcc: '208', mnc: '001', ported: true },
      },
      { pricePerPartMicros: PRICE_MICROS, pricedNetwork: null, network: null },
    ]);
    // What a lookup tells beside is not kept: it is old in a moment.
    expect(Object.keys(accepted[0]!.network!)).toEqual(['mcc', 'mnc', 'ported']);
    expect(await heldMicros()).toBe(DEAR_MICROS + 2 * PRICE_MICROS);
  });

  it('is asked for nowhere else, so that nothing else waits', async () => {
    register.says = () => new Promise(() => {});
    await send({ to: '+4915112345678' });
    await open(PriceList.default());
    await send({ to: IN_DEAR });
    expect(register.asked).toEqual([]);
  });

  it('is estimated as it is charged', async () => {
    const command = { to: [IN_DEAR, ELSEWHERE, UNKNOWN], text: 'x'.repeat(200) };
    const answer = await service.estimate('acc_1', command);
    if (!answer.ok) throw new Error(answer.refusal.detail);
    const { recipients, cost } = answer.estimate;
    expect(recipients.map(({ price }) => price.micros)).toEqual([
      2 * DEAR_MICROS,
      2 * PRICE_MICROS,
      2 * PRICE_MICROS,
    ]);
    await send(command);
    expect(await heldMicros()).toBe(cost.micros);
    expect(register.asked).toHaveLength(3);
  });

  it.each<[string, Register['says']]>([
    ['fails', () => Promise.reject(new Error('The register is away.'))],
    ['does not answer', () => new Promise(() => {})],
  ])('is the country’s where the register %s, and nothing is held up for longer', async (_, says) => {
    register.says = says;
    const sending = send({ to: [IN_DEAR, ELSEWHERE] });
    await clock.advanceBy(lookupMaxMs);
    const accepted = await sending;
    expect(accepted.map(({ pricePerPartMicros }) => pricePerPartMicros)).toEqual([
      PRICE_MICROS,
      PRICE_MICROS,
    ]);
    expect(clock.now()).toBe(MORNING + lookupMaxMs);
    expect(troubles).toHaveLength(1);
  });

  it('follows the recipient of a scheduled message that is edited', async () => {
    const [scheduled] = await send({ to: ELSEWHERE, scheduledAt: MORNING + 3_600_000 });
    const edited = await service.edit('acc_1', scheduled!.id, { to: IN_DEAR });
    expect(edited).toMatchObject({
      ok: true,
      message: { pricePerPartMicros: DEAR_MICROS, pricedNetwork: '20801', network: { mnc: '01' } },
    });
  });
});
