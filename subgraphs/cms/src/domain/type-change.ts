import { isDeepStrictEqual } from 'node:util';
import type { ContentField } from './content-field.ts';
import { checkOf, type ItemData, type Problem } from './item-data.ts';

/** Data of an item: its working copy, or what is published of it. */
export interface Standing {
  readonly itemId: string;
  readonly title: string;
  readonly locale: string;
  readonly published: boolean;
  readonly slug: string;
  /** Of the fields that matter. */
  readonly data: ItemData;
}

/** One that a change of the type breaks. */
export interface Break extends Omit<Standing, 'slug' | 'data'> {
  /** The first of them. */
  readonly problems: Problem[];
}

/** A value that is to be unique from now on, and that another item has. */
export interface TakenValue {
  readonly field: string;
  /** The item's id. */
  readonly holder: string;
}

/** A long list may be wrong in every entry. */
const MOST_PROBLEMS = 10;

/**
 * Finds what a change of a type's fields breaks, standing by standing. Only what was sound before can break: a draft
 * that lacks what is required lacked it already. What `unchanged` names may be missing from the data.
 */
export function createBreakFinder(before: readonly ContentField[], after: readonly ContentField[]) {
  const same = new Set(unchanged(before, after));
  const changed = ({ name }: ContentField) => !same.has(name);
  const [was, is] = [before.filter(changed), after.filter(changed)];
  const checks = {
    draft: [checkOf(was, 'draft'), checkOf(is, 'draft')],
    complete: [checkOf(was, 'complete'), checkOf(is, 'complete')],
  } as const;
  return ({ slug: _slug, data, ...rest }: Standing, taken: readonly TakenValue[]): Break | null => {
    const [checkBefore, checkAfter] = checks[rest.published ? 'complete' : 'draft'];
    const wrong = checkAfter(data);
    const old = new Set(wrong.length > 0 ? checkBefore(data).map(textOf) : []);
    const problems = [...wrong.filter((problem) => !old.has(textOf(problem))), ...taken.map(problemOf)];
    return problems.length > 0 ? { ...rest, problems: problems.slice(0, MOST_PROBLEMS) } : null;
  };
}

/** The names of the fields that take what they took: nothing that is in them can break. */
export function unchanged(before: readonly ContentField[], after: readonly ContentField[]): string[] {
  const rules = new Map(before.map((field) => [field.name, rulesOf(field)]));
  return after.filter((field) => isDeepStrictEqual(rulesOf(field), rules.get(field.name))).map(({ name }) => name);
}

const rulesOf = ({ label: _label, ...rules }: ContentField) => rules;

/** The names of the fields that are to be unique from now on. */
export function newlyUnique(before: readonly ContentField[], after: readonly ContentField[]): string[] {
  const was = new Set(before.filter(({ unique }) => unique).map(({ name }) => name));
  return after.filter(({ name, unique }) => unique && !was.has(name)).map(({ name }) => name);
}

const textOf = ({ path, message }: Problem) => `${path} ${message}`;

const problemOf = ({ field, holder }: TakenValue): Problem => {
  return { path: `data.${field}`, message: `Item ${holder} has the same value: give one of them another.` };
};
