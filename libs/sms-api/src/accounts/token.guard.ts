import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { TokenService } from '@chappe/sms';
import {
  REQUEST_ID_HEADER,
  requestIdOf,
  setCaller,
  type ApiReply,
  type ApiRequest,
} from '../exchange/index.js';
import { Refused } from '../problems/index.js';

const BEARER = /^Bearer +([\x21-\x7e]+) *$/i;
const CHALLENGE = 'Bearer realm="chappe"';

/**
 * Lets in who carries an active token (`Authorization: Bearer …`, RFC 6750). One that is missing, malformed, wrong or
 * revoked gets the same answer, so that nobody learns which.
 */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(@Inject(TokenService) private readonly tokens: TokenService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    http.getResponse<ApiReply>().header(REQUEST_ID_HEADER, requestIdOf(request));
    const given = request.headers.authorization;
    const value = typeof given === 'string' ? BEARER.exec(given)?.[1] : undefined;
    const caller = value === undefined ? undefined : await this.tokens.authenticate(value);
    if (!caller) {
      throw Refused.as(
        'unauthorized',
        'Send the header "Authorization: Bearer <token>" with an active token of your account.',
        { 'www-authenticate': given === undefined ? CHALLENGE : `${CHALLENGE}, error="invalid_token"` },
      );
    }
    setCaller(request, caller);
    return true;
  }
}
