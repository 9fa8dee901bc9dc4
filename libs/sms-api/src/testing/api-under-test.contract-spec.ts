import { Body, Controller, Get, Post, type INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import request from 'supertest';
import {
  AccountService,
  Carrier,
  CreditService,
  ManualClock,
  MessageRepository,
  money,
  SeededRandom,
  SmsModule,
  TokenService,
  type Account,
  type CarrierHealth,
  type CarrierListener,
  type Storage,
  type Submission,
  type SubmissionResult,
} from '@chappe/sms';
import { openApiDocument } from '../openapi/document.js';
import { responseChecker } from '../openapi/response-checker.js';
import type { SmsApiOptions } from '../sms-api.options.js';
import { SmsApiModule } from '../sms-api.module.js';

/** Both frameworks that Nest stands on: every behaviour of the door is the same on either. */
export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** A Monday morning in France. */
export const MORNING = Date.parse('2026-03-02T08:00:00Z');

/** Two mobile numbers in France. */
export const ALICE = '+33612121515';
export const BOB = '+33612121516';

/** Takes everything at once, and remembers it. */
export class QuietCarrier extends Carrier {
  readonly name = 'quiet';
  readonly capabilities = { ratePerSecond: null, windowSize: 100, deduplicates: true };
  readonly submissions: Submission[] = [];
  listener: CarrierListener | undefined;

  start(listener: CarrierListener): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }

  submit(submission: Submission): Promise<SubmissionResult> {
    this.submissions.push(submission);
    const parts = submission.parts.map(({ number }) => {
      return { number, accepted: true as const, reference: `${submission.messageId}-${number}` };
    });
    return Promise.resolve({ kind: 'accepted', parts });
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  health(): CarrierHealth {
    return { up: true };
  }
}

/** A route of the host's own, which must not notice that the door stands beside it. */
@Controller()
class HostController {
  @Post('echo')
  echo(@Body() body: { readonly text?: string }): { readonly length: number } {
    return { length: body?.text?.length ?? 0 };
  }

  @Get('v1/own')
  own(): { readonly own: true } {
    return { own: true };
  }

  @Get('broken')
  broken(): never {
    throw new Error('the host’s own trouble');
  }
}

/** What a request carries beside its method and path. */
export interface Asked {
  /** The bakery's by default; null for none. */
  readonly token?: string | null;
  readonly body?: object | undefined;
  /** Sent as it is, as JSON unless the headers say otherwise. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly body: Json;
  readonly headers: Readonly<Record<string, string>>;
}
/** Any JSON, looked into as any client would. */
export interface Json {
  readonly [key: string]: Json;
}

/** Everything that a refused request must leave as it was. */
export interface Books {
  readonly messages: number;
  readonly available: number;
  readonly held: number;
  readonly submissions: number;
}

/** The door on one framework, with two accounts behind it and every answer held against the OpenAPI document. */
export async function openApi(
  platform: Platform,
  storage: Storage,
  { prepare, ...options }: SmsApiOptions & { readonly prepare?: (app: INestApplication) => void } = {},
) {
  const clock = new ManualClock(MORNING);
  const carrier = new QuietCarrier();
  const testing = await Test.createTestingModule({
    imports: [
      SmsModule.forRoot({ storage, carriers: [carrier], clock, random: new SeededRandom(7) }),
      SmsApiModule.forRoot(options),
    ],
    controllers: [HostController],
  }).compile();
  const app = testing.createNestApplication(
    platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(),
    {
      logger: false,
    },
  );
  prepare?.(app);
  await app.init();
  if (platform === 'fastify') await (app.getHttpAdapter().getInstance() as FastifyInstance).ready();

  const document = openApiDocument(app);
  const complaintsAbout = responseChecker(document, new Ajv2020({ strict: false, validateFormats: false }));
  const bakery = await openAccount(app, 'Bakery');
  const florist = await openAccount(app, 'Florist');

  async function ask(method: string, path: string, asked: Asked = {}): Promise<Answered> {
    const { token = bakery.token, body, raw, headers = {} } = asked;
    const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const asking = request(app.getHttpServer() as Parameters<typeof request>[0])[verb](path);
    if (token !== null) void asking.set('authorization', `Bearer ${token}`);
    if (raw !== undefined && headers['content-type'] === undefined) void asking.type('application/json');
    void asking.set(headers);
    const response = await asking.send(raw ?? body);
    return { status: response.status, body: response.body as Json, headers: response.headers };
  }

  return {
    app,
    clock,
    storage,
    carrier,
    document,
    bakery,
    florist,
    ask,
    /** Asks, and holds the answer against the document. */
    async call(method: string, path: string, asked?: Asked): Promise<Answered> {
      const answered = await ask(method, path, asked);
      const { status, headers, body } = answered;
      expect(complaintsAbout({ method, path, status, contentType: headers['content-type'], body })).toEqual(
        [],
      );
      expect(headers['x-request-id']).toEqual(expect.any(String));
      return answered;
    },
    async books(): Promise<Books> {
      await clock.settle();
      const states = await storage.read(tx => tx.get(MessageRepository).countByState());
      const answer = await app.get(CreditService).wallets(bakery.account.id);
      if (!answer.ok) throw new Error(answer.refusal.detail);
      const [wallet] = answer.wallets;
      return {
        messages: Object.values(states).reduce((sum, count) => sum + count, 0),
        available: wallet!.availableMicros,
        held: wallet!.heldMicros,
        submissions: carrier.submissions.length,
      };
    },
    close: () => app.close(),
  };
}

export type ApiUnderTest = Awaited<ReturnType<typeof openApi>>;

async function openAccount(
  app: INestApplication,
  name: string,
): Promise<{ readonly account: Account; readonly token: string }> {
  const opened = await app.get(AccountService).create({ name, dailyLimit: 20_000 });
  if (!opened.ok) throw new Error(opened.refusal.detail);
  const { account } = opened;
  const made = await app.get(TokenService).create(account.id, { name: 'till' });
  if (!made.ok) throw new Error(made.refusal.detail);
  const paid = await app.get(CreditService).topUp(account.id, money(10_000_000, 'EUR'));
  if (!paid.ok) throw new Error(paid.refusal.detail);
  return { account, token: made.value };
}
