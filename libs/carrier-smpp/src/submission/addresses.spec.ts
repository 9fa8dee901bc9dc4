import { SMPP_CARRIER_DEFAULTS } from '../options/index.js';
import { destinationAddress, phoneKey, readAddress, sourceAddress } from './addresses.js';

const rules = SMPP_CARRIER_DEFAULTS.addresses;

describe('a sender', () => {
  it.each([
    [null, 0, 0, ''],
    ['CHAPPE', 5, 0, 'CHAPPE'],
    ['A1', 5, 0, 'A1'],
    ['36180', 3, 0, '36180'],
    ['12345678', 3, 0, '12345678'],
    ['123456789', 1, 1, '123456789'],
    ['+33612345678', 1, 1, '33612345678'],
    ['+36180', 1, 1, '36180'],
  ])('%s has ton %d and npi %d', (from, ton, npi, address) => {
    expect(sourceAddress(from, rules)).toEqual({
      sourceAddrTon: ton,
      sourceAddrNpi: npi,
      sourceAddr: address,
    });
  });

  it('follows the rules of the carrier', () => {
    const own = { ...rules, shortCode: { ton: 6, npi: 9 }, shortCodeDigitsMax: 3 };
    expect(sourceAddress('361', own)).toMatchObject({ sourceAddrTon: 6, sourceAddrNpi: 9 });
    expect(sourceAddress('3618', own)).toMatchObject({ sourceAddrTon: 1, sourceAddrNpi: 1 });
  });
});

describe('a destination', () => {
  it('goes without its plus, or with it where the carrier wants it', () => {
    const address = { destAddrTon: 1, destAddrNpi: 1, destinationAddr: '33612345678' };
    expect(destinationAddress('+33612345678', rules)).toEqual(address);
    expect(destinationAddress('+33612345678', { ...rules, plus: true }).destinationAddr).toBe('+33612345678');
  });
});

describe('an address that comes in', () => {
  it.each([
    [1, '33612345678', '+33612345678'],
    [0, '33612345678', '+33612345678'],
    [0, '+33612345678', '+33612345678'],
    [0, '0033612345678', '+33612345678'],
    [0, '36180', '36180'],
    [2, '0612345678', '0612345678'],
    [0, '0612345678', '0612345678'],
    [5, 'ORANGE', 'ORANGE'],
    [3, '36180', '36180'],
    [1, '', ''],
  ])('ton %d, %s is read as %s', (ton, address, expected) =>
    expect(readAddress(ton, address, rules)).toBe(expected),
  );
});

describe('the same phone', () => {
  it.each([
    ['33612345678', true],
    ['+33612345678', true],
    ['0612345678', true],
    ['0033612345678', true],
    ['33612345679', false],
    ['34612345678', true],
    ['36180', false],
    ['', false],
    ['CHAPPE', false],
  ])('may be written %s: %s', (address, isSame) =>
    expect(phoneKey(address) === phoneKey('+33612345678')).toBe(isSame),
  );
});
