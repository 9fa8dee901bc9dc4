/** What the simulator says when it does not do as asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Asks one of the simulator's doors. Throws a {@link Refusal} with what it said. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal('The simulator does not answer. Does it still run?');
  });
  if (!answer.ok) throw new Refusal(await saidBy(answer));
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** A number as part of a path. */
export function phonePath(msisdn: string): string {
  return encodeURIComponent(msisdn);
}

async function saidBy(answer: Response): Promise<string> {
  try {
    const { detail, title } = (await answer.json()) as { detail?: string; title?: string };
    return detail ?? title ?? `The simulator answered ${String(answer.status)}.`;
  } catch {
    return `The simulator answered ${String(answer.status)}.`;
  }
}
