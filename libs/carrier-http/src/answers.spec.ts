import { judge, readAnswers, type ItemAnswer } from './answers.js';

const yes = (id: string): ItemAnswer => ({ ok: true, id });
const no = (code: string, temporary: boolean, retryAfterMs: number | null = null): ItemAnswer => ({
  ok: false,
  code,
  temporary,
  retryAfterMs,
});

describe('the verdict over the parts of a message', () => {
  it('is accepted, with a reference for each part, when all were taken', () => {
    expect(judge([yes('1'), yes('2')])).toEqual({
      done: true,
      result: {
        kind: 'accepted',
        parts: [
          { number: 1, accepted: true, reference: '1' },
          { number: 2, accepted: true, reference: '2' },
        ],
      },
    });
  });

  it('is a permanent no when none was taken and one never will be', () => {
    expect(judge([no('throttled', true), no('do_not_disturb', false)])).toEqual({
      done: true,
      result: { kind: 'rejected', reason: 'do_not_disturb', rawCode: 'do_not_disturb', permanent: true },
    });
  });

  it.each([
    ['throttled', 2_000],
    ['queue_full', null],
    ['carrier_down', null],
  ])('asks for patience when the carrier said %s', (code, retryAfterMs) => {
    expect(judge([no(code, true, retryAfterMs)])).toEqual({
      done: true,
      result: { kind: 'throttled', retryAfterMs, rawCode: code },
    });
  });

  it('is a temporary no when the carrier failed', () => {
    expect(judge([no('system_error', true)])).toEqual({
      done: true,
      result: { kind: 'rejected', reason: 'carrier_unavailable', rawCode: 'system_error', permanent: false },
    });
  });

  it('waits and hands over the rest when some parts were taken and others may be later', () => {
    expect(judge([yes('1'), no('throttled', true, 3_000), no('throttled', true, 500)])).toEqual({
      done: false,
      waitMs: 3_000,
    });
    expect(judge([yes('1'), no('system_error', true)])).toEqual({ done: false, waitMs: 1_000 });
  });

  it('names the parts that will never be taken beside those that were', () => {
    expect(judge([yes('1'), no('of_tomorrow', false)])).toMatchObject({
      result: {
        kind: 'accepted',
        parts: [
          { accepted: true },
          { number: 2, accepted: false, reason: 'carrier_rejected', rawCode: 'of_tomorrow' },
        ],
      },
    });
  });
});

describe('an answer of the door', () => {
  it('is read item by item', () => {
    const body = [
      { ref: 'a', id: '7' },
      { ref: 'b', error: { code: 'throttled', temporary: true, retryAfterMs: 5 } },
    ];
    expect(readAnswers(body, 2)).toEqual([yes('7'), no('throttled', true, 5)]);
  });

  it.each([[[]], [[{ id: '7' }, { id: '8' }]], [[{}]], [[null]], [{ id: '7' }], [undefined], ['x']])(
    'is not read when it is %j',
    body => {
      expect(readAnswers(body, 1)).toBeUndefined();
    },
  );
});
