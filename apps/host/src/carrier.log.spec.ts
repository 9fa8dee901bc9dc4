import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Delivery } from '@chappe/sms';
import { NestFactory } from '@nestjs/core';
import { HostModule } from './host.module.js';
import { readSettings } from './settings.js';

/** SMPP 3.4 §5.1.3: ESME_RINVPASWD. */
const WRONG_PASSWORD = 0x0e;

/** A message centre that lets nobody in: it answers whatever comes first as if it were a bind. */
function refusingCentre(): Server {
  return createServer(socket => {
    socket.on('error', () => undefined);
    socket.once('data', asked => {
      const answer = Buffer.alloc(17);
      answer.writeUInt32BE(answer.length, 0);
      answer.writeUInt32BE((asked.readUInt32BE(4) | 0x8000_0000) >>> 0, 4);
      answer.writeUInt32BE(WRONG_PASSWORD, 8);
      asked.copy(answer, 12, 12, 16);
      socket.end(answer);
    });
  });
}

describe('the log of the host', () => {
  let centre: Server;
  let app: INestApplication;
  const lines: string[] = [];
  let told = Promise.withResolvers<void>();
  const logger = {
    log: () => undefined,
    warn: (line: unknown) => note(line),
    error: (line: unknown) => note(line),
  };
  const note = (line: unknown) => {
    lines.push(String(line));
    told.resolve();
    told = Promise.withResolvers();
  };
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.find(one => pattern.test(one));
      if (found !== undefined) return found;
      await told.promise;
    }
  };

  beforeAll(async () => {
    centre = refusingCentre().listen(0, '127.0.0.1');
    await once(centre, 'listening');
    const { port } = centre.address() as AddressInfo;
    const settings = readSettings({
      DATABASE_URL: 'sqlite::memory:',
      CHAPPE_CARRIER_URL: `smpp://chappe:secret@127.0.0.1:${port}`,
    });
    app = await NestFactory.create(HostModule.forRoot(settings), { logger });
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    centre.close();
  });

  it('tells that a carrier refuses the credentials, and what to do, but not the password', async () => {
    const refusal = await line(/The carrier carrier-1 refuses us/);
    expect(refusal).toMatch(/ESME_RINVPASWD.*Correct system id, password/);
    expect(lines.join()).not.toContain('secret');
  });

  it('tells what was done by hand', async () => {
    await app.get(Delivery).pause('carrier-1');
    await line(/^The carrier carrier-1 was paused by hand\.$/);
    await app.get(Delivery).resume('carrier-1');
    await line(/^The carrier carrier-1 was resumed by hand\.$/);
  });
});
