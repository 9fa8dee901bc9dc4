import { COMMANDS, encodePdu } from '../codec/index.js';
import type { CommandName } from '../codec/index.js';

/** A generator that gives the same numbers for the same seed (mulberry32). */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return sides => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

export function corpus(): Buffer[] {
  const rich = {
    systemId: 'chappe',
    password: 'secret',
    messageId: '0123456789abcdef',
    sourceAddr: 'CHAPPE',
    destinationAddr: '33612345678',
    validityPeriod: '000002000000000R',
    shortMessage: Buffer.from('id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:hello'),
    destinations: [
      { kind: 'sme', ton: 1, npi: 1, addr: '336' } as const,
      { kind: 'list', name: 'all' } as const,
    ],
    unsuccessful: [{ ton: 1, npi: 1, addr: '336', status: 11 }],
    tlvs: {
      messageState: 2,
      receiptedMessageId: 'abc',
      callbackNum: [Buffer.alloc(7, 0x31), Buffer.alloc(5)],
    },
    unknownTlvs: [{ tag: 0x1400, value: Buffer.from('1234') }],
  };
  return (Object.keys(COMMANDS) as CommandName[]).map(command =>
    encodePdu({ ...rich, command, sequence: 5 } as Parameters<typeof encodePdu>[0]),
  );
}

/** Flips, cuts, grows, splices and lies about lengths: one to four of these at a time. */
export function mutate(seeds: readonly Buffer[], roll: (sides: number) => number): Buffer {
  let octets = Buffer.from(seeds[roll(seeds.length)] as Buffer);
  for (let times = 1 + roll(4); times > 0; times--) {
    const at = roll(octets.length || 1);
    const kind = roll(7);
    if (octets.length === 0) return octets;
    if (kind === 0) octets[at] = roll(256);
    else if (kind === 1) octets[at] = [0x00, 0x01, 0x7f, 0x80, 0xff][roll(5)] as number;
    else if (kind === 2) octets = octets.subarray(0, at);
    else if (kind === 3)
      octets = Buffer.concat([
        octets.subarray(0, at),
        Buffer.alloc(roll(40), roll(256)),
        octets.subarray(at),
      ]);
    else if (kind === 4)
      octets = Buffer.concat([
        octets.subarray(0, at),
        (seeds[roll(seeds.length)] as Buffer).subarray(roll(16)),
      ]);
    else if (kind === 5 && octets.length >= 4) octets.writeUInt32BE(roll(0x20000), 0);
    else if (octets.length >= 4) octets.writeUInt32BE(octets.length, 0);
  }
  // Most mutants get an honest length, so that they reach the codec and not only the framer.
  if (octets.length >= 16 && roll(4) > 0) octets.writeUInt32BE(octets.length, 0);
  return octets;
}
