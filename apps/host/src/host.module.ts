import { simulatorClock } from '@chappe/carrier-http';
import { SmsModule } from '@chappe/sms';
import { SmsApiModule } from '@chappe/sms-api';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';
import { Module, type DynamicModule } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { TerminusModule } from '@nestjs/terminus';
import { ADMIN_TOKEN, AdminController } from './admin.controller.js';
import { CarrierLog } from './carrier.log.js';
import { CarrierOptionsFile, HOST_SETTINGS } from './carrier-options.file.js';
import { carriersOf, systemIdsOf } from './carriers.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import type { HostSettings } from './settings.js';

/** The sample host: everything it takes to embed the library in an application. */
@Module({ controllers: [HealthController, MetricsController], providers: [CarrierLog] })
export class HostModule {
  static forRoot(settings: HostSettings): DynamicModule {
    return {
      module: HostModule,
      controllers: settings.adminToken === undefined ? [] : [AdminController],
      providers: [
        { provide: HOST_SETTINGS, useValue: settings },
        CarrierOptionsFile,
        ...(settings.adminToken === undefined
          ? []
          : [{ provide: ADMIN_TOKEN, useValue: settings.adminToken }]),
      ],
      imports: [
        EventEmitterModule.forRoot({ wildcard: true }),
        ScheduleModule.forRoot(),
        TerminusModule,
        SmsModule.forRoot({
          storage: mikroOrmStorage({ url: settings.databaseUrl }),
          carriers: carriersOf(settings),
          ...(settings.clock === 'simulator'
            ? {
                clock: simulatorClock({
                  url: settings.simulatorUrl,
                  // Several hosts on one database may follow; one of the same name would be taken for a former life.
                  name: `host-${process.pid}`,
                  clients: systemIdsOf(settings.carrierUrls),
                }),
              }
            : {}),
        }),
        SmsApiModule.forRoot({ prefix: 'v1' }),
      ],
    };
  }
}
