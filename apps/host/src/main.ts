import 'reflect-metadata';
import { AccountService, Clock, CreditService, SmsError, Storage, TokenService } from '@chappe/sms';
import { openApiDocument } from '@chappe/sms-api';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openDemoAccount } from './demo.js';
import { HostModule } from './host.module.js';
import { readSettings, SettingsError } from './settings.js';

/** How long a request may take to come in whole. Fastify would wait for ever, where Node itself does not. */
const REQUEST_MAX_MS = 300_000;

async function start(): Promise<void> {
  const settings = readSettings(process.env);
  // Fastify takes less of the processor for a request than Express; the library works on both.
  const adapter = new FastifyAdapter({
    requestTimeout: REQUEST_MAX_MS,
    // As Express does, for clients that were written against it.
    routerOptions: { ignoreTrailingSlash: true },
  });
  const app = await NestFactory.create<NestFastifyApplication>(HostModule.forRoot(settings), adapter, {
    logger: ['error', 'warn'],
  });
  // SIGTERM and SIGINT drain: messages under way come to an end before the process does.
  app.enableShutdownHooks();
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json' });
  await app.init();

  const demo = settings.demo
    ? await openDemoAccount(
        {
          storage: app.get(Storage),
          clock: app.get(Clock),
          accounts: app.get(AccountService),
          tokens: app.get(TokenService),
          credits: app.get(CreditService),
        },
        settings,
      )
    : undefined;

  try {
    await app.listen(settings.port, settings.host);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    console.error(
      `Port ${String(settings.port)} is taken: another program listens there already, perhaps a host that still runs. ` +
        'Stop it, or name another one: PORT=3100 (0 is any free one).',
    );
    await app.close();
    process.exit(1);
  }
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const lines = [`listening on ${url}`, `documentation at ${url}/docs`];
  if (demo) {
    lines.push(
      `demo account ${demo.accountId}, token (shown once): ${demo.token}`,
      'send a message:',
      `  curl -s ${url}/v1/messages -H 'Authorization: Bearer ${demo.token}' \\`,
      `    -H 'Content-Type: application/json' -d '{"to":"+33612345678","text":"Bonjour"}'`,
      'see what became of it:',
      `  curl -s '${url}/v1/messages?limit=1' -H 'Authorization: Bearer ${demo.token}'`,
    );
  } else if (settings.demo) {
    lines.push('There are accounts already: tokens are kept as hashes, and were shown when they were made.');
  }
  console.log(lines.join('\n'));
}

try {
  await start();
} catch (cause) {
  // These say themselves what to do; where in our code they were made is of no interest.
  const speaksForItself = cause instanceof SettingsError || cause instanceof SmsError;
  console.error(speaksForItself ? cause.message : cause);
  process.exit(1);
}
