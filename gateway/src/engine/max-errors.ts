/**
 * How many errors an answer tells. Each takes 50 µs and a line of the log, and a subgraph may send one for every item of
 * a list: 49,000 held the event loop for three seconds.
 */
export const MAX_ERRORS = 1_000;

/** One more is gathered, so that it is known that there are more. */
export const MAX_GATHERED = MAX_ERRORS + 1;
