import { limitExceeded } from './limit-error.ts';
import type { LimitSettings } from './limit-settings.ts';

/**
 * Refuses variables that are nested too deeply: a body of 1 MiB holds half a million levels, and whoever coerces or
 * writes them recursively runs out of stack.
 * @returns a function that throws GraphQLError LIMIT_EXCEEDED
 */
export function createVariableGuard({ variableDepth }: LimitSettings): (variables: unknown) => void {
  return (variables) => {
    if (isDeeper(variables, variableDepth + 1)) throw limitExceeded('variableDepth', variableDepth);
  };
}

/** Looks no deeper than `levels`, so that it cannot run out of stack itself. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
