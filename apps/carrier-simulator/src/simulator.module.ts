import { Module, type DynamicModule } from '@nestjs/common';
import { MessageCentre } from '@chappe/smsc';
import { ClockController, Followers, FollowersController, Wire, WorldClock } from './clock/index.js';
import {
  FaultsController,
  JournalController,
  OperatorsController,
  PhonesController,
  SubscribersController,
  WaitController,
  WorldController,
} from './control/index.js';
import { HealthController } from './health/health.controller.js';
import {
  CarrierDoor,
  CarrierMessagesController,
  ConnectionsController,
  HeldRequests,
  HttpAccounts,
} from './http/index.js';
import { CardController, NumbersController } from './numbers/index.js';
import { JournalReader, PageApiController, PageController, PageFeed, PageFiles } from './page/index.js';
import { RunsController, Runs } from './runs/index.js';
import { ScenariosController } from './scenarios/index.js';
import { LinesController, SmppDoor } from './smpp/index.js';
import type { Traffic } from './traffic/index.js';

/** The parts of a simulator that its doors open on. */
export interface SimulatorParts {
  readonly centre: MessageCentre;
  readonly clock: WorldClock;
  readonly followers: Followers;
  readonly wire: Wire;
  readonly accounts: HttpAccounts;
  readonly held: HeldRequests;
  readonly door: CarrierDoor;
  readonly smpp: SmppDoor;
  readonly runs: Runs;
  readonly traffic: Traffic;
  readonly page: PageParts;
}

/** What the web page needs. */
export interface PageParts {
  readonly files: PageFiles;
  readonly feed: PageFeed;
  readonly journal: JournalReader;
}

/** The doors of a simulator, over parts that {@link createSimulator} puts together. */
@Module({})
export class SimulatorModule {
  static over(parts: SimulatorParts): DynamicModule {
    return {
      module: SimulatorModule,
      controllers: [
        CarrierMessagesController,
        ConnectionsController,
        FollowersController,
        ClockController,
        SubscribersController,
        PhonesController,
        FaultsController,
        JournalController,
        OperatorsController,
        WaitController,
        WorldController,
        RunsController,
        LinesController,
        ScenariosController,
        NumbersController,
        CardController,
        HealthController,
        PageApiController,
        PageController,
      ],
      providers: [
        { provide: MessageCentre, useValue: parts.centre },
        { provide: WorldClock, useValue: parts.clock },
        { provide: Followers, useValue: parts.followers },
        { provide: Wire, useValue: parts.wire },
        { provide: HttpAccounts, useValue: parts.accounts },
        { provide: HeldRequests, useValue: parts.held },
        { provide: CarrierDoor, useValue: parts.door },
        { provide: Runs, useValue: parts.runs },
        { provide: SmppDoor, useValue: parts.smpp },
        { provide: PageFiles, useValue: parts.page.files },
        { provide: PageFeed, useValue: parts.page.feed },
        { provide: JournalReader, useValue: parts.page.journal },
      ],
    };
  }
}
