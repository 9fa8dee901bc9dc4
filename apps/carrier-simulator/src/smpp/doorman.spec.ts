import { CommandStatus } from '@chappe/smpp';
import { Doorman } from './doorman.js';
import { IpRules, ipRuleOf } from './ip-rules.js';

const HERE = '127.0.0.1';
const AWAY = '192.0.2.7';

describe('the doorman', () => {
  const open = new Doorman(undefined);
  const guarded = new Doorman([
    { systemId: 'shop', password: 'secret' },
    { systemId: 'bank', password: 'vault', allowedIps: ['10.0.0.0/8', '2001:db8::1'] },
  ]);

  it.each([
    ['anybody from this machine, where no users are listed', open, 'anybody', '', HERE, undefined],
    ['this machine over IPv6', open, 'anybody', '', '::1', undefined],
    ['this machine by IPv4 in IPv6 clothes', open, 'anybody', '', '::ffff:127.0.0.1', undefined],
    ['nobody from elsewhere, where no users are listed', open, 'anybody', '', AWAY, 'RBINDFAIL'],
    ['nobody of unknown origin', open, 'anybody', '', undefined, 'RBINDFAIL'],
    ['no nameless client', open, '', '', HERE, 'RINVSYSID'],
    ['no name with blanks', open, 'a b', '', HERE, 'RINVSYSID'],
    ['a user with the password, from anywhere', guarded, 'shop', 'secret', AWAY, undefined],
    ['no stranger', guarded, 'thief', 'secret', HERE, 'RINVSYSID'],
    ['no wrong password', guarded, 'shop', 'Secret', HERE, 'RINVPASWD'],
    ['no password of another length', guarded, 'shop', '', HERE, 'RINVPASWD'],
    ['a user from its network', guarded, 'bank', 'vault', '10.1.2.3', undefined],
    ['the same in IPv6 clothes', guarded, 'bank', 'vault', '::ffff:10.1.2.3', undefined],
    ['a user from its IPv6 address', guarded, 'bank', 'vault', '2001:db8::1', undefined],
    ['no user from elsewhere', guarded, 'bank', 'vault', '11.0.0.1', 'RBINDFAIL'],
    ['a wrong password from elsewhere as a wrong password', guarded, 'bank', 'x', AWAY, 'RINVPASWD'],
  ] as const)('lets in %s', (_who, doorman, systemId, password, address, status) => {
    expect(doorman.refusalOf({ systemId, password }, address)?.commandStatus).toBe(
      status === undefined ? undefined : CommandStatus[status],
    );
  });
});

describe('rules for addresses', () => {
  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0', 'localhost', '::1/129', '10.0.0.0/8/8', ''])(
    'do not take %j',
    text => {
      expect(ipRuleOf(text)).toBeUndefined();
    },
  );

  it('let nobody in when there are none', () => {
    expect(new IpRules([]).allow(HERE)).toBe(false);
  });
});
