import {
  Controller,
  Delete,
  Get,
  Inject,
  Patch,
  Post,
  Put,
  Req,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiRequest } from '../exchange/index.js';
import { ProblemFilter, Refused } from '../problems/index.js';
import { Mount } from './mount.js';
import { methodsOf, pathsWithout } from './routes.js';

/** Answers the methods that the other controllers do not take. Registered last, because some of its paths are wider than theirs. */
@ApiExcludeController()
@UseFilters(ProblemFilter)
@Controller({ version: VERSION_NEUTRAL })
export class UnroutedController {
  constructor(@Inject(Mount) private readonly mount: Mount) {}

  @Get(pathsWithout('GET'))
  get(@Req() request: ApiRequest): never {
    return this.refuseMethod(request);
  }

  @Post(pathsWithout('POST'))
  post(@Req() request: ApiRequest): never {
    return this.refuseMethod(request);
  }

  @Put(pathsWithout('PUT'))
  put(@Req() request: ApiRequest): never {
    return this.refuseMethod(request);
  }

  @Patch(pathsWithout('PATCH'))
  patch(@Req() request: ApiRequest): never {
    return this.refuseMethod(request);
  }

  @Delete(pathsWithout('DELETE'))
  delete(@Req() request: ApiRequest): never {
    return this.refuseMethod(request);
  }

  private refuseMethod(request: ApiRequest): never {
    const allow = methodsOf(this.mount.pathOf(request) ?? '').join(', ');
    throw Refused.as('method_not_allowed', `This address takes ${allow}, not ${request.method}.`, { allow });
  }
}
