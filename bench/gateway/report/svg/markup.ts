/** What every picture has in common. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** For those who cannot see it. */
  readonly description: string;
}

/** Colours by the scheme of whoever looks; each pair is readable on its own background. */
const COLOURS = {
  light: { back: '#ffffff', ink: '#24292f', faint: '#57606a', grid: '#d8dee4' },
  dark: { back: '#0d1117', ink: '#e6edf3', faint: '#9aa4af', grid: '#30363d' },
};

/** One a series, in this order; told apart by lightness too. */
const SERIES = {
  light: ['#0b6e5f', '#c2410c', '#6d28d9', '#0369a1', '#a16207', '#be185d'],
  dark: ['#4fd1b5', '#fb9a5b', '#b79bff', '#5cc2f2', '#e3c04a', '#f583b5'],
};

export function svg({ width, height, title, description }: Canvas, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape(description)}</desc>`,
    `<style>${rules('light')}@media (prefers-color-scheme: dark) {${rules('dark')}}</style>`,
    `<rect class="back" width="${width}" height="${height}"/>`,
    text(16, 26, title, 'ink title'),
    ...content,
    '</svg>\n',
  ].join('\n');
}

export type Anchor = 'start' | 'middle' | 'end';

export function text(x: number, y: number, content: string, style: string, anchor: Anchor = 'start'): string {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, style: string): string {
  return `<line class="${style}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

/** Two decimals at most, so that a picture made anew differs only where it is another. */
export const round = (value: number): string => String(Math.round(value * 100) / 100);

function escape(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function rules(scheme: 'light' | 'dark'): string {
  const { back, ink, faint, grid } = COLOURS[scheme];
  const series = SERIES[scheme].map((colour, at) => `.s${at}{stroke:${colour}}.f${at}{fill:${colour}}`);
  return [
    'text{font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}',
    `.back{fill:${back}}.ink{fill:${ink}}.faint{fill:${faint}}.grid{stroke:${grid}}`,
    '.curve{fill:none;stroke-width:2}',
    ...series,
  ].join('');
}
