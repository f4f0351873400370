import type { FieldNode, GraphQLField } from 'graphql';
import type { Refusal } from '../refusal.ts';
import type { Rule } from '../rule.ts';
import type { Condition } from './conditions.ts';

/** Response keys from the root, last first; shared between the fields of one selection. */
export interface PathNode {
  readonly key: string;
  readonly parent: PathNode | null;
}

/** One field that an operation asks for, with the rules that its caller must pass. */
export interface Demand {
  readonly rules: readonly Rule[];
  readonly coordinate: string;
  readonly path: PathNode;
}

/** A demand whose rules look at arguments, which are coerced anew for every request. */
export interface InputDemand extends Demand {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/**
 * All that is asked together, without a condition in between. Blocks form a graph, shared between the places that spread
 * the same fragment, so that its size stays in proportion to the document however fragments are nested.
 */
export interface Block {
  /** The first field of every distinct list of rules. */
  readonly demands: Demand[];
  readonly inputDemands: InputDemand[];
  /** What is refused whoever asks: unknown fields, fields without a rule, introspection where it is off. */
  readonly refusals: Refusal[];
  readonly branches: { readonly conditions: readonly Condition[]; readonly block: Block }[];
}

export function emptyBlock(): Block {
  return { demands: [], inputDemands: [], refusals: [], branches: [] };
}

export function pathKeys(path: PathNode | null): string[] {
  const keys: string[] = [];
  for (let node = path; node; node = node.parent) keys.unshift(node.key);
  return keys;
}
