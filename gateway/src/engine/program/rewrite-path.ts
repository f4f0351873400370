import type { FetchDataRewrite } from '@apollo/query-planner';
import type { TypeNames } from './type-names.ts';

const CONDITION = '... on ';

/**
 * The rewrites that apply to an object of a type, with the type conditions in front of their paths taken off.
 * @param typename undefined: not known, and then every condition is taken to hold
 */
export function rewritesWithin(
  rewrites: readonly FetchDataRewrite[],
  typename: string | undefined,
  types: TypeNames,
): FetchDataRewrite[] {
  return rewrites.flatMap((each) => {
    let from = 0;
    for (; conditionOf(each.path[from]) !== undefined; from++) {
      const condition = conditionOf(each.path[from]) ?? '';
      if (typename !== undefined && !types.matching(condition).has(typename)) return [];
    }
    return from === 0 ? [each] : [{ ...each, path: each.path.slice(from) }];
  });
}

/** The type of a path's element that is a type condition; undefined for a field's name. */
export function conditionOf(element: string | undefined): string | undefined {
  return element?.startsWith(CONDITION) ? element.slice(CONDITION.length) : undefined;
}
