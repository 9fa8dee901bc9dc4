import { commitsOf, currentOperation, writeOf, type Boundaries } from './boundaries.ts';
import { loadedBy } from './product.ts';

interface Client {
  query(query: unknown, ...rest: unknown[]): unknown;
  operations?: Set<string>;
}

/** Makes every write of `pg` a boundary: before it is sent, and when its answer has come. */
export function watchPostgres(boundaries: Boundaries): void {
  const { Client } = loadedBy('@mikro-orm/postgresql', 'pg') as { Client: { prototype: Client } };
  const { query } = Client.prototype;
  Client.prototype.query = function (this: Client, given: unknown, ...rest: unknown[]) {
    const sql = typeof given === 'string' ? given : ((given as { text?: string } | null)?.text ?? '');
    const write = writeOf(sql);
    const isCommit = /^\s*commit/i.test(sql);
    const wrote = (this.operations ??= new Set());
    if (write === undefined && !(isCommit && wrote.size > 0)) return query.call(this, given, ...rest);
    const names = isCommit ? commitsOf(wrote) : [`${currentOperation()}: ${write}`];
    if (isCommit) this.operations = new Set();
    else wrote.add(currentOperation());
    for (const name of names) boundaries.reach(`${name}, before`);
    const answer = query.call(this, given, ...rest);
    if (!(answer instanceof Promise)) return answer;
    return answer.then(result => {
      for (const name of names) boundaries.reach(`${name}, after`);
      return result as unknown;
    });
  };
}
