export const CONTENT_STATES = ['DRAFT', 'IN_REVIEW', 'PUBLISHED', 'ARCHIVED'] as const;
export type ContentState = (typeof CONTENT_STATES)[number];

/** Where an item stands: its working copy, and whether readers see a revision of it. */
export interface ItemState {
  readonly state: ContentState;
  readonly isLive: boolean;
}

/** What can be done to an item: in which states, and which state that leads to. */
const TRANSITIONS = {
  save: { from: ['DRAFT', 'IN_REVIEW', 'PUBLISHED'], to: 'DRAFT', refusal: 'The item is archived: revive it before you change it.' },
  submit: { from: ['DRAFT'], to: 'IN_REVIEW', refusal: 'Only a draft can be submitted.' },
  return: { from: ['IN_REVIEW'], to: 'DRAFT', refusal: 'Only an item in review can be returned.' },
  publish: { from: ['IN_REVIEW', 'DRAFT'], to: 'PUBLISHED', refusal: 'Only a draft or an item in review can be published.' },
  unpublish: { from: ['DRAFT', 'IN_REVIEW', 'PUBLISHED'], to: null, refusal: 'The item is not published.' },
  archive: { from: ['DRAFT', 'IN_REVIEW', 'PUBLISHED'], to: 'ARCHIVED', refusal: 'The item is archived already.' },
  revive: { from: ['ARCHIVED'], to: 'DRAFT', refusal: 'Only an archived item can be revived.' },
} as const satisfies Record<string, { from: readonly ContentState[]; to: ContentState | null; refusal: string }>;

export type Transition = keyof typeof TRANSITIONS;
export const ALL_TRANSITIONS = Object.keys(TRANSITIONS) as readonly Transition[];

/** What of its type matters to an item's state. */
export interface StateRules {
  readonly requiresReview: boolean;
}

/** Why an item that stands so refuses a transition; null when it allows it. */
export function refusalOf(transition: Transition, item: ItemState, { requiresReview }: StateRules): string | null {
  const { from, refusal } = TRANSITIONS[transition];
  if (!(from as readonly ContentState[]).includes(item.state)) return refusal;
  if (transition === 'unpublish' && !item.isLive) return refusal;
  if (transition === 'publish' && item.state === 'DRAFT' && requiresReview) {
    return 'Items of this type are reviewed: submit the draft first.';
  }
  return null;
}

/** Where an item stands after a transition that it allows. */
export function after(transition: Transition, item: ItemState): ItemState {
  const isLive = transition === 'publish' || (item.isLive && transition !== 'unpublish' && transition !== 'archive');
  const { to } = TRANSITIONS[transition];
  // What is taken from readers is no longer published; what stood elsewhere stays there.
  return { state: to ?? (item.state === 'PUBLISHED' ? 'DRAFT' : item.state), isLive };
}

/** Why something that was scheduled cannot be done any more; null when it can. */
export function scheduleRefusal(action: 'PUBLISH' | 'UNPUBLISH', item: ItemState): string | null {
  if (item.state === 'ARCHIVED') return 'The item has been archived.';
  return action === 'UNPUBLISH' && !item.isLive ? 'The item was not published.' : null;
}

/**
 * Where an item stands after its schedule. What was written since a revision was scheduled stays a draft or in review.
 * @param isNewest whether the revision that is published is the working copy
 */
export function afterSchedule(action: 'PUBLISH' | 'UNPUBLISH', item: ItemState, isNewest: boolean): ItemState {
  if (action === 'UNPUBLISH') return after('unpublish', item);
  return { state: isNewest ? 'PUBLISHED' : item.state, isLive: true };
}
