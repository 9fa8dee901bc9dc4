import {
  applyDecorators,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { msisdnOf } from '@chappe/smsc';
import type { Request } from 'express';
import { Problem } from '../problem/problem.js';
import { ApiProblems } from '../problem/problem.responses.js';
import { Runs } from './runs.js';

/** Names the run that a request is of. */
export const RUN_HEADER = 'x-chappe-run';

/** Keeps a request that names its run to the phones of that run. */
@Injectable()
export class RunGuard implements CanActivate {
  constructor(private readonly runs: Runs) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const id = request.get(RUN_HEADER);
    if (id === undefined) return true;
    const run = this.runs.require(id);
    const msisdn = msisdnOf(String(request.params['msisdn'] ?? ''));
    if (msisdn !== undefined && !this.runs.ownsPhone(run, msisdn)) throw Problem.outsideRun(run, msisdn);
    return true;
  }
}

/** Requests to these routes may name their run; those about the phone of another one are then refused. */
export function RunScoped(): ClassDecorator {
  return applyDecorators(
    UseGuards(RunGuard),
    ApiHeader({
      name: RUN_HEADER,
      required: false,
      description: 'The run it is of: lists then show what belongs to it, and other phones are refused.',
    }),
    ApiProblems(404, 409),
  );
}
