import { Inject, Module, type DynamicModule } from '@nestjs/common';
import { ModulesContainer, RouterModule } from '@nestjs/core';
import { AccountController, TokenGuard, TokensController } from './accounts/index.js';
import { LedgerController } from './ledger/index.js';
import { MessagesController } from './messages/index.js';
import { Entrance, Mount, UnroutedController } from './mounting/index.js';
import { ProblemFilter } from './problems/index.js';
import { resolveApiOptions, severalDoors, SMS_API_OPTIONS, type SmsApiOptions } from './sms-api.options.js';

/**
 * The REST door of `SmsModule`: import it beside, on Express or Fastify, and `/v1/messages`, `/v1/account`, `/v1/ledger` and
 * `/v1/tokens` are there. Guards, filters and the body limit stand on these routes alone; the host's others stay as they are.
 *
 * @example
 * @Module({ imports: [SmsModule.forRoot({ storage, carriers }), SmsApiModule.forRoot()] })
 * class AppModule {}
 */
@Module({})
export class SmsApiModule {
  static forRoot(options: SmsApiOptions = {}): DynamicModule {
    const resolved = resolveApiOptions(options);
    return {
      module: SmsApiModule,
      imports: [
        ...resolved.imports,
        RouterModule.register([{ path: resolved.prefix, module: SmsApiModule }]),
      ],
      controllers: [
        MessagesController,
        AccountController,
        LedgerController,
        TokensController,
        UnroutedController,
      ],
      providers: [
        { provide: SMS_API_OPTIONS, useValue: resolved },
        Mount,
        Entrance,
        ProblemFilter,
        TokenGuard,
      ],
      exports: [ProblemFilter, TokenGuard],
    };
  }

  constructor(@Inject(Entrance) entrance: Entrance, @Inject(ModulesContainer) modules: ModulesContainer) {
    // Routes belong to the module's class: of two doors, one would answer nothing but 404, and nobody would know why.
    const doors = [...modules.values()].filter(({ metatype }) => metatype === SmsApiModule).length;
    if (doors > 1) throw severalDoors(doors);
    entrance.install();
  }
}
