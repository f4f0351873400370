import { describe, expect, it } from '@jest/globals';
import { growthExponent, median } from '../measure/statistics.ts';
import { barChart } from '../report/svg/bars.ts';
import { linePlot } from '../report/svg/line-plot.ts';
import { countScale, linearScale, logScale } from '../report/svg/scale.ts';
import { table } from '../report/table.ts';

describe('what the benchmark makes of its numbers', () => {
  it('takes the middle one, or between the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
  });

  it.each([0.5, 1, 2])('finds the exponent %p of a power', (exponent) => {
    const points = [1, 10, 100, 1000].map((x) => ({ x, y: 3 * x ** exponent }));
    expect(growthExponent(points)).toBeCloseTo(exponent, 6);
  });

  it('puts every value on its axis', () => {
    for (const values of [[0.3, 7], [12, 980], [1, 1]]) {
      for (const scale of [linearScale(values), logScale(values), countScale(values)]) {
        for (const value of values) {
          expect(scale.at(value)).toBeGreaterThanOrEqual(0);
          expect(scale.at(value)).toBeLessThanOrEqual(1);
        }
        expect(scale.ticks.length).toBeGreaterThan(0);
      }
    }
  });

  it('draws pictures that tell their numbers to those who cannot see them', () => {
    const points = [{ x: 1, y: 2 }, { x: 10, y: 20 }];
    const axis = (values: readonly number[]) => ({ label: 'kB <of answer>', scale: logScale(values) });
    const plot = linePlot('Cost & size', axis([1, 10]), axis([2, 20]), [{ label: 'ours', points, colour: 0 }]);
    expect(plot).toContain('<title>Cost &amp; size</title>');
    expect(plot).toContain('<desc>ours: 1 → 2, 10 → 20</desc>');
    expect(plot).toContain('kB &lt;of answer&gt;');
    expect(plot).not.toContain('NaN');
    const bars = barChart('Speed', 'requests', [{ label: 'ours', value: 40, note: '40 (8.0 ×)', colour: 0 }]);
    expect(bars).toContain('<desc>ours: 40 (8.0 ×)</desc>');
  });

  it('aligns a table in its source too', () => {
    expect(table(['name', 'n'], [['a', '1'], ['longer', '10']])).toBe(
      ['| name   |  n |', '| ------ | -: |', '| a      |  1 |', '| longer | 10 |'].join('\n'),
    );
  });
});
