import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { CentreError, FaultsError, NetworkError, SubscriberError, TimeError } from '@chappe/smsc';
import type { Request, Response } from 'express';
import { httpMessage, type HttpMessage } from '../traffic/index.js';
import { Problem } from './problem.js';

/** Writes everything that was thrown as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('carrier-simulator');

  /** @param answered called with what is answered, for whoever keeps it */
  constructor(private readonly answered: (request: Request, answer: HttpMessage) => void) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const requestId = request.get('x-request-id')?.slice(0, 64) ?? randomUUID();
    const problem = problemOf(thrown) ?? this.defect(thrown, requestId);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, code, title, detail, errors, retryAfter } = problem;
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    const text = JSON.stringify({
      type: `urn:chappe:problem:${code}`,
      title,
      status,
      code,
      detail,
      ...(errors.length > 0 ? { errors } : {}),
      requestId,
    });
    response.status(status).type('application/problem+json').setHeader('x-request-id', requestId);
    const line = `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`.trimEnd();
    const headers = Object.entries(response.getHeaders()).map(
      ([name, value]) => [name, String(value)] as const,
    );
    this.answered(request, httpMessage(line, headers, text));
    response.send(text);
  }

  private defect(thrown: unknown, requestId: string): Problem {
    this.log.error(
      `${requestId}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    );
    return Problem.internal(requestId);
  }
}

function problemOf(thrown: unknown): Problem | undefined {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof FaultsError || thrown instanceof SubscriberError) {
    const errors = thrown.mistakes.map(({ field, mistake }) => ({ field, detail: mistake }));
    return Problem.invalid(errors, thrown.message);
  }
  if (thrown instanceof CentreError || thrown instanceof NetworkError || thrown instanceof TimeError) {
    return Problem.invalid([], thrown.message);
  }
  if (thrown instanceof HttpException) return ofStatus(thrown.getStatus(), thrown.message);
  // Body parsers throw errors of their own, which carry a status.
  const { status, type, limit } = (thrown ?? {}) as { status?: unknown; type?: unknown; limit?: unknown };
  if (status === 413)
    return Problem.tooLarge(`The body is longer than ${String(limit)} octets. Send less at a time.`);
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return Problem.malformed(
      `The body cannot be read as JSON (${String(type)}). Send application/json in UTF-8.`,
    );
  }
  return undefined;
}

function ofStatus(status: number, message: string): Problem {
  if (status === 400) return Problem.malformed(`${message}. Send application/json in UTF-8.`);
  if (status === 413) return Problem.tooLarge(`${message}. Send less at a time.`);
  const title = status === 404 ? 'There is nothing here' : 'The request was refused';
  return Problem.ofStatus(status, title, `${message}. GET /docs shows what there is.`);
}
