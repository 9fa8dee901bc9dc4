import assert from 'node:assert/strict';
import { money, type Billing, type Payer, type Storage } from '@chappe/sms';

/** The two functions of a test runner that a contract needs: those of Jest, Vitest and node:test fit. */
export interface ContractRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (behaviour: string, run: () => Promise<void>) => unknown;
}

/** A billing to be tested, on books of its own. */
export interface BillingUnderTest {
  readonly billing: Billing;
  /** Gives the transactions that the billing writes through. */
  readonly storage: Storage;
  /** Makes a payer who has exactly this much to spend. */
  payer(availableMicros: number): Promise<Payer>;
  /** What a payer has left to spend; undefined for a billing that does not count. */
  availableMicros(payer: Payer): Promise<number | undefined>;
  /** A country that is served, and one that is not, if there is any. ISO 3166-1 alpha-2. */
  readonly served: string;
  readonly notServed?: string | undefined;
}

/**
 * What every {@link Billing} must do: price in the payer's asset, set credit aside for all messages or for none, end each
 * hold exactly once, and leave nothing behind when the transaction around it fails. `open` is called for every test;
 * payers and hold ids are new each time, so the books may be kept between tests.
 *
 * @example
 * billingContract({ describe, it }, async () => myBillingOnEmptyBooks());
 */
export function billingContract(
  { describe, it }: ContractRunner,
  open: () => Promise<BillingUnderTest>,
): void {
  describe('a billing', () => {
    it('prices each line in order, in the asset of the payer, by its parts', async () => {
      const { billing, payer, served } = await open();
      const who = await payer(0);
      const [one, three] = billing.quote(who, [
        { country: served, type: 'text', parts: 1 },
        { country: served, type: 'text', parts: 3 },
      ]);
      assert.ok(one && three, `${served} should be served`);
      assert.equal(one.perPart.asset, who.asset);
      assert.deepEqual(one.total, one.perPart);
      assert.deepEqual(three.perPart, one.perPart);
      assert.deepEqual(three.total, money(one.perPart.micros * 3, who.asset));
    });

    it('says that it does not serve a country, without a word on the others', async () => {
      const { billing, payer, served, notServed } = await open();
      if (notServed === undefined) return;
      const quotes = billing.quote(await payer(0), [
        { country: notServed, type: 'text', parts: 1 },
        { country: served, type: 'text', parts: 1 },
      ]);
      assert.equal(quotes.length, 2);
      assert.equal(quotes[0], undefined);
      assert.notEqual(quotes[1], undefined);
    });

    it('sets nothing aside for no message', async () => {
      const world = await open();
      const who = await world.payer(500);
      assert.deepEqual(await hold(world, who, {}), { held: true });
      await expectAvailable(world, who, 500);
    });

    it('sets the credit of all messages aside, down to the last micro-unit', async () => {
      const world = await open();
      const who = await world.payer(500);
      assert.deepEqual(await hold(world, who, { a: 200, b: 300 }), { held: true });
      await expectAvailable(world, who, 0);
    });

    it('sets nothing aside when there is not enough for all, and says what was needed and what there is', async () => {
      const world = await open();
      if (!(await counts(world))) return;
      const who = await world.payer(500);
      assert.deepEqual(await hold(world, who, { a: 200, b: 301 }), {
        held: false,
        needed: money(501, who.asset),
        available: money(500, who.asset),
      });
      await expectAvailable(world, who, 500);
      assert.deepEqual(await hold(world, who, { c: 500 }), { held: true });
    });

    it('takes what is captured and gives back the rest', async () => {
      const world = await open();
      const who = await world.payer(1000);
      await hold(world, who, { all: 100, part: 100, none: 100 });
      await expectAvailable(world, who, 700);
      await end(world, who, { all: 100, part: 40, none: 0 });
      await expectAvailable(world, who, 860);
    });

    it('ends each hold once, whatever is said afterwards', async () => {
      const world = await open();
      const who = await world.payer(1000);
      await hold(world, who, { captured: 100, released: 100 });
      await end(world, who, { captured: 100, released: 0 });
      await end(world, who, { captured: 0, released: 100 });
      await end(world, who, { captured: 100, released: 0 });
      await expectAvailable(world, who, 900);
    });

    it('passes over holds that were never made', async () => {
      const world = await open();
      const who = await world.payer(1000);
      await end(world, who, { nobody: 100 });
      await expectAvailable(world, who, 1000);
    });

    it('writes nothing when the transaction around it fails', async () => {
      const world = await open();
      const who = await world.payer(1000);
      await hold(world, who, { kept: 100 });
      const failure = new Error('rolled back');
      const attempt = world.storage.transaction(async tx => {
        await world.billing.hold(tx, who, [{ holdId: idOf(who, 'lost'), amount: money(400, who.asset) }]);
        await world.billing.end(tx, [{ holdId: idOf(who, 'kept'), captured: money(100, who.asset) }]);
        throw failure;
      });
      await assert.rejects(attempt, cause => cause === failure);
      await expectAvailable(world, who, 900);
      await end(world, who, { kept: 0 });
      await expectAvailable(world, who, 1000);
    });

    it('never sets aside more than there is, however many ask at once', async () => {
      const world = await open();
      if (!(await counts(world))) return;
      const who = await world.payer(1000);
      const attempts = Array.from({ length: 20 }, (_, index) =>
        hold(world, who, { [`at once ${index}`]: 90 }),
      );
      const outcomes = await Promise.all(attempts);
      assert.equal(outcomes.filter(outcome => outcome.held).length, 11);
      await expectAvailable(world, who, 10);
    });

    it('keeps the money of payers apart', async () => {
      const world = await open();
      const rich = await world.payer(1000);
      const poor = await world.payer(100);
      await hold(world, rich, { a: 1000 });
      await expectAvailable(world, poor, 100);
      await end(world, rich, { a: 0 });
      await expectAvailable(world, rich, 1000);
      await expectAvailable(world, poor, 100);
    });
  });
}

type Amounts = Readonly<Record<string, number>>;

/** Holds are used once for ever, so each payer's have their own names. */
const idOf = (payer: Payer, name: string) => `${payer.accountId} ${name}`;

const amountsOf = (payer: Payer, amounts: Amounts) =>
  Object.entries(amounts).map(([name, micros]) => ({
    holdId: idOf(payer, name),
    amount: money(micros, payer.asset),
  }));

function hold({ billing, storage }: BillingUnderTest, payer: Payer, amounts: Amounts) {
  return storage.transaction(tx => billing.hold(tx, payer, amountsOf(payer, amounts)));
}

function end({ billing, storage }: BillingUnderTest, payer: Payer, amounts: Amounts) {
  const ends = amountsOf(payer, amounts).map(({ holdId, amount }) => ({ holdId, captured: amount }));
  return storage.transaction(tx => billing.end(tx, ends));
}

async function counts(world: BillingUnderTest): Promise<boolean> {
  return (await world.availableMicros(await world.payer(1))) !== undefined;
}

async function expectAvailable(world: BillingUnderTest, payer: Payer, expected: number): Promise<void> {
  const available = await world.availableMicros(payer);
  if (available !== undefined)
    assert.equal(available, expected, `left to spend: ${available}, not ${expected}`);
}
