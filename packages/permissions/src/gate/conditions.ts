import { Kind, type SelectionNode } from 'graphql';

/** A variable on which a selection depends: it is asked unless the variable's value is `excludedBy`. */
export interface Condition {
  readonly variable: string;
  readonly excludedBy: boolean;
}

/**
 * The `@skip` and `@include` of a selection. Null: never asked. Empty: always asked.
 * What cannot be decided counts as asked, so that a malformed condition opens nothing.
 */
export function conditionsOf(selection: SelectionNode): readonly Condition[] | null {
  const conditions: Condition[] = [];
  for (const directive of selection.directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const excludedBy = name === 'skip';
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, excludedBy });
    else if (value?.kind === Kind.BOOLEAN && value.value === excludedBy) return null;
  }
  return conditions;
}

export function areMet(conditions: readonly Condition[], variables: Readonly<Record<string, unknown>>): boolean {
  return conditions.every(({ variable, excludedBy }) => variables[variable] !== excludedBy);
}
