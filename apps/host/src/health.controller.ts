import { Delivery, Storage } from '@chappe/sms';
import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { ApiTags } from '@nestjs/swagger';

/** For load balancers and supervisors: is the process alive, and can it take messages? */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(Storage) private readonly storage: Storage,
    @Inject(Delivery) private readonly delivery: Delivery,
  ) {}

  /** Alive: the process answers. Nothing else is asked, so that a database that is away does not get it restarted. */
  @Get('live')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** Ready: messages can be taken, because the database answers. Carriers that are away are told; their messages wait. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.storageAnswers(),
      () => this.carriersSeen(),
      () => this.clockCompared(),
    ]);
  }

  private async storageAnswers() {
    const indicator = this.indicators.check('storage');
    try {
      await this.storage.ping();
      return indicator.up();
    } catch (cause) {
      return indicator.down({ why: cause instanceof Error ? cause.message : String(cause) });
    }
  }

  /** Told, and never a reason not to be ready: the date of the database is followed, whatever the machine says. */
  private clockCompared() {
    return this.indicators.check('clock').up({ skewMs: this.delivery.status().clockSkewMs });
  }

  private carriersSeen() {
    const { carriers: seen } = this.delivery.status();
    const carriers = seen.map(({ name, health, breaker, paused }) => [name, { ...health, breaker, paused }]);
    return this.indicators.check('carriers').up(Object.fromEntries(carriers) as Record<string, unknown>);
  }
}
