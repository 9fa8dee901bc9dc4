import { SeededRandom } from '@chappe/sms';

/** Chance of one subject of a run. The same numbers give the same throws, so that a run may be played again, or played in part. */
export class Dice {
  private readonly random: SeededRandom;

  constructor(...numbers: readonly number[]) {
    this.random = new SeededRandom(
      numbers.reduce((sum, number) => Math.imul(sum ^ number, 0x9e3779b1) + 0x7f4a7c15, 0x2545f491),
    );
  }

  /** From 0 (included) to 1 (excluded). */
  next(): number {
    return this.random.next();
  }

  /** A whole number, both ends included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }
}
