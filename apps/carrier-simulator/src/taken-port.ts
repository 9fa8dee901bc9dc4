/** What to tell somebody whose port is taken; undefined for any other error. */
export function takenPortText(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EADDRINUSE') return undefined;
  const port = 'port' in cause ? String(cause.port) : 'that is asked for';
  return (
    `Port ${port} is taken: another program listens there already, perhaps a simulator that still runs. ` +
    'Stop it, or name others: PORT=4100 SMPP_PORT=2785 (0 is any free one).'
  );
}
