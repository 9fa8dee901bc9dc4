import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { json, type NextFunction, type Request, type Response } from 'express';
import type { ApiReply, ApiRequest } from '../exchange/index.js';
import { ProblemFilter, problemOfParsing } from '../problems/index.js';
import { SMS_API_OPTIONS, type ResolvedSmsApiOptions } from '../sms-api.options.js';
import { Admission, overloaded } from './admission.js';
import { earlyRefusal } from './early-refusals.js';
import { Mount } from './mount.js';

/** What is used of a Fastify instance and of the routes that it is told of. */
interface FastifyInstance {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
}
interface FastifyRoute {
  readonly url: string;
  bodyLimit?: number;
  onRequest?: FastifyHook | FastifyHook[];
  errorHandler?: (error: unknown, request: ApiRequest, reply: ApiReply) => void;
}
type FastifyHook = (request: ApiRequest, reply: FastifyReply, done: () => void) => void;
interface FastifyReply extends ApiReply {
  readonly raw: { once(event: 'close', listener: () => void): unknown };
}

/**
 * Looks at the requests to this door's routes before any controller is asked: reads their bodies under the door's own limit,
 * and answers what cannot be read, or comes when there is too much to do, as a problem. Frameworks do this for all routes alike, so it is hooked into them, for this
 * door's addresses and no other.
 */
@Injectable()
export class Entrance {
  private readonly admission: Admission;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(Mount) private readonly mount: Mount,
    @Inject(ProblemFilter) private readonly problems: ProblemFilter,
    @Inject(SMS_API_OPTIONS) private readonly options: ResolvedSmsApiOptions,
  ) {
    this.admission = new Admission(options);
  }

  /** To be called when the module is made: the host's own parsers are added later, when the application starts. */
  install(): void {
    this.host.init$.subscribe(() => {
      const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | null;
      // A context without a server, of a worker or a script: there is nothing to enter.
      if (!adapter) return;
      if (adapter.getType() === 'fastify') this.installOnFastify(adapter.getInstance<FastifyInstance>());
      else if (adapter.getType() === 'express') this.installOnExpress();
    });
  }

  private installOnExpress(): void {
    const parse = json({ limit: this.options.bodyLimitOctets });
    this.host.httpAdapter.use((request: Request, response: Response, next: NextFunction) => {
      if (this.mount.pathOf(request) === undefined) return next();
      const asked = request as unknown as ApiRequest;
      const early = earlyRefusal(asked);
      if (early) return this.problems.write(early, asked, response);
      const leave = this.admission.enter(asked);
      if (!leave) return this.problems.write(overloaded(asked), asked, response);
      response.once('close', leave);
      parse(request, response, (error?: unknown) => {
        if (error === undefined) next();
        else this.refuse(error, asked, response);
      });
    });
  }

  private installOnFastify(instance: FastifyInstance): void {
    instance.addHook('onRoute', route => {
      if (this.mount.pathOf(route) === undefined) return;
      route.bodyLimit = this.options.bodyLimitOctets;
      const hooks = route.onRequest ?? [];
      route.onRequest = [hooks].flat().concat((request, reply, done) => {
        const early = earlyRefusal(request);
        if (early) return this.problems.write(early, request, reply);
        const leave = this.admission.enter(request);
        if (!leave) return this.problems.write(overloaded(request), request, reply);
        reply.raw.once('close', leave);
        done();
      });
      route.errorHandler = (error, request, reply) => this.refuse(error, request, reply);
    });
  }

  private refuse(error: unknown, request: ApiRequest, response: unknown): void {
    const problem = problemOfParsing(error, this.options.bodyLimitOctets);
    if (problem) this.problems.write(problem, request, response);
    else void this.problems.writeUnforeseen(error, request, response);
  }
}
