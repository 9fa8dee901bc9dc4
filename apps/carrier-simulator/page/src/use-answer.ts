import { useEffect, useState } from 'react';
import { ask } from './door.js';

/** What a door answered: nothing yet, this, or why not. */
export interface Answered<T> {
  readonly answer: T | undefined;
  readonly trouble: string | undefined;
}

/**
 * What a door answers, asked anew when `path` or `occasion` changes. Until the new answer is there, the one before stays,
 * unless it was about something else.
 */
export function useAnswer<T>(path: string | undefined, occasion: unknown): Answered<T> {
  const [given, setGiven] = useState<Answered<T> & { readonly path?: string | undefined }>({
    answer: undefined,
    trouble: undefined,
  });
  useEffect(() => {
    if (path === undefined) return undefined;
    let isWanted = true;
    ask<T>('GET', path).then(
      answer => isWanted && setGiven({ path, answer, trouble: undefined }),
      (cause: Error) => isWanted && setGiven({ path, answer: undefined, trouble: cause.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [path, occasion]);
  return given.path === path ? given : { answer: undefined, trouble: undefined };
}
