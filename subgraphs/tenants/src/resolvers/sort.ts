import type { OrderDirection } from '../generated/resolvers.ts';

/** What memberships are ordered by, in the graph's words and in the services'. */
export const MEMBER_SORT_FIELDS = { CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt' } as const;

/** An order as services take it; undefined, and so the service's own, when the caller names none. */
export function sortFrom<Name extends string, Field extends string>(
  orderBy: { readonly field: Name; readonly direction?: OrderDirection } | null | undefined,
  fields: Readonly<Record<Name, Field>>,
): { field: Field; direction: 'asc' | 'desc' } | undefined {
  if (!orderBy) return undefined;
  return { field: fields[orderBy.field], direction: orderBy.direction === 'DESC' ? 'desc' : 'asc' };
}
