import { CommandStatus } from '../codec/index.js';
import type { AnswerableName, AnyRequest } from '../codec/index.js';
import type { Answer } from './handlers.js';

/** An answer of any kind. */
export type AnyAnswer = Answer<AnswerableName>;

interface AnsweringOptions {
  /** Something of the host's threw, or answered what cannot be encoded; the peer has been told RSYSERR. */
  readonly failed: (error: unknown, request: AnyRequest) => void;
  /** An answer that was promised has come. */
  readonly settled: () => void;
}

/** Asks the host about requests of the peer, and counts the answers that are still promised. */
export class Answering {
  private promised = 0;

  constructor(private readonly options: AnsweringOptions) {}

  /** Answers that are promised and have not come. */
  get open(): number {
    return this.promised;
  }

  /** @param deliver gets what `call` answers, or RSYSERR when either of them throws. */
  ask(
    request: AnyRequest,
    call: () => AnyAnswer | Promise<AnyAnswer>,
    deliver: (answer: AnyAnswer) => void,
  ): void {
    const fail = (error: unknown) => {
      deliver(CommandStatus.RSYSERR);
      this.options.failed(error, request);
    };
    const answerWith = (answer: AnyAnswer) => {
      try {
        deliver(answer);
      } catch (error) {
        fail(error);
      }
    };
    let answer: AnyAnswer | Promise<AnyAnswer>;
    try {
      answer = call();
    } catch (error) {
      return fail(error);
    }
    if (!isPromise(answer)) return answerWith(answer);
    this.promised++;
    void answer.then(answerWith, fail).finally(() => {
      this.promised--;
      this.options.settled();
    });
  }
}

/** By shape, since the host's promises may come from another realm. */
function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
