import { pageOf, placeOf } from './cursor.js';

const cursorOf = (place: string) => Buffer.from(place).toString('base64url');

describe('a cursor', () => {
  it('names the place of the last row that was seen', () => {
    const { data, next } = pageOf([1, 2, 3], { limit: 2 }, last => [last, `id_${last}`]);
    expect(data).toEqual([1, 2]);
    expect(placeOf(next!, ['number', 'string'])).toEqual([2, 'id_2']);
  });

  it.each(['[1]', '["1","a"]', '[1.5,"a"]', '[1e400,"a"]', '[1e20,"a"]', '[1,"a\\u0000"]', '{}', 'no JSON'])(
    'is refused when it is not of our making: %s',
    place => {
      expect(() => placeOf(cursorOf(place), ['number', 'string'])).toThrow(
        expect.objectContaining({ code: 'invalid_cursor' }) as Error,
      );
    },
  );
});
