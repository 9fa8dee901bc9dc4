import { money } from '../kernel/index.js';
import { countryNotServed, insufficientCredit } from './credit.errors.js';

describe('the refusals of billing', () => {
  it('tell both figures when there is not enough credit', () => {
    const { refusal } = insufficientCredit(money(143_000, 'EUR'), money(71_500, 'EUR'));
    expect(refusal.code).toBe('insufficient_credit');
    expect(refusal.detail).toContain('0.1430 EUR');
    expect(refusal.detail).toContain('0.0715 EUR');
    expect(refusal.figures).toEqual({
      needed: { amount: '0.1430', asset: 'EUR' },
      available: { amount: '0.0715', asset: 'EUR' },
    });
  });

  it('tell to ask support for a country that is not on the list', () => {
    const { refusal } = countryNotServed('KP');
    expect(refusal.code).toBe('country_not_served');
    expect(refusal.detail).toContain('North Korea (KP)');
    expect(refusal.detail).toContain('support request');
  });
});
