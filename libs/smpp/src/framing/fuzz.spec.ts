import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodePdu, PduDecodeError } from '../codec/index.js';
import { Framer, FramingError } from './framer.js';
import { corpus, dice, mutate } from './mutants.contract-spec.js';

const MUTANTS = 150_000;
const SEED = 20_261_122;
/** What the process may grow by over all mutants together: far below what one octet kept of each would be. */
const GROWTH_OCTETS = 24 * 1_048_576;

describe(`${MUTANTS} mutated PDUs`, () => {
  it('are read or refused with the two errors meant for it, and leave no memory behind', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const roll = dice(SEED);
    const seeds = corpus();
    const count = { read: 0, refused: 0, unframed: 0 };
    let framer = new Framer(65_536);
    const held = () => {
      gc();
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return heapUsed + external + arrayBuffers;
    };
    const feed = (times: number) => {
      for (let i = 0; i < times; i++) {
        const octets = mutate(seeds, roll);
        // A frame that was never finished would swallow all that follow: half of the time the stream begins anew.
        if (framer.bufferedOctets > 0 && roll(2) === 0) framer = new Framer(65_536);
        try {
          const middle = roll(octets.length || 1);
          framer.push(octets.subarray(0, middle));
          framer.push(octets.subarray(middle));
          for (let frame = framer.next(); frame; frame = framer.next()) {
            try {
              decodePdu(frame);
              count.read++;
            } catch (error) {
              if (!(error instanceof PduDecodeError)) throw error;
              count.refused++;
            }
          }
        } catch (error) {
          if (!(error instanceof FramingError)) throw error;
          count.unframed++;
          framer = new Framer(65_536);
        }
      }
    };
    feed(MUTANTS / 10);
    const before = held();
    feed((MUTANTS * 9) / 10);
    expect(held() - before).toBeLessThan(GROWTH_OCTETS);
    // The mutants are of use only when enough of them get past the framer and reach each end.
    expect(count.read).toBeGreaterThan(MUTANTS / 20);
    expect(count.refused).toBeGreaterThan(MUTANTS / 20);
    expect(count.unframed).toBeGreaterThan(MUTANTS / 20);
  }, 60_000);
});
