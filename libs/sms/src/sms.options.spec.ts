import { SmsError } from './kernel/index.js';
import { defaultSmsOptions, resolveOptions, type SmsModuleOptions } from './sms.options.js';

/** What the message of the error says, one mistake a line. */
function mistakesOf(options: unknown): string[] {
  try {
    resolveOptions(options as SmsModuleOptions);
  } catch (error) {
    if (!(error instanceof SmsError)) throw error;
    expect(error.code).toBe('invalid_options');
    expect(error.message).toMatch(/^SmsModule cannot start .*Correct them where/s);
    return error.message.split('\n').flatMap(line => (line.startsWith('  - ') ? [line.slice(4)] : []));
  }
  return [];
}

describe('The options of SmsModule', () => {
  it('all have a default, and the defaults are in order', () => {
    expect(resolveOptions({})).toEqual(defaultSmsOptions);
    expect(resolveOptions(defaultSmsOptions)).toEqual(defaultSmsOptions);
  });

  it('are taken one by one; what is not given, or undefined, keeps its default', () => {
    const resolved = resolveOptions({
      messages: { partsMax: 4, voice: undefined as never },
      delivery: { attemptsMax: 2 },
    });
    expect(resolved).toEqual({
      messages: { ...defaultSmsOptions.messages, partsMax: 4 },
      delivery: { ...defaultSmsOptions.delivery, attemptsMax: 2 },
    });
  });

  it('are told all mistakes at once: key, value, what was expected', () => {
    const options = {
      messages: { partsMax: 0, stopShortCode: '36 180', voice: 'yes', recipientMax: 5 },
      delivery: { leaseMs: Number.NaN, retryJitter: 2, drainMs: 1.5 },
      deliverys: {},
    };
    expect(mistakesOf(options)).toEqual([
      'deliverys is not an option; there are: messages, delivery.',
      `messages.recipientMax is not an option; there are: ${Object.keys(defaultSmsOptions.messages).join(', ')}.`,
      'messages.partsMax is 0; it must be a whole number from 1 to 255.',
      "messages.stopShortCode is '36 180'; it must be a short code of 3 to 8 digits, or null.",
      "messages.voice is 'yes'; it must be true or false.",
      'delivery.leaseMs is NaN; it must be a duration in milliseconds, at least 1000.',
      'delivery.retryJitter is 2; it must be a number from 0 to 1.',
      'delivery.drainMs is 1.5; it must be a duration in milliseconds, at least 0.',
    ]);
  });

  it('that are no object are told so', () => {
    expect(mistakesOf({ messages: 5, delivery: 'fast' })).toEqual([
      `messages is 5; it must be an object of: ${Object.keys(defaultSmsOptions.messages).join(', ')}.`,
      `delivery is 'fast'; it must be an object of: ${Object.keys(defaultSmsOptions.delivery).join(', ')}.`,
    ]);
  });

  it.each(
    Object.entries(defaultSmsOptions).flatMap(([group, options]) =>
      Object.keys(options).map(key => [group, key] as const),
    ),
  )('teach that %s.%s is not what it should be, whatever it is', (group, key) => {
    for (const value of [Symbol('odd'), 10n, {}, [1n], () => 1, null, Number.NaN, '']) {
      const mistakes = mistakesOf({ [group]: { [key]: value } });
      // Null has a meaning of its own in some.
      if (mistakes.length === 0 && value === null) continue;
      expect(mistakes).toHaveLength(1);
      expect(mistakes[0]).toContain(`${group}.${key}`);
      expect(mistakes[0]).toContain('must be');
    }
  });

  it.each([null, 5, Symbol('odd'), 10n, 'fast'])('are refused when they are %p', value => {
    expect(mistakesOf(value)).toHaveLength(1);
    expect(mistakesOf({ delivery: value })).toHaveLength(1);
  });

  it('must agree with one another', () => {
    expect(
      mistakesOf({ messages: { validityMs: 8 * 86_400_000 }, delivery: { retryMaxMs: 1, pauseMaxMs: 1 } }),
    ).toEqual([
      'messages.validityMs is 691200000; it must lie between messages.validityMinMs (60000) and messages.validityMaxMs (604800000).',
      'delivery.retryMinMs is 30000; it must not exceed delivery.retryMaxMs (1).',
      'delivery.pauseMinMs is 1000; it must not exceed delivery.pauseMaxMs (1).',
    ]);
  });

  it('may not ask a silent carrier again at once, which would never end', () => {
    expect(mistakesOf({ delivery: { inDoubtMs: 0 } })).toHaveLength(1);
  });
});
