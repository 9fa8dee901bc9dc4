import type { IncomingMessage, Server, ServerOptions } from 'node:http';
import { Logger, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { fateOf, type MessageCentre } from '@chappe/smsc';
import { Followers, ObservedTime, Wire, WorldClock } from './clock/index.js';
import { foreignPageGuard } from './guard/foreign-pages.js';
import { mediaTypeGuard } from './guard/media-types.js';
import { CarrierDoor, HeldRequests, HttpAccounts, UrlGuard } from './http/index.js';
import { JournalReader, PageFeed, PageFiles } from './page/index.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { problemOfValidation } from './problem/validation.js';
import { Runs } from './runs/index.js';
import { SCENARIO_MEDIA_TYPES } from './scenarios/index.js';
import { SimulatorModule, type SimulatorParts } from './simulator.module.js';
import { DEFAULT_SIMULATOR_OPTIONS, type SimulatorOptions } from './simulator.options.js';
import { SmppDoor, type SmppOptions } from './smpp/index.js';
import { Traffic, WatchedCentre } from './traffic/index.js';

/** The longest body that the carrier's door reads: 1000 messages of many parts. */
export const MAX_CARRIER_BODY_OCTETS = 8 * 1_048_576;
/** The longest body that the control door reads. */
export const MAX_CONTROL_BODY_OCTETS = 1_048_576;

const BODY_LIMITS = [
  { limit: MAX_CARRIER_BODY_OCTETS, door: /^\/carrier\//i, isKept: true },
  { limit: MAX_CONTROL_BODY_OCTETS, door: /^(?!\/carrier\/)/i, isKept: false },
];
/** No more connections are held at once. */
export const MAX_HTTP_CONNECTIONS = 10_000;

/** A simulator that runs. */
export interface Simulator {
  /** `http://host:port`. */
  readonly url: string;
  /** `smpp://host:port`. */
  readonly smppUrl: string;
  /** `smpps://host:port`; undefined where that port is off. */
  readonly smppsUrl: string | undefined;
  readonly centre: MessageCentre;
  readonly time: ObservedTime;
  readonly clock: WorldClock;
  readonly smpp: SmppDoor;
  /** Closes the doors and ends all that is under way. */
  close(): Promise<void>;
}

/**
 * Starts a simulator in this process.
 *
 * @example
 * const simulator = await createSimulator({ port: 0, clockMode: 'manual' });
 * await fetch(`${simulator.url}/control/clock/advance`, { method: 'POST', … });
 * await simulator.close();
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings: Settings = { startAt: Date.now(), ...DEFAULT_SIMULATOR_OPTIONS, ...options };
  const parts = partsOf(settings);
  const app = await NestFactory.create<NestExpressApplication>(SimulatorModule.over(parts), {
    bodyParser: false,
    logger: ['error', 'warn'],
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  // The usual parser of queries takes `a[b]` for objects; flat ones are all that is asked for here.
  app.set('query parser', 'simple');
  app.use(foreignPageGuard(settings.allowedHosts));
  app.use(mediaTypeGuard(SCENARIO_MEDIA_TYPES));
  const keepBody = (request: IncomingMessage, _: unknown, body: Buffer): void =>
    parts.traffic.received(request, body);
  for (const { limit, door, isKept } of BODY_LIMITS) {
    app.useBodyParser('json', {
      limit,
      type: request => isJson(request) && door.test(request.url ?? ''),
      ...(isKept ? { verify: keepBody } : {}),
    });
  }
  app.useBodyParser('text', { type: SCENARIO_MEDIA_TYPES, limit: MAX_CONTROL_BODY_OCTETS });
  app.useGlobalFilters(new ProblemFilter((request, answer) => parts.traffic.answered(request, answer)));
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: problemOfValidation,
    }),
  );
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, openApi()), {
    jsonDocumentUrl: 'openapi.json',
  });
  const server: Server = app.getHttpServer();
  limitTime(server, settings.requestTimeoutMs);
  server.maxConnections = MAX_HTTP_CONNECTIONS;
  await app.listen(settings.port, settings.host);
  const smpp = await openSmpp(parts, app, settings.host);
  return {
    url: urlOf(app, settings.host),
    ...smpp,
    smpp: parts.smpp,
    centre: parts.centre,
    time: parts.time,
    clock: parts.clock,
    close: async () => {
      parts.clock.close();
      parts.held.cutAll();
      parts.page.feed.close();
      await parts.smpp.close();
      await parts.accounts.close();
      await app.close();
    },
  };
}

type Settings = Required<Omit<SimulatorOptions, 'world' | 'limits' | 'smpp'>> &
  Pick<SimulatorOptions, 'world' | 'limits' | 'smpp'>;

function partsOf(settings: Settings): SimulatorParts & { readonly time: ObservedTime } {
  const log = new Logger('carrier-simulator');
  const time = new ObservedTime({ startAt: settings.startAt });
  const wire = new Wire();
  const traffic: Traffic = new Traffic(() => centre.journal.total);
  const centre: MessageCentre = new WatchedCentre(
    {
      time,
      seed: settings.seed,
      world: { fate: fateOf, ...settings.world },
      ...(settings.limits === undefined ? {} : { limits: settings.limits }),
    },
    traffic,
  );
  const pace = { mode: settings.clockMode, speed: settings.speed };
  const followers = new Followers({
    time,
    wire,
    pace,
    patienceMs: settings.followerPatienceMs,
    timers: settings.timers,
    note: (kind, clientId, why) =>
      centre.journal.write({ kind, clientId, ...(why === undefined ? {} : { detail: why }) }),
  });
  const clock = new WorldClock(time, followers, pace, cause => log.error(cause));
  const accounts = new HttpAccounts(centre, followers, wire, new UrlGuard(settings.receiptHosts), traffic);
  const held = new HeldRequests(wire);
  const door = new CarrierDoor(centre, time, wire, followers, accounts, held, traffic);
  const runs = new Runs(centre, accounts);
  const smpp = new SmppDoor(smppOptionsOf(settings), {
    centre,
    time,
    wire,
    followers,
    timers: settings.timers,
    traffic,
  });
  const page = {
    files: new PageFiles(settings.pageFolder),
    feed: new PageFeed({ centre, clock, followers: () => followers.names() }),
    journal: new JournalReader(centre, traffic),
  };
  return { time, centre, clock, followers, wire, accounts, held, door, smpp, runs, traffic, page };
}

function openApi() {
  return new DocumentBuilder()
    .setTitle('Chappe carrier simulator')
    .setDescription(
      'A message centre with phones, operators and a clock one can turn. `/carrier` is what an operator would offer; ' +
        '`/control` is what a tester drives.',
    )
    .setVersion('1')
    .build();
}

/** Whoever takes a free port for HTTP wants one for SMPP as well. */
function smppOptionsOf({ port, smpp = {} }: Settings): SmppOptions {
  return smpp.port === undefined && port === 0 ? { ...smpp, port: 0 } : smpp;
}

async function openSmpp(
  { smpp, clock }: SimulatorParts,
  app: NestExpressApplication,
  host: string,
): Promise<Pick<Simulator, 'smppUrl' | 'smppsUrl'>> {
  try {
    const { port, tlsPort } = await smpp.open(host);
    return {
      smppUrl: `smpp://${authority(host, port)}`,
      smppsUrl: tlsPort === undefined ? undefined : `smpps://${authority(host, tlsPort)}`,
    };
  } catch (cause) {
    clock.close();
    await app.close();
    throw cause;
  }
}

/** Node looks for requests that take too long at an interval that it reads when it begins to listen. */
function limitTime(server: Server, requestTimeoutMs: number): void {
  const connectionsCheckingInterval = Math.max(1, Math.floor(requestTimeoutMs / 4));
  Object.assign(server, {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval,
  } satisfies ServerOptions);
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function urlOf(app: NestExpressApplication, host: string): string {
  const address = app.getHttpServer().address() as { port: number };
  return `http://${authority(host, address.port)}`;
}

function authority(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
