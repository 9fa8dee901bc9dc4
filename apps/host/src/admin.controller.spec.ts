import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HostModule } from './host.module.js';
import { readSettings } from './settings.js';

const TOKEN = 'an-operator-is-let-in-by-this';

describe('the door of the operator', () => {
  let app: INestApplication | undefined;
  let url: string;
  const startWith = async (environment: Record<string, string>) => {
    const settings = readSettings({
      DATABASE_URL: 'sqlite::memory:',
      CHAPPE_CARRIER_URL: 'http://127.0.0.1:1',
      ...environment,
    });
    app = await NestFactory.create(HostModule.forRoot(settings), { logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  };
  const ask = async (method: string, path: string, token: string | undefined = TOKEN) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(url + path, { method, headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const metric = async (name: string) =>
    (await (await fetch(`${url}/metrics`)).text()).split('\n').find(line => line.startsWith(name));
  afterEach(() => app?.close());

  it('is not there unless the host was given a token', async () => {
    await startWith({});
    expect(await ask('GET', '/admin/carriers')).toMatchObject({ status: 404 });
    expect(await ask('POST', '/admin/carriers/carrier-1/pause')).toMatchObject({ status: 404 });
  });

  it('lets in nobody else', async () => {
    await startWith({ CHAPPE_ADMIN_TOKEN: TOKEN });
    for (const token of ['', 'chp_test_of_an_account', TOKEN.slice(1), `${TOKEN}x`])
      expect(await ask('POST', '/admin/carriers/carrier-1/pause', token)).toMatchObject({ status: 401 });
    expect(await metric('sms_carrier_paused')).toBe('sms_carrier_paused{carrier="carrier-1"} 0');
  });

  it('pauses a carrier and resumes it, and health and metrics tell', async () => {
    await startWith({ CHAPPE_ADMIN_TOKEN: TOKEN });
    for (const paused of [true, true, false]) {
      const path = `/admin/carriers/carrier-1/${paused ? 'pause' : 'resume'}`;
      expect(await ask('POST', path)).toMatchObject({ status: 200, body: { name: 'carrier-1', paused } });
      expect(await ask('GET', '/admin/carriers')).toMatchObject({ body: [{ name: 'carrier-1', paused }] });
      expect(await metric('sms_carrier_paused')).toBe(
        `sms_carrier_paused{carrier="carrier-1"} ${paused ? 1 : 0}`,
      );
      const { body } = await ask('GET', '/health/ready');
      expect(body).toMatchObject({ info: { carriers: { 'carrier-1': { paused, breaker: 'closed' } } } });
    }
  });

  it('names the carriers that there are to who asks for another', async () => {
    await startWith({ CHAPPE_ADMIN_TOKEN: TOKEN });
    const { status, body } = await ask('POST', '/admin/carriers/orange/pause');
    expect([status, body['message']]).toEqual([404, expect.stringContaining('there are: carrier-1.')]);
  });
});
