import { startPostgres, type TestPostgres } from '@chappe/testing';

/** Runs `work` on a fresh database of a server of its own. */
export async function onPostgres<T>(work: (url: string, postgres: TestPostgres) => Promise<T>): Promise<T> {
  const postgres = await startPostgres();
  try {
    return await work(await postgres.createDatabase(), postgres);
  } finally {
    await postgres.stop();
  }
}
