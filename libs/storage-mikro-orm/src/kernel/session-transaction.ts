import { Transaction, type RepositoryPort } from '@chappe/sms';
import type { Session } from './session.js';
import { unknownRepository, writeInRead } from './storage.errors.js';

/** How to make what fills each repository port, for one transaction. */
export type Repositories = ReadonlyMap<RepositoryPort<unknown>, (session: Session) => unknown>;

/** A {@link Transaction} over a {@link Session}: makes each repository when it is first asked for. */
export class SessionTransaction extends Transaction {
  /** What was announced, to be told after the commit. */
  readonly topics = new Set<string>();
  private readonly made = new Map<RepositoryPort<unknown>, unknown>();

  constructor(
    private readonly session: Session,
    private readonly repositories: Repositories,
    private readonly date?: () => Promise<number>,
  ) {
    super();
  }

  get<R>(port: RepositoryPort<R>): R {
    const known = this.made.get(port);
    if (known !== undefined) return known as R;
    const make = this.repositories.get(port);
    if (!make) throw unknownRepository(port.name);
    const repository = make(this.session);
    this.made.set(port, repository);
    return repository as R;
  }

  announce(topic: string): void {
    if (this.session.onlyReads) throw writeInRead();
    this.topics.add(topic);
  }

  override beganAt(): Promise<number | undefined> {
    return this.date?.() ?? Promise.resolve(undefined);
  }

  /** The function has returned: from now on every use is an error. */
  end(): void {
    this.session.end();
  }
}
