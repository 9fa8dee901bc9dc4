import { MemoryStorage } from '@chappe/testing';
import type { ApiRequest } from '../exchange/index.js';
import { SmsApiModule } from '../sms-api.module.js';
import { ALICE, openApi, PLATFORMS } from '../testing/api-under-test.contract-spec.js';
import { Admission, overloaded } from './admission.js';

const LIMITS = { requestsMax: 2, requestOctetsMax: 100, bodyLimitOctets: 80 };
const request = (headers: ApiRequest['headers'] = {}): ApiRequest => ({
  method: 'POST',
  url: '/v1/messages',
  headers,
});

describe('admission', () => {
  it('lets in as many as may be under way, and the next when one is over', () => {
    const admission = new Admission(LIMITS);
    const over = admission.enter(request())!;
    expect(admission.enter(request())).toBeDefined();
    expect(admission.enter(request())).toBeUndefined();
    over();
    expect(admission.enter(request())).toBeDefined();
    over();
    expect(admission.enter(request())).toBeUndefined();
  });

  it('lets in as many octets as may be in memory', () => {
    const admission = new Admission(LIMITS);
    const over = admission.enter(request({ 'content-length': '60' }))!;
    expect(admission.enter(request({ 'content-length': '41' }))).toBeUndefined();
    expect(admission.enter(request({ 'content-length': '40' }))).toBeDefined();
    over();
    expect(admission.enter(request({ 'content-length': '60' }))).toBeDefined();
  });

  it.each<ApiRequest['headers']>([
    { 'transfer-encoding': 'chunked' },
    { 'content-encoding': 'gzip', 'content-length': '5' },
  ])('takes a body of unknown size for the largest there may be: %o', headers => {
    const admission = new Admission(LIMITS);
    admission.enter(request(headers));
    expect(admission.enter(request({ 'content-length': '21' }))).toBeUndefined();
    expect(admission.enter(request({ 'content-length': '20' }))).toBeDefined();
  });

  it('lets a single one in, whatever its size', () => {
    expect(
      new Admission({ ...LIMITS, requestOctetsMax: 1 }).enter(request({ 'content-length': '80' })),
    ).toBeDefined();
  });
});

describe.each(PLATFORMS)('an overloaded door on %s', platform => {
  it('refuses at once what it cannot begin, says when to come again, and serves again afterwards', async () => {
    const storage = new MemoryStorage();
    const api = await openApi(platform, storage, { requestsMax: 1 });
    try {
      const entered = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const { transaction } = storage;
      storage.transaction = async function <T>(work: Parameters<typeof transaction<T>>[0]) {
        entered.resolve();
        await goOn.promise;
        return transaction.call(this, work as never) as Promise<T>;
      };
      const hello = { to: ALICE, text: 'Bonjour' };
      const first = api.ask('POST', '/v1/messages', { body: hello });
      await entered.promise;
      const { status, body, headers } = await api.ask('POST', '/v1/messages', { body: hello });
      expect([status, body['code'], headers['retry-after']]).toEqual([503, 'overloaded', '1']);
      goOn.resolve();
      expect((await first).status).toBe(202);
      expect((await api.ask('POST', '/v1/messages', { body: hello })).status).toBe(202);
    } finally {
      await api.close();
    }
  });
});

describe('what an overloaded door says', () => {
  it.each<[ApiRequest['headers'], string | undefined]>([
    [{ 'content-length': '65536' }, undefined],
    [{ 'content-length': '65537' }, 'close'],
    [{ 'transfer-encoding': 'chunked' }, 'close'],
  ])('ends the connection where it would have to read a large body: %o', (headers, connection) => {
    expect(overloaded(request(headers)).headers['connection']).toBe(connection);
  });
});

describe('the limits of admission', () => {
  it('are checked when the module is made', () => {
    expect(() => SmsApiModule.forRoot({ requestsMax: 0, requestOctetsMax: 1.5 })).toThrow(
      /requestsMax[^]*requestOctetsMax/,
    );
  });
});
