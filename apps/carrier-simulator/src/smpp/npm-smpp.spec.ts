import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { HOUR, phone, Stage } from './stage.contract-spec.js';

/** The part of the npm package `smpp` 0.5.1 that is used here; it has no types of its own. */
interface NpmPdu {
  readonly command: string;
  readonly command_status: number;
  readonly [field: string]: unknown;
  response(fields?: object): NpmPdu;
}
type NpmCommand = (fields: object, answered: (pdu: NpmPdu) => void) => boolean;
interface NpmSession extends EventEmitter {
  readonly [command: string]: unknown;
  send(pdu: NpmPdu): boolean;
  destroy(): void;
}
const npm = createRequire(import.meta.url)('smpp') as {
  connect(options: { host: string; port: number }): NpmSession;
};

let stage: Stage;
let session: NpmSession;
const deliveries: NpmPdu[] = [];
const ask = (command: string, fields: object = {}) =>
  new Promise<NpmPdu>(resolve => (session[command] as NpmCommand).call(session, fields, resolve));
const words = ({ short_message: field }: NpmPdu) => (field as { message: unknown }).message;

beforeEach(async () => {
  stage = await Stage.open();
  deliveries.length = 0;
  session = npm.connect({ host: '127.0.0.1', port: stage.port });
  session.on('error', () => session.destroy());
  session.on('deliver_sm', (pdu: NpmPdu) => {
    deliveries.push(pdu);
    session.send(pdu.response());
  });
  const bound = await ask('bind_transceiver', { system_id: 'npm', password: 'secret' });
  expect(bound).toMatchObject({ command_status: 0, system_id: 'chappe' });
});
afterEach(async () => {
  session.destroy();
  await stage.close();
});

describe('the npm package smpp', () => {
  it.each([
    ['GSM', { data_coding: 0, short_message: Buffer.from('Bonjour') }, 'Bonjour'],
    ['Latin-1', { data_coding: 3, short_message: Buffer.from('été', 'latin1') }, 'été'],
    ['UCS-2', { data_coding: 8, short_message: Buffer.from('Да', 'utf16le').swap16() }, 'Да'],
    ['a payload', { data_coding: 0, message_payload: Buffer.from('x'.repeat(300)) }, 'x'.repeat(300)],
  ])('sends %s and is told of it', async (_what, fields, text) => {
    const answer = await ask('submit_sm', {
      source_addr: '36180',
      destination_addr: phone(1),
      registered_delivery: 1,
      ...fields,
    });
    expect(answer).toMatchObject({ command: 'submit_sm_resp', command_status: 0 });
    await stage.advance();
    expect(stage.simulator.centre.subscribers.messages(`+${phone(1)}`)).toMatchObject([{ text }]);
    expect(deliveries).toMatchObject([
      { esm_class: 4, source_addr: phone(1), receipted_message_id: answer['message_id'], message_state: 2 },
    ]);
    expect(words(deliveries[0]!)).toContain('stat:DELIVRD');
  });

  it('asks, takes back and leaves', async () => {
    stage.simulator.centre.subscribers.set(`+${phone(1)}`, { state: 'off' });
    const { message_id } = await ask('submit_sm', { source_addr: '36180', destination_addr: phone(1) });
    await stage.advance(HOUR);
    const about = { message_id, source_addr: '36180' };
    expect(await ask('query_sm', about)).toMatchObject({ command_status: 0, message_state: 1 });
    expect(await ask('cancel_sm', { ...about, destination_addr: phone(1) })).toMatchObject({
      command_status: 0,
    });
    expect(await ask('query_sm', about)).toMatchObject({ command_status: 0, message_state: 4 });
    expect(await ask('enquire_link')).toMatchObject({ command_status: 0 });
    expect(await ask('unbind')).toMatchObject({ command: 'unbind_resp', command_status: 0 });
  });

  it('is sent replies', async () => {
    stage.simulator.centre.sendFromPhone(`+${phone(1)}`, { to: '36180', text: 'Oui €' });
    await stage.advance();
    expect(deliveries).toMatchObject([{ esm_class: 0, source_addr: phone(1), destination_addr: '36180' }]);
    expect(words(deliveries[0]!)).toBe('Oui €');
  });
});
