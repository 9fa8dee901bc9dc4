import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock, SmsError } from '@chappe/sms';
import { simulatorLookup } from './factories.js';
import { SimulatorLookup } from './simulator-lookup.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const orange = { operator: 'orange', name: 'Orange', country: 'FR', mcc: '208', mnc: '01' };

describe('SimulatorLookup', () => {
  let server: Server;
  let lookup: SimulatorLookup;
  let asked: (string | undefined)[];
  let answer: { status: number; body: unknown };
  const clock = new ManualClock(MORNING);

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    lookup = new SimulatorLookup({ url: `http://127.0.0.1:${port}/`, clock });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('tells the network that serves a number now, whether it was ported, and whether the phone is there', async () => {
    const at = '2026-03-02T09:00:05.000Z';
    answer = { status: 200, body: { known: true, reach: 'absent', present: orange, ported: true, at } };
    expect(await lookup.lookup('+33612345678')).toEqual({
      mcc: '208',
      mnc: '01',
      ported: true,
      live: false,
      at: Date.parse(at),
    });
    expect(asked).toEqual(['/control/hlr/%2B33612345678']);
  });

  it('knows nothing of a number that nobody has', async () => {
    answer = { status: 200, body: { known: false, reach: 'unknown', ported: false } };
    expect(await lookup.lookup('+33600000000')).toBeUndefined();
  });

  it.each([
    ['refuses', 500, { code: 'broken' }],
    ['answers nonsense', 200, '<html>'],
  ])('throws when the simulator %s', async (_, status, body) => {
    answer = { status, body };
    await expect(lookup.lookup('+33612345678')).rejects.toThrow();
  });

  it('throws at once when its options are wrong', () => {
    expect(() => simulatorLookup({ url: 'ftp://simulator' })).toThrow(SmsError);
    expect(() => simulatorLookup({ url: 'ftp://simulator' })).toThrow(/url is "ftp:/);
  });
});
