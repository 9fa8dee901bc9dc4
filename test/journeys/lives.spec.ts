import { MemoryStorage } from '@chappe/testing';
import { livesOfAMessage } from './lives.js';
import { openProcessesStage } from './processes-stage.js';
import { storages } from './storages.js';
import { openWorldStage } from './world-stage.js';

describe.each(storages)('a message, in one process on $name,', storage => {
  afterAll(() => storage.close());
  livesOfAMessage(async () => openWorldStage(await storage.open()));
});

describe('a message, in one process in memory,', () => {
  livesOfAMessage(() => openWorldStage(new MemoryStorage()));
});

describe.each(['http', 'smpp'] as const)('a message, across real processes over %s,', door => {
  livesOfAMessage(() => openProcessesStage(door));
});
