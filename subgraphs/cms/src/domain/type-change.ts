import type { ContentField } from './content-field.ts';
import { claimsOf, problemsOf, type ItemData, type Problem } from './item-data.ts';

/** Data of an item: its working copy, or what is published of it. */
export interface Standing {
  readonly itemId: string;
  readonly title: string;
  readonly locale: string;
  readonly published: boolean;
  readonly slug: string;
  readonly data: ItemData;
}

/** One that a change of the type breaks. */
export interface Break extends Omit<Standing, 'slug' | 'data'> {
  readonly problems: Problem[];
}

/**
 * Finds what a change of a type's fields breaks, standing by standing. Only what was sound before can break: a draft
 * that lacks what is required lacked it already. What it saw of unique values stays with it, so ask one for all items.
 */
export function createBreakFinder(before: readonly ContentField[], after: readonly ContentField[]) {
  const holders = new Map<string, string>();
  return (standing: Standing): Break | null => {
    const { slug: _slug, data, ...rest } = standing;
    const completeness = standing.published ? 'complete' : 'draft';
    const old = new Set(problemsOf(before, data, completeness).map(textOf));
    const invalid = problemsOf(after, data, completeness).filter((problem) => !old.has(textOf(problem)));
    const problems = [...invalid, ...takenBy(after, standing, holders)];
    return problems.length > 0 ? { ...rest, problems } : null;
  };
}

const textOf = ({ path, message }: Problem) => `${path} ${message}`;

/** Unique values that another item has; slugs are unique already. */
function takenBy(fields: readonly ContentField[], standing: Standing, holders: Map<string, string>): Problem[] {
  const { itemId, locale, slug, data } = standing;
  return claimsOf(fields, slug, data).flatMap(({ field, value }) => {
    if (field === 'slug') return [];
    const key = JSON.stringify([locale, field, value]);
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, itemId);
    if (holder === undefined || holder === itemId) return [];
    return [{ path: field, message: `Item ${holder} has the same value: give one of them another.` }];
  });
}
