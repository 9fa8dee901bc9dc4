import { Places } from './places.js';

describe('places', () => {
  it('are taken in the order of arrival, so many at once', async () => {
    const places = new Places(2, 60_000);
    const begun: string[] = [];
    const works = new Map<string, () => void>();
    const all = ['a', 'b', 'c', 'd'].map(name =>
      places.use(async () => {
        begun.push(name);
        await new Promise<void>(resolve => works.set(name, resolve));
      }),
    );
    expect(begun).toEqual(['a', 'b']);
    works.get('b')!();
    await all[1];
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c']) works.get(name)!();
    await all[2];
    works.get('d')!();
    await Promise.all(all);
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are free again after work that failed', async () => {
    const places = new Places(1, 60_000);
    const failing = places.use(() => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await places.use(async () => 'done')).toBe('done');
  });

  it('are not waited for beyond the limit, and the refusal says so', async () => {
    const places = new Places(1, 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = places.use(() => promise);
    await expect(places.use(well)).rejects.toMatchObject({ code: 'storage_unavailable' });
    resolve();
    await first;
    await places.use(well);
  });
});

const well = async () => undefined;
