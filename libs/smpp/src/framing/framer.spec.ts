import fc from 'fast-check';
import { encodePdu } from '../codec/index.js';
import { Framer, FramingError } from './framer.js';

const CAP = 65_536;

/** Frames of any size, with a length that is right; what is inside does not matter to a framer. */
const anyFrame = fc.uint8Array({ minLength: 12, maxLength: 300 }).map(body => {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeUInt32BE(frame.length);
  frame.set(body, 4);
  return frame;
});

function cut(stream: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length] as number;
    pieces.push(Buffer.from(stream.subarray(at, at + size)));
    at += size;
  }
  return pieces;
}

function framesOf(pieces: readonly Buffer[], framer = new Framer(CAP)): Buffer[] {
  const found: Buffer[] = [];
  for (const piece of pieces) {
    framer.push(piece);
    for (let frame = framer.next(); frame; frame = framer.next()) found.push(Buffer.from(frame));
  }
  return found;
}

describe('a stream is cut into the frames it was made of', () => {
  it('however the network cuts it', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrame, { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 10 }),
        (frames, sizes) => {
          expect(framesOf(cut(Buffer.concat(frames), sizes))).toEqual(frames);
        },
      ),
    );
  });

  it('even when frames are taken only after everything has come', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (frames, size) => {
        const framer = new Framer(CAP);
        for (const piece of cut(Buffer.concat(frames), [size])) framer.push(piece);
        expect(framesOf([Buffer.alloc(0)], framer)).toEqual(frames);
        expect(framer.bufferedOctets).toBe(0);
      }),
    );
  });

  it('a frame of the greatest size, octet by octet', () => {
    const frame = Buffer.alloc(CAP, 7);
    frame.writeUInt32BE(CAP);
    expect(framesOf(cut(frame, [1]))).toEqual([frame]);
  });

  it('keeps what a frame was made of untouched when more comes in', () => {
    const [first, second] = [
      encodePdu({ command: 'unbind', sequence: 1 }),
      encodePdu({ command: 'unbind', sequence: 2 }),
    ];
    const framer = new Framer(CAP);
    framer.push(first.subarray(0, 5));
    framer.push(Buffer.concat([first.subarray(5), second.subarray(0, 3)]));
    const frame = framer.next();
    framer.push(second.subarray(3));
    expect(frame).toEqual(first);
    expect(framer.next()).toEqual(second);
  });
});

describe('what does not frame as SMPP does is refused at its fourth octet', () => {
  const start = (text: string) => Buffer.from(text, 'latin1');
  it.each([
    ['command_length 0', start('\0\0\0\0'), undefined],
    ['command_length 1', start('\0\0\0\x01'), undefined],
    ['command_length 4', start('\0\0\0\x04'), undefined],
    ['command_length 15', start('\0\0\0\x0f'), undefined],
    ['one more than the cap', Buffer.from([0, 1, 0, 1]), undefined],
    ['command_length 0xFFFFFFFF', start('\xff\xff\xff\xff'), undefined],
    ['HTTP', start('GET / HTTP/1.1\r\n'), 'HTTP'],
    ['a TLS hello', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]), 'TLS'],
    ['an RDP probe', Buffer.from([0x03, 0x00, 0x00, 0x2f]), 'RDP'],
    ['AMQP', start('AMQP\0\0\x09\x01'), 'AMQP'],
    ['SSH', start('SSH-2.0-probe'), 'SSH'],
  ])('%s', (_what, octets, looksLike) => {
    const framer = new Framer(CAP);
    framer.push(octets.subarray(0, 3));
    expect(framer.next()).toBeUndefined();
    framer.push(octets.subarray(3));
    let error: unknown;
    try {
      framer.next();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(FramingError);
    expect((error as FramingError).looksLike).toBe(looksLike);
  });

  it('with a cap that may rise while it runs', () => {
    const frame = Buffer.alloc(5_000);
    frame.writeUInt32BE(5_000);
    const framer = new Framer(4_096);
    framer.push(frame);
    expect(() => framer.next()).toThrow('16 to 4096');
    const bound = new Framer(4_096);
    bound.maxFrameOctets = CAP;
    expect(framesOf([frame], bound)).toEqual([frame]);
  });
});
