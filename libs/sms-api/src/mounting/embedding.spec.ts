import { MemoryStorage } from '@chappe/testing';
import { SmsApiModule } from '../sms-api.module.js';
import { ProblemFilter } from '../problems/index.js';
import { ALICE, openApi, PLATFORMS, type ApiUnderTest } from '../testing/api-under-test.contract-spec.js';

const hello = { to: ALICE, text: 'Bonjour' };

describe.each(PLATFORMS)('the door beside a host’s own routes on %s', platform => {
  let api: ApiUnderTest;
  const open = async (options?: Parameters<typeof openApi>[2]) => {
    api = await openApi(platform, new MemoryStorage(), options);
  };
  afterEach(() => api.close());

  it('leaves their bodies and their limits alone', async () => {
    await open();
    expect(await api.ask('POST', '/echo', { body: { text: 'abc' } })).toMatchObject({
      status: 201,
      body: { length: 3 },
    });
    const large = await api.ask('POST', '/echo', { body: { text: 'a'.repeat(1_500_000) } });
    expect([large.status, String(large.body['code']) === 'body_too_large']).toEqual([413, false]);
  });

  it('leaves their errors and their paths alone, under its prefix too', async () => {
    await open();
    const broken = await api.ask('GET', '/broken', { token: null });
    expect([broken.status, broken.body]).toMatchObject([500, { statusCode: 500 }]);
    const nothing = await api.ask('GET', '/v1/nothing', { token: null });
    expect([nothing.status, nothing.body]).toMatchObject([404, { statusCode: 404 }]);
    expect(await api.ask('GET', '/v1/own', { token: null })).toMatchObject({
      status: 200,
      body: { own: true },
    });
  });

  it('answers as the rest of the host where the host wants its errors alike', async () => {
    await open({ prepare: app => app.useGlobalFilters(app.get(ProblemFilter)) });
    const nothing = await api.ask('GET', '/v1/nothing');
    expect([nothing.status, nothing.body]).toMatchObject([404, { code: 'route_not_found', errors: [] }]);
    const broken = await api.ask('GET', '/broken');
    expect([broken.status, broken.body]).toMatchObject([500, { code: 'internal_error' }]);
  });

  it('stands behind the prefix it is given, and behind the host’s', async () => {
    await open({ prefix: 'sms/v1', prepare: app => app.setGlobalPrefix('api') });
    const { status } = await api.call('POST', '/api/sms/v1/messages', { body: hello });
    expect(status).toBe(202);
    const cut = await api.call('POST', '/api/sms/v1/messages', { raw: '{' });
    expect([cut.status, cut.body['code']]).toEqual([400, 'malformed_json']);
    expect((await api.ask('POST', '/v1/messages', { body: hello })).status).toBe(404);
  });

  it('keeps out of the host’s versions', async () => {
    await open({ prepare: app => app.enableVersioning({ type: 0, defaultVersion: '2' }) });
    expect((await api.call('POST', '/v1/messages', { body: hello })).status).toBe(202);
  });

  it('reads bodies up to the limit it is given, and no octet more', async () => {
    const bodyLimitOctets = 500;
    await open({ bodyLimitOctets });
    const sized = (octets: number) => {
      const raw = JSON.stringify({ ...hello, tag: 'x' });
      return raw + ' '.repeat(octets - raw.length);
    };
    expect((await api.call('POST', '/v1/messages', { raw: sized(bodyLimitOctets) })).status).toBe(202);
    const over = await api.call('POST', '/v1/messages', { raw: sized(bodyLimitOctets + 1) });
    expect([over.status, over.body]).toMatchObject([413, { code: 'body_too_large', limitOctets: 500 }]);
  });
});

describe('the options of the door', () => {
  it('are all checked at once', () => {
    expect(() => SmsApiModule.forRoot({ prefix: '/v1/', bodyLimitOctets: 0 })).toThrow(
      /prefix[^]*bodyLimitOctets/,
    );
  });
});
