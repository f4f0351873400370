import { diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';

/** A change after which an operation that was valid, or a client that was typed, no longer is. */
export interface BreakingChange {
  /** One sentence that names the coordinate; also how the change is declared. */
  readonly message: string;
  readonly reason?: string;
}

export async function findBreakingChanges(before: GraphQLSchema, after: GraphQLSchema): Promise<BreakingChange[]> {
  const changes = await diff(before, after);
  return changes
    .filter(({ criticality }) => criticality.level === 'BREAKING')
    .map(({ message, criticality }) => ({ message, reason: criticality.reason }));
}
