import 'reflect-metadata';
import { AccountService, CreditService, Storage, TokenService } from '@chappe/sms';
import { openApiDocument } from '@chappe/sms-api';
import { NestFactory } from '@nestjs/core';
import { SwaggerModule } from '@nestjs/swagger';
import { openDemoAccount } from './demo.js';
import { HostModule } from './host.module.js';
import { readSettings } from './settings.js';

const settings = readSettings(process.env);
const app = await NestFactory.create(HostModule.forRoot(settings), { logger: ['error', 'warn'] });
// SIGTERM and SIGINT drain: messages under way come to an end before the process does.
app.enableShutdownHooks();
SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json' });
await app.init();

const demo = settings.demo
  ? await openDemoAccount(
      {
        storage: app.get(Storage),
        accounts: app.get(AccountService),
        tokens: app.get(TokenService),
        credits: app.get(CreditService),
      },
      settings,
    )
  : undefined;

await app.listen(settings.port, settings.host);
const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
console.log(`listening on ${url}`);
console.log(`documentation at ${url}/docs`);
if (demo) {
  console.log(`demo account ${demo.accountId}, token (shown once): ${demo.token}`);
  console.log('try:');
  console.log(`  curl -s ${url}/v1/messages -H 'Authorization: Bearer ${demo.token}' \\`);
  console.log(`    -H 'Content-Type: application/json' -d '{"to":"+33612345678","text":"Bonjour"}'`);
}
