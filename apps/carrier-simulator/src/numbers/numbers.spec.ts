import { composeFate, FATE_OUTCOMES } from '@chappe/smsc';
import { createSimulator, type Simulator } from '../simulator.js';
import { SimulatorClient } from '../testing/simulator-client.contract-spec.js';

describe('numbers at the control door', () => {
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeAll(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual' });
    client = new SimulatorClient(simulator.url);
  });

  afterAll(() => simulator.close());

  it('are explained', async () => {
    expect((await client.get('/control/numbers?msisdn=%2B33612992000')).body).toMatchObject({
      msisdn: '+33612992000',
      ordinary: false,
      text: 'The number is not attributed (NPAI). The message ends as UNDELIV.',
      wish: { outcome: 'unknown_subscriber', delayMs: 0, twist: 'none' },
    });
    expect((await client.get('/control/numbers?msisdn=33612345678')).body).toMatchObject({ ordinary: true });
  });

  it('are composed from a wish', async () => {
    const query = 'outcome=delivered&delay=PT1H&twist=replies_stop&country=GB';
    expect((await client.get(`/control/numbers?${query}`)).body).toMatchObject({
      msisdn: '+447400990069',
      wish: { outcome: 'delivered', delayMs: 3_600_000, twist: 'replies_stop' },
    });
    expect((await client.get('/control/numbers?prefix=%2B33788')).body).toMatchObject({
      msisdn: '+33788990000',
    });
  });

  it.each([
    ['outcome=teleported', 'outcome'],
    ['outcome=spam&delay=soon', 'delay'],
    ['outcome=spam&delay=PT7S', 'delay'],
    ['outcome=spam&twist=somersault', 'twist'],
    ['outcome=spam&country=AQ', 'country'],
    ['outcome=spam&prefix=06', 'prefix'],
    ['msisdn=0612', 'msisdn'],
  ])('are refused with what is wrong: %s', async (query, field) => {
    const { status, body } = await client.get(`/control/numbers?${query}`);
    expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ field })]]);
  });

  it('have their fate without any set-up, and are ordinary phones otherwise', async () => {
    const ref = 'a';
    const to = composeFate({ outcome: 'unknown_subscriber' });
    await client.post('/carrier/messages', { ref, from: 'Chappe', to, text: 'Bonjour' });
    await client.post('/carrier/messages', { ref: 'b', from: 'Chappe', to: '+33612345678', text: 'Bonjour' });
    await client.post('/control/clock/advance', { by: 'PT1M' });
    const states = simulator.centre.messages().map(({ ref, state, reason }) => [ref, state, reason]);
    expect(states).toEqual([
      ['a', 'UNDELIV', 'unknown_subscriber'],
      ['b', 'DELIVRD', undefined],
    ]);
  });

  it('keep it when the world is reset', async () => {
    await client.post('/control/reset', { seed: 7 });
    expect(simulator.centre.subscribers.get('+33612994000')).toMatchObject({
      mentioned: false,
      faults: { submitThrottleProbability: 1 },
    });
  });
});

describe('the card', () => {
  let simulator: Simulator;
  let client: SimulatorClient;

  beforeAll(async () => {
    simulator = await createSimulator({ port: 0, clockMode: 'manual' });
    client = new SimulatorClient(simulator.url);
  });

  afterAll(() => simulator.close());

  const page = async (query = '') => {
    const answer = await fetch(`${simulator.url}/numbers${query}`);
    return { answer, text: await answer.text() };
  };

  it('is a page that says all that numbers can say, and can be printed', async () => {
    const { answer, text } = await page();
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const { text: sentence } of FATE_OUTCOMES) expect(text).toContain(sentence);
    expect(text).toContain('@media print');
    expect(text).toMatch(/<html lang="en">/);
    expect(text).toMatch(/\+3361299<span class="tail">20<\/span\s*>00/);
    expect(text.match(/<table>/g)).toHaveLength(text.match(/<caption>/g)!.length);
  });

  it('explains a number, and lets nothing into the page that is markup', async () => {
    expect((await page('?msisdn=33612992000')).text).toContain('The number is not attributed (NPAI).');
    const { text } = await page(`?msisdn=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(text).not.toContain('<script');
    expect(text).toContain('&#60;script&#62;');
  });

  it('has examples of the country asked for', async () => {
    expect((await page('?country=de')).text).toContain('To begin with (DE)');
    expect((await client.get('/numbers?country=XX')).status).toBe(422);
  });
});
