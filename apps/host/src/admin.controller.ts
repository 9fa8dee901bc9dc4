import { createHash, timingSafeEqual } from 'node:crypto';
import { Delivery, SmsError, type DeliveryStatus } from '@chappe/sms';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Injectable,
  NotFoundException,
  Param,
  Post,
  UnauthorizedException,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

/** What an operator must carry. */
export const ADMIN_TOKEN = Symbol('CHAPPE_ADMIN_TOKEN');

type CarrierStatus = DeliveryStatus['carriers'][number];

/** Lets in who carries the operator's token (`Authorization: Bearer …`); the token of an account does not do. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ADMIN_TOKEN) private readonly token: string) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>();
    const given = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    // Digests are of one length, and are compared in the same time wherever they differ.
    if (timingSafeEqual(digestOf(given), digestOf(this.token))) return true;
    throw new UnauthorizedException('Send the header "Authorization: Bearer <CHAPPE_ADMIN_TOKEN>".');
  }
}

/** What an operator does by hand. There only where the host was given `CHAPPE_ADMIN_TOKEN`. */
@ApiExcludeController()
@UseGuards(AdminGuard)
@Controller('admin/carriers')
export class AdminController {
  constructor(@Inject(Delivery) private readonly delivery: Delivery) {}

  /** How this host sees each carrier: its line, its breaker, whether it is paused, what is under way, its slots. */
  @Get()
  carriers(): DeliveryStatus['carriers'] {
    return this.delivery.status().carriers;
  }

  /** Gives a carrier nothing more, on all hosts, until it is resumed. Once more does nothing. */
  @Post(':name/pause')
  @HttpCode(200)
  pause(@Param('name') name: string): Promise<CarrierStatus> {
    return this.changed(name, () => this.delivery.pause(name));
  }

  /** Gives a paused carrier messages again. Once more does nothing. */
  @Post(':name/resume')
  @HttpCode(200)
  resume(@Param('name') name: string): Promise<CarrierStatus> {
    return this.changed(name, () => this.delivery.resume(name));
  }

  private async changed(name: string, change: () => Promise<boolean>): Promise<CarrierStatus> {
    try {
      await change();
    } catch (cause) {
      if (cause instanceof SmsError && cause.code === 'unknown_carrier')
        throw new NotFoundException(cause.message);
      throw cause;
    }
    return this.carriers().find(carrier => carrier.name === name)!;
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
