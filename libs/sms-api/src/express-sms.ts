import { Module, type DynamicModule, type LoggerService, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import {
  AccountService,
  CreditService,
  Delivery,
  MessageService,
  OptOutService,
  SmsModule,
  TokenService,
  type SmsModuleOptions,
  type SmsWiring,
} from '@chappe/sms';
import express, { type RequestHandler } from 'express';
import { openApiDocument } from './openapi/document.js';
import { ProblemFilter } from './problems/index.js';
import { SmsApiModule } from './sms-api.module.js';
import type { SmsApiOptions } from './sms-api.options.js';

/** What an Express application says of its SMS platform. */
export interface ExpressSmsOptions extends SmsModuleOptions, SmsWiring {
  /** The REST door: prefix and limits. */
  readonly api?: Omit<SmsApiOptions, 'imports'>;
  /** Where Nest writes its log; warnings and errors to the console by default. */
  readonly logger?: LoggerService | LogLevel[] | false;
}

/** A handler to mount, and the services beside it. */
export interface ExpressSms extends RequestHandler {
  readonly messages: MessageService;
  readonly accounts: AccountService;
  readonly tokens: TokenService;
  readonly credits: CreditService;
  readonly optOuts: OptOutService;
  readonly delivery: Delivery;
  /** The Nest application inside, for whatever else it holds. */
  readonly app: NestExpressApplication;
  /** Drains what is under way, then disconnects carriers and storage. Call it before the process ends. */
  close(): Promise<void>;
}

/** The root of the application inside. */
@Module({})
class ExpressSmsModule {
  static for({ api, logger: _, ...sms }: ExpressSmsOptions): DynamicModule {
    return { module: ExpressSmsModule, imports: [SmsModule.forRoot(sms), SmsApiModule.forRoot(api)] };
  }
}

/**
 * The whole platform for an application that is plain Express: the REST door as a handler, its OpenAPI document at
 * `/openapi.json` and its page at `/docs` below the place where it is mounted, and the services for the application's own code.
 * Starts it; rejects when it cannot start.
 *
 * Mount it before any body parser of the application's own: it reads its bodies itself.
 *
 * @example
 * const sms = await expressSms({ storage, carriers: [carrier] });
 * app.use('/sms', sms); // POST /sms/v1/messages
 * await sms.messages.send(accountId, { to: '+33612121515', text: 'Bonjour' });
 * process.once('SIGTERM', () => void sms.close());
 */
export async function expressSms(options: ExpressSmsOptions): Promise<ExpressSms> {
  const inner = express();
  const app = await NestFactory.create<NestExpressApplication>(
    ExpressSmsModule.for(options),
    new ExpressAdapter(inner),
    { logger: options.logger ?? ['warn', 'error', 'fatal'], abortOnError: false },
  );
  app.disable('x-powered-by');
  app.useGlobalFilters(app.get(ProblemFilter));
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'openapi.json' });
  await app.init();
  const handler: RequestHandler = (request, response, next) => void inner(request, response, next);
  return Object.assign(handler, {
    messages: app.get(MessageService, { strict: false }),
    accounts: app.get(AccountService, { strict: false }),
    tokens: app.get(TokenService, { strict: false }),
    credits: app.get(CreditService, { strict: false }),
    optOuts: app.get(OptOutService, { strict: false }),
    delivery: app.get(Delivery, { strict: false }),
    app,
    close: () => app.close(),
  });
}
