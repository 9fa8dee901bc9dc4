import type { ContractRunner } from './billing.contract.js';
import { accountScenarios } from './storage/accounts.js';
import { chainScenarios } from './storage/chains.js';
import { ledgerProperties } from './storage/ledger.property.js';
import { ledgerScenarios } from './storage/ledger.js';
import { idempotencyScenarios, optOutScenarios, outboxScenarios, receiptScenarios } from './storage/lists.js';
import { scenarios, type Scenario, type StorageUnderTest } from './storage/material.js';
import { messageScenarios } from './storage/messages.js';
import { operationScenarios } from './storage/operation.js';
import { queueScenarios } from './storage/queue.js';
import { slotScenarios } from './storage/slots.js';
import { suppressionScenarios } from './storage/suppressions.js';
import { transactionScenarios } from './storage/transactions.js';

export { type StorageUnderTest } from './storage/material.js';

/**
 * What every {@link Storage} of `@chappe/sms` must do, with all the repositories it gives out: keep all or nothing, never
 * spend credit twice, never hand a message to two, never skip or repeat a row of a list. `open` is called for every
 * behaviour and answers an open storage with nothing in it; `close` is called after.
 *
 * @param runner the `describe` and `it` of Jest, Vitest or node:test
 * @param name what the storage is called in the report
 * @example
 * storageContract({ describe, it }, 'my storage', async () => {
 *   const storage = await openMyStorageOnAnEmptyDatabase();
 *   return { storage, close: () => storage.close() };
 * });
 */
export function storageContract(
  runner: ContractRunner,
  name: string,
  open: () => Promise<StorageUnderTest>,
): void {
  const rooms: Readonly<Record<string, readonly ((scenario: Scenario) => void)[]>> = {
    transactions: [transactionScenarios],
    'the books': [ledgerScenarios, ledgerProperties, chainScenarios],
    messages: [messageScenarios],
    'the queue': [queueScenarios],
    accounts: [accountScenarios],
    'the outbox': [outboxScenarios],
    'repeated requests': [idempotencyScenarios],
    'opt-outs': [optOutScenarios, suppressionScenarios],
    'early receipts': [receiptScenarios],
    operation: [operationScenarios, slotScenarios],
  };
  runner.describe(name, () => {
    for (const [room, behaviours] of Object.entries(rooms)) {
      runner.describe(room, () => {
        for (const declare of behaviours) declare(scenarios(runner, open));
      });
    }
  });
}
