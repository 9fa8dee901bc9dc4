import { translated } from './failures.js';

describe('a failure of PostgreSQL', () => {
  it('for want of room is known as such', () => {
    const full = Object.assign(new Error('could not extend file: No space left on device'), {
      code: '53100',
    });
    expect(translated(full)).toMatchObject({ code: 'storage_full', cause: full });
  });
});
