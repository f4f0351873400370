/**
 * A row of numbers that decisions are read off. fast-check makes the row and makes it smaller; at its end, and at zero,
 * the smallest choice is taken, so that a smaller row means a smaller operation.
 */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 up to, and without, `bound`. */
  below(bound: number): number {
    const next = this.#numbers[this.#at] ?? 0;
    this.#at += 1;
    return next % bound;
  }

  /** True in so many of a hundred cases; false at the tape's end. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** The first at the tape's end. */
  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error('Nothing to choose from.');
    return choice;
  }
}
