import { line, round, svg, text } from './markup.ts';
import { linearScale } from './scale.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** After the bar, e.g. `912 (8.1 ×)`. */
  readonly note: string;
  readonly colour: number;
}

const WIDTH = 720;
const FRAME = { left: 232, right: 616, top: 48 };
const PITCH = 30;
const THICKNESS = 18;

/** Horizontal bars from 0, one below another. */
export function barChart(title: string, axis: string, bars: readonly Bar[]): string {
  const scale = linearScale(bars.map(({ value }) => value));
  const bottom = FRAME.top + bars.length * PITCH;
  const place = (value: number) => FRAME.left + scale.at(value) * (FRAME.right - FRAME.left);
  const description = bars.map(({ label, note }) => `${label}: ${note}`).join('. ');
  return svg({ width: WIDTH, height: bottom + 52, title, description }, [
    ...scale.ticks.flatMap((value) => [
      line(place(value), FRAME.top, place(value), bottom, 'grid'),
      text(place(value), bottom + 18, value.toLocaleString('en'), 'faint', 'middle'),
    ]),
    text((FRAME.left + FRAME.right) / 2, bottom + 40, axis, 'ink', 'middle'),
    ...bars.flatMap(({ label, value, note, colour }, at) => {
      const top = FRAME.top + at * PITCH + (PITCH - THICKNESS) / 2;
      const width = round(place(value) - FRAME.left);
      return [
        text(FRAME.left - 8, top + 13, label, 'ink', 'end'),
        `<rect class="f${colour}" x="${FRAME.left}" y="${round(top)}" width="${width}" height="${THICKNESS}" rx="2"/>`,
        text(place(value) + 6, top + 13, note, 'faint'),
      ];
    }),
  ]);
}
