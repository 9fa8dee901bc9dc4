import { ClientMemory, isOutOfTheOrdinary, type SubmittedFacts } from './client-memory.js';

/** What can be asked of a memory. */
export type Recollection = Pick<ClientMemory, 'answeredId' | 'idsOf' | 'dataCodingOf' | 'askedOf'>;

/** What the door knows about the messages of its clients. Whoever the centre forgets is forgotten here too. */
export class ClientMemories {
  private readonly byClient = new Map<string, ClientMemory>();
  private readonly nothing = new ClientMemory();

  get size(): number {
    return this.byClient.size;
  }

  /** Remembers the messages of one submit_multi; see {@link ClientMemory.multi}. */
  multi(clientId: string, ids: readonly string[]): void {
    if (ids.length > 1) this.of(clientId).multi(ids);
  }

  /** Remembers a message, where something about it is out of the ordinary. */
  submitted(clientId: string, id: string, facts: SubmittedFacts): void {
    if (isOutOfTheOrdinary(facts)) this.of(clientId).submitted(id, facts);
  }

  /** What is remembered of a client's messages; nothing where none was out of the ordinary. */
  recall(clientId: string): Recollection {
    return this.byClient.get(clientId) ?? this.nothing;
  }

  forget(clientId: string): void {
    this.byClient.delete(clientId);
  }

  clear(): void {
    this.byClient.clear();
  }

  /** Only of clients that the centre knows, or nobody would ever say that they may be forgotten. */
  private of(clientId: string): ClientMemory {
    let memory = this.byClient.get(clientId);
    if (memory === undefined) {
      memory = new ClientMemory();
      this.byClient.set(clientId, memory);
    }
    return memory;
  }
}
