import express from 'express';
import request from 'supertest';
import { ManualClock, SeededRandom, money } from '@chappe/sms';
import { MemoryStorage } from '@chappe/testing';
import { expressSms, type ExpressSms } from './express-sms.js';
import { ALICE, MORNING, QuietCarrier } from './testing/api-under-test.contract-spec.js';

describe('a plain Express application', () => {
  let sms: ExpressSms;
  let app: express.Express;
  const clock = new ManualClock(MORNING);
  const carrier = new QuietCarrier();
  beforeAll(async () => {
    sms = await expressSms({
      storage: new MemoryStorage(),
      carriers: [carrier],
      clock,
      random: new SeededRandom(7),
      logger: false,
    });
    app = express();
    app.use('/sms', sms);
    app.get('/own', (_request, response) => void response.json({ own: true }));
    app.post('/own', express.json(), (asked, response) => void response.json(asked.body));
  });
  afterAll(() => sms.close());

  it('has the whole platform below a path, and the services beside it', async () => {
    const opened = await sms.accounts.create({ name: 'Bakery' });
    if (!opened.ok) throw new Error(opened.refusal.detail);
    await sms.credits.topUp(opened.account.id, money(10_000_000, 'EUR'));
    const made = await sms.tokens.create(opened.account.id, { name: 'till' });
    if (!made.ok) throw new Error(made.refusal.detail);
    const sent = await request(app)
      .post('/sms/v1/messages')
      .set('authorization', `Bearer ${made.value}`)
      .send({ to: ALICE, text: 'Bonjour' });
    expect(sent.status).toBe(202);
    await sms.messages.send(opened.account.id, { to: ALICE, text: 'Bonsoir' });
    await clock.settle();
    expect(carrier.submissions.map(({ text }) => text)).toEqual(['Bonjour', 'Bonsoir']);
  });

  it('keeps its own routes', async () => {
    expect((await request(app).get('/own')).body).toEqual({ own: true });
    expect((await request(app).post('/own').send({ a: 1 })).body).toEqual({ a: 1 });
  });

  it('is told of every error as a problem', async () => {
    for (const [path, code] of [
      ['/sms/v1/messages', 'unauthorized'],
      ['/sms/v1/nothing', 'route_not_found'],
      ['/sms/nothing', 'route_not_found'],
    ] as const) {
      const { body, headers } = await request(app).get(path);
      expect([headers['content-type'], (body as { code: string }).code]).toEqual([
        expect.stringMatching(/^application\/problem\+json/),
        code,
      ]);
    }
  });

  it('has the OpenAPI document and a page to read it', async () => {
    const { body } = await request(app).get('/sms/openapi.json');
    expect(Object.keys((body as { paths: object }).paths)).toContain('/v1/messages');
    const page = await request(app).get('/sms/docs');
    expect([page.status, page.type]).toEqual([200, 'text/html']);
  });
});
