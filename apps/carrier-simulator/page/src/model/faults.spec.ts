import { MessageCentre, VirtualTime } from '@chappe/smsc';
import {
  countFaults,
  FAULT_GROUPS,
  presetTitle,
  readFault,
  readPrefixes,
  shownFault,
  type FaultField,
  type FaultUnit,
} from './faults.js';

const field = (unit: FaultUnit): FaultField => ({ key: 'x', label: 'X', unit });

/** Something that makes sense in every field of a unit. */
const SENSIBLE: Readonly<Record<FaultUnit, string>> = {
  percent: '12.5',
  ms: '1500',
  rate: '5',
  part: '2',
  date: '2026-03-02T09:00:00',
  reason: 'network_error',
  error: 'system_error',
  status: '13',
};

describe('faults', () => {
  const centre = () => new MessageCentre({ time: new VirtualTime() });

  it.each(FAULT_GROUPS.flatMap(({ fields }) => fields))(
    'the centre knows $key and takes what is written',
    one => {
      const { faults } = centre();
      const value = readFault(one, SENSIBLE[one.unit]);
      faults.set({ [one.key]: value });
      expect(shownFault(one, (faults.current as Record<string, unknown>)[one.key])).toBe(SENSIBLE[one.unit]);
    },
  );

  it('have bad days whose names can be read', () => {
    expect(['half_open_link', 'slow_friday'].map(presetTitle)).toEqual(['Half open link', 'Slow Friday']);
  });

  it('concern numbers by their beginnings, however they are written', () => {
    expect(readPrefixes('+33 6, 44-7,, ')).toEqual(['336', '447']);
  });

  it('are taken away by an empty field', () => {
    expect(readFault(field('percent'), '  ')).toBeNull();
  });

  it('are refused where they make no sense', () => {
    expect(readFault(field('percent'), 'often')).toBeUndefined();
    expect(readFault(field('percent'), '150')).toBeUndefined();
    expect(readFault(field('percent'), '-1')).toBeUndefined();
    expect(readFault(field('date'), 'tomorrow')).toBeUndefined();
    expect(readFault(field('ms'), '{"kind":')).toBeUndefined();
  });

  it('are read as people write them', () => {
    expect(readFault(field('percent'), '12,5 %')).toBe(0.125);
    expect(readFault(field('ms'), '{"kind":"uniform","min":1,"max":9}')).toEqual({
      kind: 'uniform',
      min: 1,
      max: 9,
    });
    expect(shownFault(field('percent'), 0.1 + 0.2)).toBe('30');
  });

  it('are counted without whom they concern', () => {
    expect(countFaults({ only: { clientIds: ['a'] }, cutProbability: 1 })).toBe(1);
  });
});
