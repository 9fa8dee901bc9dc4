import {
  CODE_TABLES,
  describeReason,
  isReasonKey,
  REASON_KEYS,
  REASON_LANGUAGES,
  reasonOfCode,
  reasons,
  type CodeTable,
  type ReasonKey,
} from './reasons.js';

describe('the catalogue of reasons', () => {
  it.each(REASON_KEYS)(
    'says %s in three languages, each in a sentence, and whether trying again may help',
    key => {
      for (const language of REASON_LANGUAGES)
        expect(describeReason(key, language)).toMatch(/^\p{Lu}.{10,110}[.]$/u);
      expect(['temporary', 'permanent']).toContain(reasons[key].permanence);
      expect(key).toMatch(/^[a-z]+(_[a-z]+)*$/);
    },
  );

  it.each(REASON_LANGUAGES)('never says two things with one sentence (%s)', language => {
    const sentences = REASON_KEYS.map(key => describeReason(key, language));
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('speaks English unless told otherwise', () => {
    expect(describeReason('memory_full')).toBe('The inbox of the phone is full.');
    expect(describeReason('memory_full', 'fr')).toBe('La boîte de réception du téléphone est pleine.');
    expect(describeReason('memory_full', 'de')).toBe('Der Posteingang des Telefons ist voll.');
  });

  it('gives each code of others one meaning, and gives back the reason of every code it names', () => {
    for (const table of CODE_TABLES) {
      const codes = REASON_KEYS.flatMap(key => [...(reasons[key].codes[table] ?? [])]);
      expect(new Set(codes).size).toBe(codes.length);
      for (const key of REASON_KEYS) {
        for (const code of reasons[key].codes[table] ?? []) expect(reasonOfCode(table, code)).toBe(key);
      }
    }
  });

  it('knows a number that is no longer attributed (NPAI), whoever tells', () => {
    const told: [CodeTable, number][] = [
      ['map', 1],
      ['ovhPtt', 23],
      ['allmysmsReceipt', 5],
      ['twilioSmpp', 5],
      ['vonage', 12],
      ['sinch', 150],
    ];
    expect(told.map(([table, code]) => reasonOfCode(table, code))).toEqual(
      told.map(() => 'unknown_subscriber'),
    );
    expect(reasons.unknown_subscriber.permanence).toBe('permanent');
    expect(reasons.unknown_subscriber.fr).toContain('NPAI');
  });

  it.each<[CodeTable, number, ReasonKey]>([
    ['map', 6, 'absent_subscriber'],
    ['map', 27, 'absent_subscriber'],
    ['map', 13, 'call_barred'],
    ['map', 31, 'handset_busy'],
    ['map', 256, 'memory_full'],
    ['map', 34, 'network_error'],
    ['smpp', 0x0b, 'invalid_destination'],
    ['smpp', 0x0a, 'sender_not_allowed'],
    ['smpp', 0x58, 'throttled'],
    ['smpp', 0x14, 'throttled'],
    ['smpp', 0x08, 'carrier_error'],
    ['mailjet', 9, 'do_not_disturb'],
    ['mailjet', 10, 'sender_blacklisted'],
    ['mailjet', 11, 'opted_out'],
    ['mailjet', 15, 'insufficient_credit'],
    ['mailjet', 16, 'daily_limit_reached'],
    ['smsmode', 37, 'validity_ended'],
    ['smsmode', 3526, 'portability'],
    ['smsmode', 3999, 'opted_out'],
    ['ovhPtt', 21, 'subscriber_without_credit'],
    ['ovhPtt', 28, 'spam_suspected'],
    ['ovhPtt', 33, 'parental_lock'],
    ['ovhSmpp', 53, 'opted_out'],
    ['ovhSmpp', 801, 'validity_ended'],
    ['allmysms', 104, 'insufficient_credit'],
    ['vonage', 9, 'opted_out'],
  ])('reads %s %i as %s', (table, code, key) => {
    expect(reasonOfCode(table, code)).toBe(key);
  });

  it('does not explain success, or what it has never heard of', () => {
    expect(reasonOfCode('smpp', 0)).toBeUndefined();
    expect(reasonOfCode('mailjet', 3)).toBeUndefined();
    expect(reasonOfCode('map', 99_999)).toBeUndefined();
  });

  it.each<[CodeTable, readonly number[], 'temporary' | 'permanent']>([
    ['smpp', [0x08, 0x64, 0xfe, 0xff, 0x45, 0x102, 0x58, 0x14], 'temporary'],
    ['smpp', [0x01, 0x0b, 0x0a, 0x43, 0x61, 0x62, 0x65, 0x66, 0x48, 0x49, 0x104], 'permanent'],
    ['map', [5, 6, 8, 27, 31, 32, 33, 34, 256, 257, 502, 1158], 'temporary'],
    ['map', [1, 9, 11, 12, 13, 15, 21, 35, 36, 44, 71, 1153], 'permanent'],
  ])('lets the codes of %s %j decide whether trying again may help: %s', (table, codes, permanence) => {
    for (const code of codes) expect(reasons[reasonOfCode(table, code)!].permanence).toBe(permanence);
  });

  it('tells its keys from other words', () => {
    expect(isReasonKey('opted_out')).toBe(true);
    expect(isReasonKey('toString')).toBe(false);
    expect(isReasonKey(7)).toBe(false);
  });
});
