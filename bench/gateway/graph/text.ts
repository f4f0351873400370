const WORDS =
  'it came on time and does what it should although the box was dented one corner has a scratch that nobody sees ' +
  'the colour is warmer than in the picture which we like and after a month of daily use nothing has come loose ';

/** Prose of exactly `length` characters; each `seed` begins elsewhere, so that texts differ. */
export function text(length: number, seed: number): string {
  const start = (seed * 37) % WORDS.length;
  return WORDS.repeat(Math.ceil((start + length) / WORDS.length)).slice(start, start + length);
}
