/** The network cannot be made like that; the message says why and what to do. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  static unknownOperator(key: string, known: readonly string[]): NetworkError {
    return new NetworkError(
      `No operator is called ${key}. Take one of ${known.join(', ')}, or add it first.`,
    );
  }

  static invalidOperator(key: string, wrong: readonly string[]): NetworkError {
    return new NetworkError(`Operator ${key} cannot be added: ${wrong.join('; ')}. Nothing was changed.`);
  }
}
