import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { ApiRequest } from '../exchange/index.js';
import { SMS_API_OPTIONS, type ResolvedSmsApiOptions } from '../sms-api.options.js';
import { RESOURCES } from './routes.js';

/** Where in the host's addresses this door is. */
@Injectable()
export class Mount {
  private pattern: RegExp | undefined;

  constructor(
    @Inject(ApplicationConfig) private readonly application: ApplicationConfig,
    @Inject(SMS_API_OPTIONS) private readonly options: ResolvedSmsApiOptions,
  ) {}

  /** The path behind the prefix, such as `messages/count`, when it is one of this door's; undefined otherwise. */
  pathOf({ url }: Pick<ApiRequest, 'url'>): string | undefined {
    // The host may set its global prefix until it starts, so it is asked for late.
    this.pattern ??= patternBehind([this.application.getGlobalPrefix(), this.options.prefix]);
    return this.pattern.exec(url)?.[1];
  }
}

function patternBehind(prefixes: readonly string[]): RegExp {
  const segments = prefixes.flatMap(prefix => prefix.split('/')).filter(segment => segment !== '');
  const path = segments.map(segment => `/${segment.replace(/[^\w-]/g, '\\$&')}`).join('');
  return new RegExp(`^${path}/((?:${RESOURCES.join('|')})(?:/[^?#]*)?)(?:[?#]|$)`, 'i');
}
