import { afterAll, expect, it } from '@jest/globals';
import { compose } from './composed.ts';
import { createEngineContestant } from './contestants/engine.ts';
import { readOperation } from './generate/operation.ts';
import { library } from './graphs/library.ts';
import { TooHardToPlan } from './too-hard-to-plan.ts';
import { NOTHING_WRONG, tryOperation } from './trial.ts';

/** 64 bytes for which Apollo's planner takes gigabytes: an interface that is a field of itself, three levels of it. */
const HARD = '{ trending { like { like { like { rating { stars } title } } } } }';

const composed = compose(library);
const contestant = createEngineContestant(composed);
afterAll(() => contestant.close());

const attempt = (query: string) =>
  tryOperation(composed, contestant, readOperation(composed.apiSchema, query, {}), NOTHING_WRONG);

it('an operation that the gateway refuses to plan is told from one that goes wrong', async () => {
  await expect(attempt(HARD)).rejects.toBeInstanceOf(TooHardToPlan);
  expect(await attempt('{ trending { title } }')).toBeUndefined();
});
