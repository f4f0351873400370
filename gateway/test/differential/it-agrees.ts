import { describe, expect, it } from '@jest/globals';
import { runCampaign } from './campaign.ts';
import { compose } from './composed.ts';
import { createEngineContestant } from './contestants/engine.ts';
import { Coverage } from './features/coverage.ts';
import type { Graph } from './graph.ts';
import { describeDisagreement } from './trial.ts';

/** With four graphs, 2,080 in `npm test`; `npm run fuzz:gateway` tries as many as it is asked to. */
const OPERATIONS = 520;
const SEED = 1;
/** One is enough to fail; a few more show what they have in common. */
const MOST_SHOWN = 3;
/** One in thousands is usual; a gateway that refuses what it is given would agree with everything. */
const MOST_TOO_HARD = 5;

/** Claims that the engine answers generated operations on a graph as one graphql-js server over the same data does. */
export function itAgrees(graph: Graph): void {
  describe(`the engine over the graph ${graph.name}`, () => {
    const composed = compose(graph);
    const coverage = new Coverage(composed);

    it(`answers ${OPERATIONS} generated operations as one graphql-js server does, with faults and without`, async () => {
      const contestant = createEngineContestant(composed);
      let tooHard = 0;
      const disagreements = await runCampaign({
        composed,
        contestant,
        count: OPERATIONS,
        seed: SEED,
        mostDisagreements: MOST_SHOWN,
        onTrial: (trial) => coverage.add(trial),
        onTooHard: () => void (tooHard += 1),
      });
      await contestant.close();
      expect(tooHard).toBeLessThanOrEqual(MOST_TOO_HARD);
      if (disagreements.length === 0) return;
      const again = `npm run fuzz:gateway -- --seed ${SEED} --graph ${graph.name} --count ${OPERATIONS}`;
      throw new Error([`See it again by: ${again}`, ...disagreements.map(describeDisagreement)].join('\n\n'));
    }, 300_000);

    it('has thereby been asked for all that the graph is there for', () => {
      const untouched = graph.covers.filter((feature) => (coverage.counts.get(feature) ?? 0) === 0);
      expect(untouched).toEqual([]);
    });
  });
}
