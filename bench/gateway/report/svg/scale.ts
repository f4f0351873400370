/** How values become places along an axis. */
export interface Scale {
  /** From 0 at the axis' beginning to 1 at its end. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** From 0 to a round number at or above the largest value. */
export function linearScale(values: readonly number[]): Scale {
  const step = niceStep(Math.max(...values) / 5);
  const end = Math.ceil(Math.max(...values) / step) * step;
  const count = Math.round(end / step);
  return { at: (value) => value / end, ticks: Array.from({ length: count + 1 }, (_, at) => at * step) };
}

/** Whole numbers from the smallest to the largest, with room at both ends. */
export function countScale(values: readonly number[]): Scale {
  const [from, to] = [Math.min(...values) - 0.5, Math.max(...values) + 0.5];
  const ticks = Array.from({ length: Math.floor(to) - Math.ceil(from) + 1 }, (_, at) => Math.ceil(from) + at);
  return { at: (value) => (value - from) / (to - from), ticks };
}

/** Powers of ten around all values, which are above 0. */
export function logScale(values: readonly number[]): Scale {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.ceil(Math.log10(Math.max(...values)) - 1e-9);
  const span = Math.max(1, to - from);
  const ticks = Array.from({ length: span + 1 }, (_, at) => 10 ** (from + at));
  return { at: (value) => (Math.log10(value) - from) / span, ticks };
}

/** 1, 2 or 5 times a power of ten, not below what is asked for. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}
