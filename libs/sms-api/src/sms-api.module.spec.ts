import { ManualClock, SmsModule, type Carrier } from '@chappe/sms';
import { CentreCarrier, MemoryStorage } from '@chappe/testing';
import { MessageCentre, VirtualTime } from '@chappe/smsc';
import { NestFactory } from '@nestjs/core';
import { SmsApiModule } from './sms-api.module.js';

function platform() {
  const clock = new ManualClock(0);
  const centre = new MessageCentre({ time: new VirtualTime() });
  const carrier: Carrier = new CentreCarrier({ name: 'centre', centre, clock });
  return SmsModule.forRoot({ storage: new MemoryStorage(), clock, carriers: [carrier] });
}

describe('SmsApiModule', () => {
  it('lets a worker or a script open the host’s root module without a server', async () => {
    class RootModule {}
    const root = { module: RootModule, imports: [platform(), SmsApiModule.forRoot()] };
    const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    await context.close();
  });

  it('refuses to be imported twice, because one of the two could not be reached', async () => {
    class RootModule {}
    const imports = [
      platform(),
      SmsApiModule.forRoot({ prefix: 'one' }),
      SmsApiModule.forRoot({ prefix: 'two' }),
    ];
    const starting = NestFactory.create(
      { module: RootModule, imports },
      { logger: false, abortOnError: false },
    );
    await expect(starting).rejects.toThrow('SmsApiModule is imported 2 times');
  });
});
