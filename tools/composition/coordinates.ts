import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { directivesOf, keyCoordinates, objectTypes, providedCoordinates } from './directives.ts';

/** The coordinates of one subgraph that need a rule, as its permission table is typed: type name to field names. */
export interface SubgraphCoordinates {
  /** Root and entity types: every field needs a rule of its own. */
  readonly required: ReadonlyMap<string, readonly string[]>;
  /** Remaining object types: rules by field, or `inherit`. */
  readonly other: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads what a subgraph's table has to cover from its schema. `@external` fields are left to the subgraph that owns
 * them, unless they are key fields or provided here: those the query planner selects from this subgraph too.
 */
export function coordinatesOf(schema: GraphQLSchema): SubgraphCoordinates {
  const selectedHere = new Set([...keyCoordinates(schema), ...providedCoordinates(schema)]);
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const required = new Map<string, readonly string[]>();
  const other = new Map<string, readonly string[]>();
  for (const type of [...objectTypes(schema)].sort((a, b) => a.name.localeCompare(b.name))) {
    const fields = ownFields(type, selectedHere);
    if (fields.length === 0) continue;
    const isRequired = roots.has(type) || directivesOf(type, 'key').length > 0;
    (isRequired ? required : other).set(type.name, fields);
  }
  return { required, other };
}

function ownFields(type: GraphQLObjectType, selectedHere: ReadonlySet<string>): readonly string[] {
  const typeIsExternal = directivesOf(type, 'external').length > 0;
  return Object.values(type.getFields())
    .filter((field) => !field.name.startsWith('_'))
    .filter((field) => {
      const isExternal = typeIsExternal || directivesOf(field, 'external').length > 0;
      return !isExternal || selectedHere.has(`${type.name}.${field.name}`);
    })
    .map((field) => field.name)
    .sort();
}
