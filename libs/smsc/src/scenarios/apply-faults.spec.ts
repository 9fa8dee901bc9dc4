import { MessageCentre } from '../centre/index.js';
import { FAULT_PRESETS, faultPreset, mistakesInFaults, OUTAGE_MS } from '../faults/index.js';
import { VirtualTime } from '../time/index.js';
import { applyFaults } from './apply-faults.js';

const byKey = (one: { key: string }, other: { key: string }): number => one.key.localeCompare(other.key);

describe('a bad day with a name', () => {
  const centreOf = () => new MessageCentre({ time: new VirtualTime() });

  it.each(FAULT_PRESETS.map(({ key }) => key))('can be set: %s', key => {
    const centre = centreOf();
    applyFaults(centre, { preset: key });
    const preset = faultPreset(key)!;
    expect(mistakesInFaults(preset.faults(0))).toEqual([]);
    expect(centre.faults.current).toEqual(preset.faults(centre.time.now()));
    for (const { prefix, to } of preset.faults(0).portability?.ported ?? []) {
      expect(centre.lookup(`${prefix}00000`)?.present?.operator).toBe(to);
    }
  });

  it('has a name that may be written with blanks or dashes', () => {
    expect(faultPreset('Slow Friday')?.key).toBe('slow_friday');
    expect(faultPreset('half-open-link')?.key).toBe('half_open_link');
  });

  it('is over with all that came with it when other faults are set, or none', () => {
    const centre = centreOf();
    const before = JSON.stringify(centre.network.operators());
    for (const end of [
      () => centre.faults.clear(),
      () => applyFaults(centre, {}),
      () => applyFaults(centre, { preset: 'slow_friday' }),
      () => centre.faults.patch({ portability: null }),
      () => centre.reset(),
    ]) {
      applyFaults(centre, { preset: 'portability_chaos' });
      expect(centre.lookup('+33612345678')).toMatchObject({ ported: true, present: { operator: 'fr-3' } });
      expect(centre.network.operator('fr-2')).toMatchObject({ resolvesPortedNumbers: false });
      // What is changed meanwhile stays, and nothing else.
      centre.network.patch('fr-2', {});
      end();
      expect(centre.lookup('+33612345678')).toMatchObject({ ported: false, present: { operator: 'fr-2' } });
      expect(JSON.stringify(centre.network.operators().toSorted(byKey))).toBe(
        JSON.stringify((JSON.parse(before) as { key: string }[]).toSorted(byKey)),
      );
    }
  });

  it('is where other faults come on top', () => {
    const centre = centreOf();
    applyFaults(centre, { preset: 'carrier_outage', receiptLossProbability: 1 });
    expect(centre.faults.current).toEqual({
      downUntil: centre.time.now() + OUTAGE_MS,
      receiptLossProbability: 1,
    });
  });

  it('changes nothing when it is not known, or its operators are not', () => {
    const centre = centreOf();
    expect(() => applyFaults(centre, { preset: 'lazy_sunday' })).toThrow(
      /preset must be one of carrier_outage, receipt_storm/,
    );
    centre.network.remove('fr-3');
    expect(() => applyFaults(centre, { preset: 'portability_chaos' })).toThrow(/fr-3/);
    expect(centre.faults.current).toEqual({});
    expect(centre.network.operator('fr-1')?.resolvesPortedNumbers).toBeUndefined();
  });
});
