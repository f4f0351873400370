import fc from 'fast-check';

/** Endless random choices: what one property's run is made of, replayed by its seed. */
export interface Draw {
  readonly choices: fc.Stream<number>;
  readonly values: Readonly<Record<string, fc.Stream<unknown>>>;
}

const TEXTS = ['', 'plain', 'a "quoted" one', 'back\\slash', 'line\nbreak', 'é ü 漢字 😀', 'half \ud83d', '\u007f\u2028'];
const endless = <T>(values: fc.Arbitrary<T>) => fc.infiniteStream(values, { noHistory: true });

export const draws: fc.Arbitrary<Draw> = fc.record({
  choices: endless(fc.nat()),
  values: fc.record({
    String: endless(fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 40 }))),
    Int: endless(fc.oneof(fc.integer(), fc.constantFrom(0, -0, 2 ** 31 - 1, -(2 ** 31)))),
    Float: endless(fc.double({ noNaN: true, noDefaultInfinity: true })),
    Boolean: endless(fc.boolean()),
    ID: endless(fc.oneof(fc.uuid(), fc.integer())),
    JSON: endless(fc.jsonValue({ maxDepth: 2 }).map((value) => value ?? 'none')),
  }),
});

export function upTo(draw: Draw, max: number): number {
  return next(draw.choices) % (max + 1);
}

export function pick<T>(draw: Draw, values: readonly T[]): T {
  return values[upTo(draw, values.length - 1)] as T;
}

/** True once in so many draws. */
export function chance(draw: Draw, oneIn: number): boolean {
  return upTo(draw, oneIn - 1) === 0;
}

/** A value of a scalar, by its name. */
export function scalar(draw: Draw, name: string): unknown {
  const values = draw.values[name];
  if (!values) throw new Error(`No values of ${name} are known.`);
  return next(values);
}

function next<T>(stream: fc.Stream<T>): T {
  const { value } = stream.next();
  return value as T;
}
