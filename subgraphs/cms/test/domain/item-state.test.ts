import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { after, afterSchedule, ALL_TRANSITIONS, CONTENT_STATES, refusalOf, scheduleRefusal, type ItemState, type Transition } from '../../src/domain/item-state.ts';

const transitions = fc.array(fc.constantFrom(...ALL_TRANSITIONS), { maxLength: 40 });
const DRAFT: ItemState = { state: 'DRAFT', isLive: false };

/** Where these lead to, with every step that was allowed. */
function walk(steps: readonly Transition[], requiresReview: boolean) {
  let item = DRAFT;
  const taken: { transition: Transition; from: ItemState; to: ItemState }[] = [];
  for (const transition of steps) {
    if (refusalOf(transition, item, { requiresReview })) continue;
    const to = after(transition, item);
    taken.push({ transition, from: item, to });
    item = to;
  }
  return taken;
}

describe('whatever is done to an item', () => {
  it('what is published has readers, and what is archived has none', () => {
    fc.assert(
      fc.property(transitions, fc.boolean(), (steps, requiresReview) => {
        for (const { to } of walk(steps, requiresReview)) {
          if (to.state === 'PUBLISHED') expect(to.isLive).toBe(true);
          if (to.state === 'ARCHIVED') expect(to.isLive).toBe(false);
        }
      }),
    );
  });

  it('only publishing brings it before readers, and only unpublishing and the archive take it from them', () => {
    fc.assert(
      fc.property(transitions, fc.boolean(), (steps, requiresReview) => {
        for (const { transition, from, to } of walk(steps, requiresReview)) {
          if (!from.isLive && to.isLive) expect(transition).toBe('publish');
          if (from.isLive && !to.isLive) expect(['unpublish', 'archive']).toContain(transition);
        }
      }),
    );
  });

  it('nothing is published that was changed since it was submitted, where a review is asked for', () => {
    fc.assert(
      fc.property(transitions, (steps) => {
        let reviewed = false;
        for (const { transition } of walk(steps, true)) {
          if (transition === 'submit') reviewed = true;
          if (transition === 'save' || transition === 'return') reviewed = false;
          if (transition === 'publish') expect(reviewed).toBe(true);
        }
      }),
    );
  });

  it('a save makes a draft, from wherever it is allowed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONTENT_STATES), fc.boolean(), (state, isLive) => {
        const item = { state, isLive };
        expect(refusalOf('save', item, { requiresReview: true }) === null).toBe(state !== 'ARCHIVED');
        expect(after('save', item)).toEqual({ state: 'DRAFT', isLive });
      }),
    );
  });

  it('every state can be left, and every state reached', () => {
    for (const state of CONTENT_STATES) {
      const item = { state, isLive: state === 'PUBLISHED' };
      expect(ALL_TRANSITIONS.filter((transition) => refusalOf(transition, item, { requiresReview: true }) === null)).not.toEqual([]);
    }
    const reached = walk(['submit', 'publish', 'archive', 'revive'], true).map(({ to }) => to.state);
    expect(reached).toEqual(['IN_REVIEW', 'PUBLISHED', 'ARCHIVED', 'DRAFT']);
  });
});

describe('a schedule', () => {
  it('leads to nothing that people could not have brought about, and touches no newer draft', () => {
    const actions = fc.constantFrom('PUBLISH' as const, 'UNPUBLISH' as const);
    fc.assert(
      fc.property(transitions, actions, fc.boolean(), (steps, action, isNewest) => {
        const item = walk(steps, true).at(-1)?.to ?? DRAFT;
        fc.pre(scheduleRefusal(action, item) === null);
        const then = afterSchedule(action, item, isNewest);
        expect(then.isLive).toBe(action === 'PUBLISH');
        if (then.state === 'PUBLISHED') expect(then.isLive).toBe(true);
        if (!isNewest && item.state !== 'PUBLISHED') expect(then.state).toBe(item.state);
      }),
    );
  });

  it('does nothing to what is archived', () => {
    expect(scheduleRefusal('PUBLISH', { state: 'ARCHIVED', isLive: false })).not.toBeNull();
    expect(scheduleRefusal('UNPUBLISH', { state: 'DRAFT', isLive: false })).not.toBeNull();
  });
});
