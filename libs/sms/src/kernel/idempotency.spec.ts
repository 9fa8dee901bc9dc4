import fc from 'fast-check';
import { IdempotencyRepository, type IdempotencyRecord } from './idempotency.repository.js';
import { earlierAnswer, fingerprint, rememberAnswer } from './idempotency.js';
import { Transaction, type RepositoryPort } from './storage.js';

/** Records in a map, as one transaction sees them. */
class Records extends IdempotencyRepository {
  private readonly records = new Map<string, IdempotencyRecord>();

  find(accountId: string, key: string): Promise<IdempotencyRecord | undefined> {
    return Promise.resolve(this.records.get(`${accountId} ${key}`));
  }
  add(record: IdempotencyRecord): Promise<boolean> {
    const place = `${record.accountId} ${record.key}`;
    if (this.records.has(place)) return Promise.resolve(false);
    this.records.set(place, record);
    return Promise.resolve(true);
  }
  prune(): Promise<number> {
    return Promise.resolve(0);
  }
}

function transaction(): Transaction {
  const records = new Records();
  return new (class extends Transaction {
    get<R>(_port: RepositoryPort<R>): R {
      return records as R;
    }
    announce(): void {}
  })();
}

const request = { to: '+33612121515', text: 'Bonjour', from: undefined };
const record = { accountId: 'acc_1', key: 'order-1794', requestHash: fingerprint(request), createdAt: 0 };

describe('A request under an Idempotency-Key', () => {
  it('is known by its fields, in whatever order, and not by those that are left out', () => {
    expect(fingerprint({ text: 'Bonjour', to: '+33612121515' })).toBe(fingerprint(request));
    expect(fingerprint({ ...request, text: 'bonjour' })).not.toBe(fingerprint(request));
    expect(fingerprint({ ...request, from: null })).not.toBe(fingerprint(request));
  });

  it('leaves nothing in its fingerprint of what it said', () => {
    expect(fingerprint(request)).not.toMatch(/Bonjour|612121515/);
  });

  it('is the first of its key when nothing was remembered', async () => {
    await expect(earlierAnswer(transaction(), 'acc_1', 'order-1794', record.requestHash)).resolves.toEqual({
      kind: 'none',
    });
  });

  it('gets the same answer when it is repeated', async () => {
    const tx = transaction();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.uuid(), async (answer, key) => {
        await rememberAnswer(tx, { ...record, key, answer });
        const earlier = await earlierAnswer(tx, 'acc_1', key, record.requestHash);
        expect(earlier).toEqual({ kind: 'same', answer: JSON.parse(JSON.stringify(answer)) });
      }),
    );
  });

  it('is refused with another body, and told which fields differ', async () => {
    const tx = transaction();
    await rememberAnswer(tx, { ...record, answer: {} });
    const other = fingerprint({ to: '+33612121515', text: 'Bonsoir', tag: 'night' });
    const earlier = await earlierAnswer(tx, 'acc_1', 'order-1794', other);
    if (earlier.kind !== 'conflict') throw new Error(`It was taken for ${earlier.kind}.`);
    expect(earlier.refusal.code).toBe('idempotency_conflict');
    expect(earlier.refusal.errors?.map(({ field }) => field)).toEqual(['text', 'tag']);
    expect(earlier.refusal.detail).toContain('"order-1794"');
    expect(earlier.refusal.detail).toContain('text, tag');
    expect(earlier.refusal.detail).toContain('Use a new key');
  });

  it('is of one account: the same key of another account is another key', async () => {
    const tx = transaction();
    await rememberAnswer(tx, { ...record, answer: {} });
    await expect(earlierAnswer(tx, 'acc_2', 'order-1794', record.requestHash)).resolves.toEqual({
      kind: 'none',
    });
  });

  it('is told when another process remembered an answer under the same key first', async () => {
    const tx = transaction();
    await expect(rememberAnswer(tx, { ...record, answer: { first: true } })).resolves.toBe(true);
    await expect(rememberAnswer(tx, { ...record, answer: { second: true } })).resolves.toBe(false);
    await expect(earlierAnswer(tx, 'acc_1', 'order-1794', record.requestHash)).resolves.toEqual({
      kind: 'same',
      answer: { first: true },
    });
  });
});
