/**
 * Options of Node's by which a gateway stays small (docs/benchmarks.md, Memory): the room for young objects is
 * twice the first and would grow to as much as all the rest, and old ones would grow to 140 MB before V8 looks at them
 * for the first time. To be given on the command line, as V8 takes them before the program runs.
 */
export const HEAP_OPTIONS = ['--max-semi-space-size=24', '--initial-old-space-size=64'] as const;
