import { line, round, svg, text } from './markup.ts';
import type { Scale } from './scale.ts';

export interface Axis {
  /** With its unit, e.g. `answer (kB)`. */
  readonly label: string;
  readonly scale: Scale;
}

export interface Curve {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Which of the series' colours; the same contender keeps its own in every picture. */
  readonly colour: number;
}

const [WIDTH, HEIGHT] = [720, 400];
const FRAME = { left: 72, right: 696, top: 64, bottom: 340 };

/** Curves over two axes, each point marked, with a legend above. */
export function linePlot(title: string, x: Axis, y: Axis, curves: readonly Curve[]): string {
  const placeX = (value: number) => FRAME.left + x.scale.at(value) * (FRAME.right - FRAME.left);
  const placeY = (value: number) => FRAME.bottom - y.scale.at(value) * (FRAME.bottom - FRAME.top);
  const description = curves.map(({ label, points }) => `${label}: ${describe(points)}`).join('. ');
  return svg({ width: WIDTH, height: HEIGHT, title, description }, [
    ...x.scale.ticks.flatMap((value) => [
      line(placeX(value), FRAME.top, placeX(value), FRAME.bottom, 'grid'),
      text(placeX(value), FRAME.bottom + 18, number(value), 'faint', 'middle'),
    ]),
    ...y.scale.ticks.flatMap((value) => [
      line(FRAME.left, placeY(value), FRAME.right, placeY(value), 'grid'),
      text(FRAME.left - 8, placeY(value) + 4, number(value), 'faint', 'end'),
    ]),
    text((FRAME.left + FRAME.right) / 2, HEIGHT - 16, x.label, 'ink', 'middle'),
    `<g transform="rotate(-90 18 ${(FRAME.top + FRAME.bottom) / 2})">` +
      `${text(18, (FRAME.top + FRAME.bottom) / 2, y.label, 'ink', 'middle')}</g>`,
    ...legend(curves),
    ...curves.flatMap(({ points, colour }) => [
      `<polyline class="curve s${colour}" points="${points.map((each) => `${round(placeX(each.x))},${round(placeY(each.y))}`).join(' ')}"/>`,
      ...points.map((each) => `<circle class="f${colour}" cx="${round(placeX(each.x))}" cy="${round(placeY(each.y))}" r="3"/>`),
    ]),
  ]);
}

function legend(curves: readonly Curve[]): string[] {
  let left = FRAME.left;
  return curves.flatMap(({ label, colour }) => {
    const at = left;
    // The writer has no fonts to measure with; 6.6 px a character is a little more than it takes.
    left += 40 + label.length * 6.6;
    return [line(at, 46, at + 20, 46, `curve s${colour}`), text(at + 26, 50, label, 'ink')];
  });
}

function describe(points: Curve['points']): string {
  return points.map(({ x, y }) => `${number(x)} → ${number(y)}`).join(', ');
}

function number(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}
