import { encodePdu } from '@chappe/smpp';
import { MAX_LISTED_PDUS, MAX_LOGGED_OCTETS, MAX_LOGGED_PDUS, PduLog } from './pdu-log.js';

const enquiry = (sequence: number) => encodePdu({ command: 'enquire_link', sequence });

describe('the log of PDUs', () => {
  it('keeps the last ones, under their numbers', () => {
    const log = new PduLog(() => 7);
    for (let sequence = 1; sequence <= MAX_LOGGED_PDUS + 3; sequence++)
      log.write('in', enquiry(sequence), 'shop');
    const [first] = log.list({ since: 1 });
    expect(first).toMatchObject({ seq: 4, at: 7, pdu: { command: 'enquire_link', sequence: 4 } });
    expect(log.list()).toHaveLength(MAX_LISTED_PDUS);
    expect(log.list({ since: MAX_LOGGED_PDUS + 1 }).map(({ seq }) => seq)).toEqual([
      MAX_LOGGED_PDUS + 2,
      MAX_LOGGED_PDUS + 3,
    ]);
  });

  it('tells what cannot be read, and keeps no more than the beginning of what is long', () => {
    const log = new PduLog(() => 0);
    log.write('in', Buffer.from('00000010000003330000000000000001', 'hex'), undefined);
    const long = encodePdu({ command: 'data_sm', tlvs: { messagePayload: Buffer.alloc(MAX_LOGGED_OCTETS) } });
    log.write('in', long, undefined);
    expect(log.list()).toMatchObject([
      { pdu: undefined, mistake: expect.stringContaining('no such command'), octets: 16 },
      { pdu: undefined, mistake: expect.stringContaining('Too long'), octets: long.length },
    ]);
  });

  it('shows octets in hexadecimal and no passwords', () => {
    const log = new PduLog(() => 0);
    log.write('in', encodePdu({ command: 'bind_receiver', systemId: 'shop', password: 'secret' }), undefined);
    log.write(
      'out',
      encodePdu({
        command: 'deliver_sm',
        shortMessage: Buffer.from('Oui'),
        tlvs: { networkErrorCode: Buffer.from([3, 0, 1]) },
      }),
      'shop',
    );
    expect(JSON.stringify(log.list())).not.toContain('secret');
    expect(log.list({ clientId: 'shop' })[0]!.pdu).toMatchObject({
      shortMessage: '4f7569',
      tlvs: { networkErrorCode: '030001' },
    });
  });
});
