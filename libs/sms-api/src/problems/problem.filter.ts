import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock, Storage } from '@chappe/sms';
import { REQUEST_ID_HEADER, requestIdOf, type ApiRequest } from '../exchange/index.js';
import type { Problem } from './problem.dto.js';
import { knownProblem, problemOf, type KnownProblem } from './problem-of.js';

/** How long a storage that may be away is given to answer, in milliseconds of real time. */
const STORAGE_ANSWER_MAX_MS = 2000;

/** When to ask again after something that passes by itself, in seconds. */
const RETRY_SOON_S = 1;
const RETRY_STORAGE_S = 5;
const RETRY_ROOM_S = 30;

/** The media type of errors (RFC 9457, section 3). */
const PROBLEM_JSON = 'application/problem+json';

/**
 * Answers every error as `application/problem+json`. An error that nobody foresaw is logged with the request's name, and
 * told without its insides: as 503 when the storage does not answer, as 500 otherwise.
 *
 * It stands on the controllers of this door alone; a host that wants its own errors alike adds it to them, or to all:
 *
 * @example app.useGlobalFilters(app.get(ProblemFilter));
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('SmsApi');

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Storage) private readonly storage: Storage,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void | Promise<void> {
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<ApiRequest>(), http.getResponse<unknown>()];
    const problem = problemOf(error);
    return problem ? this.write(problem, request, response) : this.writeUnforeseen(error, request, response);
  }

  /** Writes a problem as the answer to a request, unless an answer has begun already. */
  write(problem: KnownProblem, request: ApiRequest, response: unknown): void {
    const adapter = this.host.httpAdapter;
    if (adapter.isHeadersSent(response)) return;
    const requestId = requestIdOf(request);
    const headers = { ...this.retryAfter(problem), ...problem.headers, [REQUEST_ID_HEADER]: requestId };
    for (const [name, value] of Object.entries(headers)) adapter.setHeader(response, name, value);
    adapter.setHeader(response, 'content-type', PROBLEM_JSON);
    const { code, status, title, detail, errors, figures } = problem;
    const body: Problem = {
      ...figures,
      type: `urn:chappe:problem:${code}`,
      title,
      status,
      code,
      detail,
      errors,
      requestId,
    };
    adapter.reply(response, body, status);
  }

  /** Answers an error that nobody foresaw. */
  async writeUnforeseen(error: unknown, request: ApiRequest, response: unknown): Promise<void> {
    const requestId = requestIdOf(request);
    const path = request.url.split('?', 1)[0];
    this.logger.error(
      `${request.method} ${path} failed (request ${requestId})`,
      error instanceof Error ? error.stack : String(error),
    );
    const problem = (await this.storageAnswers())
      ? knownProblem(
          'internal_error',
          `The request failed for a reason of ours, and it is noted as ${requestId}. Repeat it with the same Idempotency-Key; if it fails again, tell support that name.`,
        )
      : knownProblem(
          'storage_unavailable',
          'The storage does not answer, so nothing can be promised. Repeat the request with the same Idempotency-Key in a few seconds.',
        );
    this.write(problem, request, response);
  }

  private retryAfter({ code, figures }: KnownProblem): Record<string, string> {
    switch (code) {
      case 'daily_limit_reached': {
        const waitMs = Date.parse(String(figures['resetsAt'])) - this.clock.now();
        return { 'retry-after': String(Math.max(RETRY_SOON_S, Math.ceil(waitMs / 1000))) };
      }
      case 'idempotency_in_progress':
        return { 'retry-after': String(RETRY_SOON_S) };
      case 'storage_full':
        return { 'retry-after': String(RETRY_ROOM_S) };
      case 'storage_unavailable':
        return { 'retry-after': String(RETRY_STORAGE_S) };
      default:
        return {};
    }
  }

  /** Asks the storage itself, because only its adapter knows what its errors mean. */
  private storageAnswers(): Promise<boolean> {
    return new Promise(resolve => {
      const patience = setTimeout(() => resolve(false), STORAGE_ANSWER_MAX_MS);
      const settle = (answers: boolean) => {
        clearTimeout(patience);
        resolve(answers);
      };
      this.storage.ping().then(
        () => settle(true),
        () => settle(false),
      );
    });
  }
}
